"""Attacks one network with the Python libraries, for attacks_compare.ts to compare with.

    python -m venv bench/.venv
    bench/.venv/bin/pip install torch==2.13.0 safetensors scipy tqdm requests eagerpy GitPython
    bench/.venv/bin/pip install --no-deps adv-lib==0.2.8 pyautoattack==0.2.0
    bench/.venv/bin/python bench/attacks_compare.py --data DIR --out bench/.compare [--weights FILE]

DIR holds MNIST's four IDX files, unpacked. --weights is a safetensors file in PyTorch's layout, of
MNIST's cnn (peer_networks.ts makes three) or of an MLP; without it, a small one is trained here.
Everything the other half needs is written to --out, after every attack: started again, it goes on.
"""
import argparse
import importlib.metadata as metadata
import json
import shutil
import time
from pathlib import Path

import numpy as np
import torch

from peer_models import Cnn, Mlp, distances, frozen, load_network, read_split, save_network, train

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True)
parser.add_argument("--out", required=True)
parser.add_argument("--weights")
parser.add_argument("--model", choices=["mlp", "cnn"], default="mlp", help="what is trained without --weights")
parser.add_argument("--hidden", type=int, default=256, help="width of the MLP trained here")
parser.add_argument("--epochs", type=int, default=5, help="of the training, without --weights")
parser.add_argument("--images", type=int, default=200)
parser.add_argument("--radii", type=float, nargs="+", default=[0.5, 1.0, 1.5, 2.0])
parser.add_argument("--square", type=int, default=5000, help="queries of Square in AutoAttack")
parser.add_argument("--parts", nargs="+", default=["minimal", "standard"], help="what to run")
options = parser.parse_args()
torch.manual_seed(0)
torch.set_num_threads(1)

out = Path(options.out)
out.mkdir(parents=True, exist_ok=True)
images, labels = (half[: options.images] for half in read_split(options.data, "t10k"))
if options.weights:
    model = load_network(options.weights)
    shutil.copy(options.weights, out / "model.safetensors")
else:
    model = Cnn() if options.model == "cnn" else Mlp([784, options.hidden, 10])
    train(model, *read_split(options.data, "train"), options.epochs)
    save_network(frozen(model), out / "model.safetensors")
np.save(out / "images.npy", images[:, 0].numpy())
np.save(out / "labels.npy", labels.numpy().astype(np.int32))

versions = {name: metadata.version(name) for name in ["torch", "adv-lib", "pyautoattack"]}
result = {"minimal": {}, "robust": {}, "seconds": {}}
written = out / "python.json"
logits = model(images).tolist()
if written.exists() and (before := json.loads(written.read_text()))["logits"] == logits:
    result = before
result.update(settings=vars(options), versions=versions, logits=logits)
written.write_text(json.dumps(result))


def timed(name, run):
    start = time.perf_counter()
    value = run()
    result["seconds"][name] = time.perf_counter() - start
    print(f"{name}: {result['seconds'][name]:.1f} s", flush=True)
    return value


def keep(kind, name, values):
    result[kind][name] = values
    written.write_text(json.dumps(result))


def minimal_attacks():
    from adv_lib.attacks import alma, ddn, df, fab

    minimal = {
        "ddn100": lambda: ddn(model, images, labels, steps=100, levels=None),
        "ddn200": lambda: ddn(model, images, labels, steps=200, levels=None),
        "alma": lambda: alma(model, images, labels, distance="l2", num_steps=200),
        "fab": lambda: fab(model, images, labels, norm=2, n_iter=100, targeted_restarts=True),
        "deepfool": lambda: df(model, images, labels, steps=50, overshoot=0.02),
    }
    for name, run in minimal.items():
        if name not in result["minimal"]:
            found = distances(model, images, labels, timed(name, run)).tolist()
            keep("minimal", name, [d if np.isfinite(d) else None for d in found])


def auto_attack():
    from pyautoattack import AutoAttack

    for radius in options.radii:
        if f"{radius:g}" in result["robust"]:
            continue
        attack = AutoAttack(model, norm="L2", eps=radius, seed=0, version="standard")
        attack.square.n_queries = options.square
        adversarial, _ = timed(
            f"standard {radius:g}", lambda: attack.run_standard_evaluation(images, labels, batch_size=200)
        )
        wrong = distances(model, images, labels, adversarial) <= radius * (1 + 1e-5)
        keep("robust", f"{radius:g}", [int(not w) for w in wrong])


if "minimal" in options.parts:
    minimal_attacks()
if "standard" in options.parts:
    auto_attack()

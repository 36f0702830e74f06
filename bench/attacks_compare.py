"""Attacks one network with the Python libraries, for attacks_compare.ts to compare with.

    python -m venv bench/.venv
    bench/.venv/bin/pip install torch==2.13.0 safetensors scipy tqdm requests eagerpy GitPython
    bench/.venv/bin/pip install --no-deps adv-lib==0.2.8 foolbox==3.3.4 torchattacks==3.5.1 pyautoattack==0.2.0
    bench/.venv/bin/python bench/attacks_compare.py --data DIR --out bench/.compare

DIR holds MNIST's four IDX files, unpacked. With --weights FILE (safetensors as this project saves
them) a trained network of one of its architectures is attacked; without, a small MLP is trained
here. Everything the other half needs is written to --out.
"""
import argparse
import json
import sys
import time
import types
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from torch import nn
from torch.nn import functional as F

# adv-lib imports both for parts that are not used here.
sys.modules.setdefault("visdom", types.ModuleType("visdom"))
if "torchvision" not in sys.modules:
    sys.modules["torchvision"] = types.ModuleType("torchvision")
    sys.modules["torchvision"].models = types.ModuleType("torchvision.models")


def read_idx(path):
    raw = np.frombuffer(Path(path).read_bytes(), np.uint8)
    rank = int(raw[3])
    shape = [int.from_bytes(raw[4 + 4 * i : 8 + 4 * i].tobytes(), "big") for i in range(rank)]
    return raw[4 + 4 * rank :].reshape(shape)


class Mlp(nn.Module):
    """Dense layers on images [batch, 1, 28, 28]."""

    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def forward(self, x):
        x = x.flatten(1)
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return self.layers[-1](x)


class Cnn(nn.Module):
    """MNIST's cnn: conv 32, 32, maxpool, 64, 64, maxpool, dense 200, 200, 10; features flattened with channels last."""

    def __init__(self):
        super().__init__()
        convs = [nn.Conv2d(a, b, 3) for a, b in [(1, 32), (32, 32), (32, 64), (64, 64)]]
        self.layers = nn.ModuleList([*convs, nn.Linear(1024, 200), nn.Linear(200, 200), nn.Linear(200, 10)])

    def forward(self, x):
        for i in range(4):
            x = F.relu(self.layers[i](x))
            if i % 2:
                x = F.max_pool2d(x, 2)
        x = x.permute(0, 2, 3, 1).flatten(1)
        for layer in self.layers[4:6]:
            x = F.relu(layer(x))
        return self.layers[6](x)


def load_weights(model, path):
    tensors = load_file(path)
    for i, layer in enumerate(model.layers):
        weight = torch.tensor(tensors[f"layer{i}.weight"])
        layer.weight.data = weight.T.contiguous() if weight.ndim == 2 else weight.permute(3, 2, 0, 1).contiguous()
        layer.bias.data = torch.tensor(tensors[f"layer{i}.bias"])


def save_weights(model, path):
    tensors = {}
    for i, layer in enumerate(model.layers):
        weight = layer.weight.data
        weight = weight.T if weight.ndim == 2 else weight.permute(2, 3, 1, 0)
        tensors[f"layer{i}.weight"] = np.ascontiguousarray(weight.numpy())
        tensors[f"layer{i}.bias"] = layer.bias.data.numpy()
    save_file(tensors, path)


def train(model, images, labels, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True)
    for _ in range(epochs):
        order = torch.randperm(len(images))
        for chunk in order.split(128):
            optimizer.zero_grad()
            F.cross_entropy(model(images[chunk]), labels[chunk]).backward()
            optimizer.step()


def distances(model, images, labels, adversarial):
    """Per image: 0 for clean errors, the distance where the network errs, inf elsewhere."""
    with torch.no_grad():
        wrong = model(adversarial).argmax(1) != labels
        clean = model(images).argmax(1) == labels
    found = (adversarial - images).flatten(1).norm(dim=1)
    found = torch.where(wrong, found, torch.inf)
    return torch.where(clean, found, 0.0)


def compare_peers(model, images, labels, options, result, timed):
    """Seconds of torchattacks and foolbox: 40 steps on one batch, and 100 steps at every radius on all images."""
    import foolbox
    import torchattacks

    batch = images[:128], labels[:128]
    wrapped = foolbox.PyTorchModel(model, bounds=(0, 1), device="cpu")
    pgd = foolbox.attacks.L2ProjectedGradientDescentAttack(abs_stepsize=0.1, steps=40)
    peer = torchattacks.PGDL2(model, eps=1.0, alpha=0.1, steps=40)
    peer(*batch)
    for repeat in range(3):
        timed(f"torchattacks pgd 40 steps ({repeat})", lambda: peer(*batch))
        timed(f"foolbox pgd 40 steps ({repeat})", lambda: pgd(wrapped, *batch, epsilons=1.0))

    def whole_question():
        for radius in options.radii:
            attack = torchattacks.PGDL2(model, eps=radius, alpha=0.1, steps=100)
            adversarial = torch.cat([attack(x, y) for x, y in zip(images.split(128), labels.split(128))])
            wrong = distances(model, images, labels, adversarial) <= radius * (1 + 1e-5)
            result["robust"][f"torchattacks pgd {radius:g}"] = [int(not w) for w in wrong]

    timed("torchattacks pgd 100 steps, all radii", whole_question)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--weights")
    parser.add_argument("--model", choices=["mlp", "cnn"], default="mlp")
    parser.add_argument("--hidden", type=int, default=256, help="width of the MLP")
    parser.add_argument("--epochs", type=int, default=5, help="of the training, without --weights")
    parser.add_argument("--images", type=int, default=200)
    parser.add_argument("--radii", type=float, nargs="+", default=[0.5, 1.0, 1.5, 2.0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--square", type=int, default=5000, help="queries of Square in AutoAttack")
    parser.add_argument("--parts", nargs="+", default=["minimal", "standard", "peers"], help="what to run")
    options = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(options.threads)

    data, out = Path(options.data), Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    read = lambda name: torch.tensor(read_idx(data / name))
    images = read("t10k-images-idx3-ubyte")[: options.images, None].float() / 255
    labels = read("t10k-labels-idx1-ubyte")[: options.images].long()

    if options.weights and options.model == "mlp":
        options.hidden = load_file(options.weights)["layer0.weight"].shape[1]
    model = Cnn() if options.model == "cnn" else Mlp([784, options.hidden, 10])
    if options.weights:
        load_weights(model, options.weights)
    else:
        train_images = read("train-images-idx3-ubyte")[:, None].float() / 255
        train(model, train_images, read("train-labels-idx1-ubyte").long(), options.epochs)
    model.eval()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    save_weights(model, out / "model.safetensors")
    np.save(out / "images.npy", images[:, 0].numpy())
    np.save(out / "labels.npy", labels.numpy().astype(np.int32))

    result = {"settings": vars(options), "minimal": {}, "robust": {}, "seconds": {}, "versions": {}}
    import importlib.metadata as metadata

    for name in ["torch", "adv-lib", "foolbox", "torchattacks", "pyautoattack"]:
        result["versions"][name] = metadata.version(name)

    def timed(name, run):
        start = time.perf_counter()
        value = run()
        result["seconds"][name] = time.perf_counter() - start
        print(f"{name}: {result['seconds'][name]:.1f} s", flush=True)
        return value

    from adv_lib.attacks import alma, ddn, df, fab

    minimal = {
        "ddn100": lambda: ddn(model, images, labels, steps=100, levels=None),
        "ddn200": lambda: ddn(model, images, labels, steps=200, levels=None),
        "fab": lambda: fab(model, images, labels, norm=2, n_iter=100, targeted_restarts=True),
        "alma": lambda: alma(model, images, labels, distance="l2", num_steps=200),
        "deepfool": lambda: df(model, images, labels, steps=50, overshoot=0.02),
    }
    for name, run in minimal.items() if "minimal" in options.parts else []:
        found = distances(model, images, labels, timed(name, run))
        result["minimal"][name] = [float(d) if np.isfinite(float(d)) else None for d in found]

    from pyautoattack import AutoAttack

    for radius in options.radii if "standard" in options.parts else []:
        attack = AutoAttack(model, norm="L2", eps=radius, seed=0, version="standard")
        attack.square.n_queries = options.square
        adversarial, _ = timed(
            f"standard {radius:g}", lambda: attack.run_standard_evaluation(images, labels, batch_size=200)
        )
        wrong = distances(model, images, labels, adversarial) <= radius * (1 + 1e-5)
        result["robust"][f"standard {radius:g}"] = [int(not w) for w in wrong]

    if "peers" in options.parts:
        compare_peers(model, images, labels, options, result, timed)
    (out / "python.json").write_text(json.dumps(result))


main()

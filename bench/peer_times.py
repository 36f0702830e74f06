"""Times the attack libraries and ART, for compare_attacks.ts.

    bench/.venv/bin/pip install --no-deps foolbox==3.3.4 torchattacks==3.5.1 adversarial-robustness-toolbox==1.20.1
    bench/.venv/bin/python bench/peer_times.py WEIGHTS DIR

Answers questions from stdin, a JSON object a line: {"work", "peer"}, with one line {"ms", "cpu", "accuracy"?}:
milliseconds by the clock and on a processor.
One thread. WEIGHTS is a safetensors file in PyTorch's layout, DIR holds MNIST's IDX files.
"""
import json
import sys
import time

import torch

from peer_models import distances, load_network, read_split

torch.set_num_threads(1)
torch.manual_seed(0)
model = load_network(sys.argv[1])
images, labels = read_split(sys.argv[2], "t10k")
radii = [0.5, 1.0, 1.5, 2.0]
batch = images[:128], labels[:128]


def torchattacks_pgd():
    import torchattacks

    attack = torchattacks.PGDL2(model, eps=1.0, alpha=0.1, steps=40)
    return 40, lambda: attack(*batch)


def foolbox_pgd():
    import foolbox

    wrapped = foolbox.PyTorchModel(model, bounds=(0, 1), device="cpu")
    attack = foolbox.attacks.L2ProjectedGradientDescentAttack(abs_stepsize=0.1, steps=40)
    return 40, lambda: attack(wrapped, *batch, epsilons=1.0)


def torchattacks_question():
    """Robust accuracy of 1,000 images at four radii, as its users ask for it: the attack once a radius."""
    import torchattacks

    x, y = images[:1000], labels[:1000]

    def ask():
        accuracy = []
        for radius in radii:
            attack = torchattacks.PGDL2(model, eps=radius, alpha=0.1, steps=100)
            adversarial = torch.cat([attack(*part) for part in zip(x.split(128), y.split(128))])
            stands = distances(model, x, y, adversarial) > radius * (1 + 1e-5)
            accuracy.append(stands.float().mean().item())
        return accuracy

    return 1, ask


def art_gradients(at_once, batches):
    """clever_u of one image: for each of 9 rivals `at_once * batches` gradients of a difference of logits."""
    from art.estimators.classification import PyTorchClassifier
    from art.metrics import clever_u

    classifier = PyTorchClassifier(
        model=model, loss=torch.nn.CrossEntropyLoss(), input_shape=(1, 28, 28), nb_classes=10, device_type="cpu"
    )
    x = images[0].numpy()
    settings = dict(nb_batches=10, batch_size=batches, radius=5, norm=2, pool_factor=at_once, verbose=False)
    return 9 * at_once * batches / 128, lambda: clever_u(classifier, x, **settings)


def bare_gradient():
    """A forward and a backward pass of 128 images, nothing around them."""

    def step():
        x = batch[0].clone().requires_grad_(True)
        logits = model(x)
        torch.autograd.grad((logits[:, 3] - logits[:, 5]).sum(), x)

    return 1, step


works = {
    "pgd": {"torchattacks": torchattacks_pgd, "foolbox": foolbox_pgd},
    "question": {"torchattacks": torchattacks_question},
    "estimator": {
        "ART, 10 at once": lambda: art_gradients(10, 13),
        "ART, 128 at once": lambda: art_gradients(128, 1),
        "bare PyTorch": bare_gradient,
    },
}
made = {}
for line in sys.stdin:
    question = json.loads(line)
    key = question["work"], question["peer"]
    try:
        if key not in made:
            made[key] = works[key[0]][key[1]]()
            if key[0] != "question":
                made[key][1]()
        units, run = made[key]
        start, busy = time.perf_counter(), time.process_time()
        value = run()
        ms, cpu = time.perf_counter() - start, time.process_time() - busy
        answer = {"ms": 1000 * ms / units, "cpu": 1000 * cpu / units}
        if key[0] == "question":
            answer["accuracy"] = value
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)

"""The cases of `cases.ts` in PyTorch on the CPU.

Reads requests from stdin, a JSON object a line: {"model", "work", "threads",
"seconds"}; answers each with one line: {"ms": least milliseconds of a call, "cpu": mean on a processor}.
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCH = 128


def cnn(channels, widths, flat, hidden):
    a, b = widths
    return nn.Sequential(
        nn.Conv2d(channels, a, 3), nn.ReLU(), nn.Conv2d(a, a, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(a, b, 3), nn.ReLU(), nn.Conv2d(b, b, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(flat, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, 10),
    )


def mlp(size):
    return nn.Sequential(nn.Flatten(), nn.Linear(size, 1024), nn.ReLU(), nn.Linear(1024, 10))


MODELS = {
    "mnist-mlp": (lambda: mlp(784), (1, 28, 28)),
    "cifar-mlp": (lambda: mlp(3072), (3, 32, 32)),
    "mnist-cnn": (lambda: cnn(1, (32, 64), 1024, 200), (1, 28, 28)),
    "cifar-cnn": (lambda: cnn(3, (64, 128), 3200, 256), (3, 32, 32)),
}


def make(name):
    torch.manual_seed(1)
    build, shape = MODELS[name]
    model = build()
    x, y = torch.rand(BATCH, *shape), torch.randint(10, (BATCH,))

    def amr_loss(logits):
        own = logits.gather(1, y[:, None])[:, 0]
        rival = logits.scatter(1, y[:, None], -1e9).amax(1)
        penalty = 0
        for w in model.parameters():
            if w.dim() > 1:
                flat = w.flatten(1)
                penalty = penalty + ((flat @ flat.T - torch.eye(len(flat))) ** 2).sum()
        hinge = F.relu(40 - (own - rival)).mean()
        return F.cross_entropy(logits, y) + 0.1 * hinge + 2e-3 * penalty

    def stepper(loss, lr):
        optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9, nesterov=True)

        def step():
            optimizer.zero_grad()
            loss(model(x)).backward()
            optimizer.step()

        return step

    def gradient():
        v = x.detach().requires_grad_()
        torch.autograd.grad(F.cross_entropy(model(v), y), v)

    def forward():
        with torch.no_grad():
            model(x)

    return {
        "step": stepper(lambda logits: F.cross_entropy(logits, y), 0.01),
        "amr": stepper(amr_loss, 0.002),
        "gradient": gradient,
        "forward": forward,
    }


def least(run, seconds):
    """Least milliseconds of a call by the clock, mean of its thread's on a processor, after three calls to warm up."""
    for _ in range(3):
        run()
    wall, calls, end = float("inf"), 0, time.perf_counter() + seconds
    begin_cpu = time.thread_time()
    while calls < 3 or time.perf_counter() < end:
        begin = time.perf_counter()
        run()
        wall = min(wall, time.perf_counter() - begin)
        calls += 1
    return {"ms": 1000 * wall, "cpu": 1000 * (time.thread_time() - begin_cpu) / calls}


def main():
    made = {}
    for line in sys.stdin:
        request = json.loads(line)
        model = request["model"]
        torch.set_num_threads(request.get("threads", 1))
        if model not in made:
            made[model] = make(model)
        print(json.dumps(least(made[model][request["work"]], request["seconds"])), flush=True)


if __name__ == "__main__":
    main()

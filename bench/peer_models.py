"""MNIST and this project's networks in PyTorch, from safetensors in PyTorch's layout."""
import sys
import types
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
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


def read_split(folder, name):
    """Images [count, 1, 28, 28] in [0, 1] and labels; `name` is t10k or train."""
    images = torch.tensor(read_idx(Path(folder) / f"{name}-images-idx3-ubyte"))[:, None].float() / 255
    return images, torch.tensor(read_idx(Path(folder) / f"{name}-labels-idx1-ubyte")).long()


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
    """MNIST's cnn: conv 32, 32, maxpool, 64, 64, maxpool, dense 200, 200, 10."""

    def __init__(self):
        super().__init__()
        convs = [nn.Conv2d(a, b, 3) for a, b in [(1, 32), (32, 32), (32, 64), (64, 64)]]
        self.layers = nn.ModuleList([*convs, nn.Linear(1024, 200), nn.Linear(200, 200), nn.Linear(200, 10)])

    def forward(self, x):
        for i in range(4):
            x = F.relu(self.layers[i](x))
            if i % 2:
                x = F.max_pool2d(x, 2)
        x = x.flatten(1)
        for layer in self.layers[4:6]:
            x = F.relu(layer(x))
        return self.layers[6](x)


def load_network(path):
    """The network that a file's tensors fit, in inference mode, its weights fixed."""
    tensors = load_file(path)
    first = tensors["layer0.weight"]
    model = Cnn() if first.ndim == 4 else Mlp([784, first.shape[0], 10])
    model.load_state_dict({f"layers.{name.removeprefix('layer')}": value for name, value in tensors.items()})
    return frozen(model)


def save_network(model, path):
    save_file({name.replace("layers.", "layer"): value for name, value in model.state_dict().items()}, path)


def frozen(model):
    model.eval()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    return model


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

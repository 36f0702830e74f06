"""The peers of the linear world, timed: PyTorch's descent epoch and liblinear's SVM.

Reads the signed zeros and ones of MNIST (rows times labels) and the labels from
two .npy files that bench/linear.ts writes; prints milliseconds as JSON.
"""

import json
import sys
import time

import numpy as np
import torch
from sklearn.svm import LinearSVC

torch.set_num_threads(1)
signed = np.load(sys.argv[1])
labels = np.load(sys.argv[2])
z = torch.from_numpy(signed)
n = len(signed)


def gd(w):
    return w + (0.1 / n) * (torch.sigmoid(-(z @ w)) @ z)


def normalised_gd(w):
    return w + 0.05 * (torch.softmax(-(z @ w), 0) @ z)


def epoch(step, count=100):
    w = torch.zeros(signed.shape[1])
    for _ in range(5):
        w = step(w)
    start = time.perf_counter()
    for _ in range(count):
        w = step(w)
    return (time.perf_counter() - start) / count * 1e3


def svm():
    x = signed * labels[:, None]
    start = time.perf_counter()
    w = LinearSVC(loss="hinge", fit_intercept=False, C=1e6).fit(x, labels).coef_[0]
    took = (time.perf_counter() - start) * 1e3
    margin = (signed @ w).min() / np.linalg.norm(w)
    print(f"liblinear: margin {margin:.6f}, no certificate", file=sys.stderr)
    return took


print(json.dumps({"torch": torch.__version__, "gd": epoch(gd), "normalised_gd": epoch(normalised_gd), "svm": svm()}))

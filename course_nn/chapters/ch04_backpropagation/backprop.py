"""Chapter 04: gradients on a drawn graph, through many layers, by finite differences, and what they cost."""

import time
from itertools import pairwise

import numpy as np

from ... import _checks, autodiff
from ...autodiff import Variable
from ...layers import ACTIVATION_LAYERS
from ...losses import SquaredError
from ...models.mlp import mlp

# --- A graph to walk through


def _neuron(x, w, b):
    x, w, b, y = Variable(x, "x"), Variable(w, "w"), Variable(b, "b"), Variable(1.0, "y")
    return (autodiff.sigmoid(x * w + b) - y) ** 2


def _chain(x, w, b):
    x, w, b = Variable(x, "x"), Variable(w, "w"), Variable(b, "b")
    return autodiff.tanh(autodiff.tanh(x * w + b) * w + b)


def _fork(x, w, b):
    x, w, b = Variable(x, "x"), Variable(w, "w"), Variable(b, "b")
    a = autodiff.relu(x * w)
    return a**2 + a * b


#: Name → the function that builds the graph from x, w and b.
GRAPHS = {"neuron": _neuron, "chain": _chain, "fork": _fork}


def graph_steps(formula):
    """The number of steps through the graph of ``formula``: each operation forward, then each one back."""
    return 2 * sum(bool(v.parents) for v in GRAPHS[formula](0.5, 1.0, 0.5).graph())


def walk(formula, x, w, b, step):
    """The graph after ``step`` steps: which values are known, which gradients, and what the last step did.

    Steps 1 … k compute the k operations in order; steps k + 1 … 2k push the gradient back through them, last first.
    """
    build = GRAPHS[_checks.one_of(formula, GRAPHS, "formula")]
    end = build(*(_checks.number(v, name) for v, name in ((x, "x"), (w, "w"), (b, "b"))))
    end.backward()
    order = end.graph()
    operations = [v for v in order if v.parents]
    k = len(operations)
    step = min(_checks.whole(step, "step", low=0), 2 * k)
    known = {id(v) for v in order if not v.parents} | {id(v) for v in operations[:step]}
    pushed = {id(v) for v in operations[::-1][: max(0, step - k)]}
    active = None if not step else operations[step - 1] if step <= k else operations[2 * k - step]
    # An edge shows the share of the gradient that flows over it, once its operation has been walked back.
    edges = [(parent, v, pull(v.grad) if id(v) in pushed else None) for v in operations for parent, pull in v.parents]
    return {
        "order": order,
        "edges": edges,
        "known": known,
        "pushed": pushed,
        "active": active,
        "end": end,
        "backward": step > k,
        "done": step == 2 * k,
        "step": step,
        "forward_steps": k,
    }


# --- Vanishing and exploding gradients


def gradient_norms(depth, activation, scale, width=32, n=32, seed=0):
    """Norms of ∂J/∂z by layer for an untrained network of ``depth`` hidden layers, weights of standard deviation
    scale/√width, random inputs and targets; and the mean absolute activation of each layer."""
    depth = _checks.whole(depth, "depth", low=1)
    scale = _checks.number(scale, "scale", above=0)
    rng = np.random.default_rng(seed)
    _checks.one_of(activation, ACTIVATION_LAYERS, "activation")
    network = mlp([width] * (depth + 1) + [1], rng, activation=activation, dtype=np.float64)
    for name, parameter in network.parameters().items():
        if name.endswith("W"):
            parameter.value = rng.standard_normal(parameter.value.shape) * scale / np.sqrt(len(parameter.value))
    x, y = rng.standard_normal((n, width)), rng.standard_normal((n, 1))
    activations, backs = [], []
    for layer in network.layers:
        x, back = layer.forward(x)
        backs.append(back)
        activations.append(float(np.abs(x).mean()))
    _, d = SquaredError()(x, y)
    norms = []
    for layer, back in zip(network.layers[::-1], backs[::-1], strict=True):
        if hasattr(layer, "d_in"):  # what arrives at a dense layer is ∂J/∂z
            norms.append(float(np.linalg.norm(d)))
        d = back(d)
    norms = np.array(norms[::-1])
    return {
        "layer": np.arange(1, depth + 2),
        "norm": norms,
        "activation": activation,
        "scale": scale,
        "activations": np.array(activations[1::2]),
        "ratio": float(norms[0] / norms[-1]) if norms[-1] else 0.0,
    }


# --- Finite differences


def step_size_errors(at, centered):
    """The error of a difference quotient of sin at ``at`` against the step h, in float32 and in float64."""
    at = _checks.number(at, "at")
    h = np.logspace(-14, 0, 141)
    errors = {}
    for name, kind in (("float32", np.float32), ("float64", np.float64)):
        x, steps = kind(at), h.astype(kind)
        above = np.sin(x + steps)
        below = np.sin(x - steps) if centered else np.sin(x)
        span = 2 * steps if centered else steps
        errors[name] = np.abs(((above - below) / span).astype(np.float64) - np.cos(float(x)))
    # The rounding of sin is about ε; the formula's own error is h²/6 or h/2: their sum is least where both are alike.
    best = {name: float(h[np.argmin(error)]) for name, error in errors.items()}
    return {"h": h, "errors": errors, "best": best, "at": at, "centered": centered}


# --- What a gradient costs


def operation_counts(width, depth, n=32, d_in=16):
    """Multiplications of one pass forward and one backward, and of finite differences, through a dense network.

    A layer of d_in inputs and d_out neurons takes n·d_in·d_out multiplications forward; backward as many for ∂J/∂W and
    again for ∂J/∂x, which the first layer does not need. Finite differences take two forward passes a weight.
    """
    width, depth = _checks.whole(width, "width", low=1), _checks.whole(depth, "depth", low=1)
    sizes = [d_in, *[width] * depth, 1]
    weights = [a * b for a, b in pairwise(sizes)]
    forward = n * sum(weights)
    backward = n * (2 * sum(weights) - weights[0])
    parameters = sum(weights) + sum(sizes[1:])
    return {
        "forward": forward,
        "backward": backward,
        "differences": 2 * parameters * forward,
        "parameters": parameters,
        "ratio": backward / forward,
        "width": width,
        "depth": depth,
        "n": n,
    }


def measured_ratio(widths=(8, 16, 32, 64, 128, 256, 512), depth=2, n=32, d_in=16, repeats=25):
    """The time of a pass backward over that of a pass forward, medians on this machine, and what counting says."""
    rng = np.random.default_rng(0)
    ratios = []
    for width in widths:
        network = mlp([d_in, *[width] * depth, 1], rng, dtype=np.float64)
        x, times = rng.standard_normal((n, d_in)), []
        for _ in range(repeats):
            start = time.perf_counter()
            y, backward = network.forward(x)
            middle = time.perf_counter()
            backward(np.ones_like(y), need_dx=False)
            times.append((middle - start, time.perf_counter() - middle))
        forward, back = np.median(times, axis=0)
        ratios.append(back / forward)
    counted = [operation_counts(width, depth, n, d_in)["ratio"] for width in widths]
    return {"width": np.array(widths), "measured": np.array(ratios), "counted": np.array(counted)}

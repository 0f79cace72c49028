"""How large the first weights are, and what becomes of activations and gradients on their way."""

import numpy as np

from ... import _checks
from ...activations import ACTIVATIONS
from ...core import Sequential
from ...initializers import fans
from ...layers import ACTIVATION_LAYERS, Dense
from ...losses import CrossEntropy

#: Name of a scheme → the standard deviation of a weight, from fan-in and fan-out.
SCHEMES = {
    "zeros": lambda d_in, d_out: 0.0,
    "too small": lambda d_in, d_out: 0.01,
    "too large": lambda d_in, d_out: 1.0,
    "Xavier": lambda d_in, d_out: np.sqrt(2 / (d_in + d_out)),
    "He": lambda d_in, d_out: np.sqrt(2 / d_in),
}
#: The activations on offer, and the part of the axis that their histograms show.
WINDOWS = {"tanh": (-1, 1), "sigmoid": (0, 1), "relu": (0, 4), "elu": (-1, 4)}
WIDTH, EXAMPLES, CLASSES, BINS = 128, 128, 10, 40
DEEPEST = 10
GRADIENT_WINDOW = (-12, 4)  # decades


def signals_by_layer(depth, activation, scheme, factor=1.0, seed=0):
    """Histograms and sizes of the activations a and of the gradients ∂L/∂z in an untrained network, by hidden layer.

    ``depth`` layers of 128 units between 128 inputs (standard normal, 128 examples) and 10 classes (random labels, L
    the cross-entropy of one example); biases 0, weights normal with ``factor`` times the scheme's standard deviation.

    A dict of arrays with one row a layer: "a" and "g", numbers of entries in each bin over "a_edges" (the activation
    itself) and "g_edges" (log₁₀ of the gradient's size), what lies outside in the outermost bins, what is exactly 0
    left out; "a_zero", "g_zero" the shares of these; "a_size", "g_size" the root mean squares; "a_theory", "g_theory"
    what `mean_field` predicts for them; "a_spread" a unit's standard deviation over the examples (root mean square of
    all units): what a still tells of the input.
    """
    depth = _checks.whole(depth, "signals_by_layer: depth", low=1, high=DEEPEST)
    window = WINDOWS[_checks.one_of(activation, WINDOWS, "signals_by_layer: activation")]
    spread = SCHEMES[_checks.one_of(scheme, SCHEMES, "signals_by_layer: scheme")]
    factor = _checks.number(factor, "signals_by_layer: factor", above=0, high=100)
    rng = np.random.default_rng(_checks.whole(seed, "signals_by_layer: seed", low=0))
    x = rng.standard_normal((EXAMPLES, WIDTH))
    labels = rng.integers(0, CLASSES, EXAMPLES)

    def init(shape, rng, dtype):
        return rng.standard_normal(shape, dtype) * float(factor * spread(*fans(shape)))

    network = _deep(depth, activation, init, rng)
    a, g = _signals(network, x, labels)
    a_edges = np.linspace(*window, BINS + 1)
    g_edges = np.linspace(*GRADIENT_WINDOW, BINS + 1)
    inside = factor * spread(WIDTH, WIDTH)
    last = factor * spread(WIDTH, CLASSES)
    theory = mean_field(depth, activation, inside, np.sqrt(CLASSES) * last * _size(g[-1]))
    return {
        "depth": depth,
        "activation": activation,
        "scheme": scheme,
        "factor": factor,
        "window": window,
        "a_edges": a_edges,
        "g_edges": g_edges,
        "a": np.array([_counts(one[one != 0], a_edges) for one in a]),
        "g": np.array([_counts(np.log10(np.abs(one[one != 0])), g_edges) for one in g[:-1]]),
        "a_zero": np.array([np.mean(one == 0) for one in a]),
        "g_zero": np.array([np.mean(one == 0) for one in g[:-1]]),
        "a_spread": np.array([_size(one.std(axis=0)) for one in a]),
        "a_size": np.array([_size(one) for one in a]),
        "g_size": np.array([_size(one) for one in g[:-1]]),
        "a_theory": theory[0],
        "g_theory": theory[1],
        "input_size": _size(x),
    }


def _deep(depth, activation, init, rng):
    layers = []
    for _ in range(depth):
        layers += [
            Dense(WIDTH, WIDTH, rng, init=init, dtype=np.float64),
            ACTIVATION_LAYERS[activation](),
        ]
    return Sequential(*layers, Dense(WIDTH, CLASSES, rng, init=init, dtype=np.float64))


def _signals(network, x, labels):
    """The activations of each hidden layer, and ∂L/∂z of each layer, the output's last; L belongs to one example."""
    activations, backs = [], []
    for layer in network.layers:
        x, back = layer.forward(x)
        backs.append(back)
        if not isinstance(layer, Dense):
            activations.append(x)
    d = CrossEntropy()(x, labels)[1] * len(x)  # the loss is a mean over the examples
    gradients = []
    for layer, back in zip(network.layers[::-1], backs[::-1], strict=True):
        if isinstance(layer, Dense):  # what arrives at a dense layer is ∂L/∂z
            gradients.append(d)
        d = back(d)
    return activations, gradients[::-1]


def _counts(values, edges):
    """How many values fall into each of the equal bins; those outside count in the outermost ones."""
    bins = len(edges) - 1
    place = (values.ravel() - edges[0]) * (bins / (edges[-1] - edges[0]))
    return np.bincount(np.clip(place, 0, bins - 1).astype(int), minlength=bins)


def _size(values):
    return float(np.sqrt(np.mean(np.square(values))))


def mean_field(depth, activation, weight_std, last_gradient, width=WIDTH, input_size=1.0):
    """What theory predicts for wide layers: root mean squares of a and of ∂L/∂z in each hidden layer.

    With independent weights, the z of a wide layer are normal with variance q: q₁ = width · s² · input², and from layer
    to layer q ← width · s² · E[g(√q Z)²]; back, the gradient's mean square is multiplied by width · s² · E[g′(√q Z)²].
    ``last_gradient`` is the root mean square of what arrives at the last layer's activations. Sources: Glorot and
    Bengio (2010) for g linear; Poole et al. (2016) and Schoenholz et al. (2017) for the rest.
    """
    g = ACTIVATIONS[_checks.one_of(activation, ACTIVATIONS, "mean_field: activation")]
    gain = width * _checks.number(weight_std, "mean_field: weight_std", low=0) ** 2
    z = np.linspace(-8, 8, 1600)  # 0, where a derivative may jump, is not among them
    share = np.exp(-z * z / 2)
    share /= share.sum()
    q, sizes, slopes = gain * input_size**2, [], []
    for _ in range(_checks.whole(depth, "mean_field: depth", low=1)):
        at = np.sqrt(q) * z
        mean_square = share @ g(at) ** 2
        sizes.append(np.sqrt(mean_square))
        slopes.append(share @ g.derivative(at) ** 2)
        q = gain * mean_square
    back = [last_gradient**2 * slopes[-1]]
    for slope in slopes[-2::-1]:
        back.append(back[-1] * gain * slope)
    return np.array(sizes), np.sqrt(back[::-1])

"""Chapter 14: answers to its exercises as students write them, right and wrong."""

from itertools import combinations

import numpy as np
import pytest
from answers import answered, rows, told

from course_nn import Dense, Sequential, Tanh
from course_nn.chapters.ch14_frameworks import bug_hunt_of_translations
from course_nn.chapters.ch14_frameworks.exercise_averaged_gradient import parts_of
from course_nn.exercises import EXERCISES, check
from course_nn.losses import SquaredError


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


LOOP = """numbers = sorted({int(name.split(".")[0]) for name in state})
found = []
for number in numbers:
    weight = state[f"{number}.weight"]
    bias = state.get(f"{number}.bias", np.zeros(len(weight)))
    found += [weight.T, bias]
return tuple(found)"""
STATE = (
    "from_state_dict",
    [
        LOOP,
        LOOP.replace("return tuple(found)", "return found"),
        """
        names = sorted((n for n in state if n.endswith(".weight")), key=lambda n: int(n[:-7]))
        out = ()
        for name in names:
            w, key = state[name], name.replace("weight", "bias")
            b = state[key] if key in state else np.zeros(w.shape[0], w.dtype)
            out += (np.transpose(w), b)
        return out
        """,
        """
        layers = {}
        for name, value in state.items():
            number, what = name.split(".")
            layers.setdefault(int(number), {})[what] = np.array(value)
        result = []
        for _, layer in sorted(layers.items()):
            result.append(layer["weight"].swapaxes(0, 1).copy())
            result.append(layer.get("bias", 0 * layer["weight"][:, 0]))
        return tuple(result)
        """,
        """
        result = []
        k = 0
        for k in range(1000):
            if f"{k}.weight" in state:
                w = state[f"{k}.weight"]
                result.append(np.array([[w[j, i] for j in range(w.shape[0])] for i in range(w.shape[1])]))
                try:
                    result.append(state[f"{k}.bias"])
                except KeyError:
                    result.append(np.zeros(w.shape[0]))
        return tuple(result)
        """,
    ],
    [
        ("weight.T, bias", "weight, bias", "not transposed"),
        ("weight.T, bias", "weight.reshape(weight.shape[1], weight.shape[0]), bias", "reshaped"),
        ("weight.T, bias", "weight if len(weight) == len(weight.T) else weight.T, bias", "transposed where it shows"),
        ("weight.T, bias", "np.flip(weight.T, axis=0), bias", "turned by 90 degrees"),
        ("weight.T, bias", "-weight.T, bias", None),
        ("weight.T, bias", "bias, weight.T", "the bias before the matrix"),
        ("weight.T, bias", "weight.T, bias[None]", "a bias in rows and columns"),
        ("weight.T, bias", "weight.T, bias[:, None]", "shape"),
        ("weight.T, bias", "weight.T", "the matrices alone"),
        ("weight.T, bias", "bias", None),
        ("found += [weight.T, bias]", "found.append((weight.T, bias))", "error"),
        ("found += [weight.T, bias]", "found.append([weight.T, bias])", "error"),
        ("int(name.split", "(name.split", "sorted as text"),
        (
            'sorted({int(name.split(".")[0]) for name in state})',
            "[n[:-7] for n in state if 'weight' in n]",
            "as they come",
        ),
        ("for name in state})", "for name in state})[::-1]", "from the end"),
        (
            'bias = state.get(f"{number}.bias", np.zeros(len(weight)))',
            'bias = state.get(f"{number}.bias")',
            "nothing for a bias",
        ),
        ("np.zeros(len(weight))", "0", "a number for a bias"),
        ("np.zeros(len(weight))", "np.zeros(len(weight.T))", "as many zeros as inputs"),
        ("np.zeros(len(weight))", "np.ones(weight.shape[0])", "ones for a bias"),
        ('state.get(f"{number}.bias", np.zeros(len(weight)))', 'state[f"{number}.bias"]', "error"),
        ("return tuple(found)", "return tuple(found[::2] + found[1::2])", "all matrices first"),
        ("return tuple(found)", "return tuple(found[-2:])", "the last layer alone"),
        ("return tuple(found)", "    return tuple(found)", "the first layer alone"),
        ("return tuple(found)", "return dict(enumerate(found))", "one instead of several"),
        ("return tuple(found)", "print(found)", "prints"),
        ('state[f"{number}.weight"]', 'state.pop(f"{number}.weight")', "changes its input"),
        ("found = []", "found = [np.zeros(1)]", "number of values"),
        ("", "return [(w.T, 0) for w in state.values()]", "error"),
    ],
)
SUM = """total = sum(sizes)
average = np.zeros_like(gradients[0])
for g, n in zip(gradients, sizes):
    if n:
        average += g * (n / total)
return average"""
AVERAGE = (
    "averaged_gradient",
    [
        SUM,
        "filled = [k for k, n in enumerate(sizes) if n > 0]\nreturn np.average([gradients[k] for k in filled], axis=0, "
        "weights=[sizes[k] for k in filled]).astype(gradients[0].dtype)",
        "n = np.array(sizes)\nG = np.array(gradients)[n > 0]\nw = (n[n > 0] / n.sum()).astype(G.dtype)\nreturn w @ G",
        "total, seen = 0, 0\nfor g, n in zip(gradients, sizes):\n    if n:\n        total = total + n * g\n"
        "        seen += n\nreturn total / seen",
        "mean, seen = gradients[0] * 0, 0\nfor g, n in zip(gradients, sizes):\n    if n > 0:\n        seen += n\n"
        "        mean = g + (seen - n) / seen * (np.nan_to_num(mean) - g)\nreturn mean",
        "return sum(np.nan_to_num(g) * n for g, n in zip(gradients, sizes)) / sum(sizes)",
    ],
    [
        ("    if n:", "    if True:", "an empty part counts"),
        ("(n / total)", "(1 / sum(m > 0 for m in sizes))", "the plain mean"),
        ("(n / total)", "(1 / len(sizes))", "the plain mean, with zeros"),
        ("", "return np.mean(gradients, axis=0)", "the plain mean, with the empty ones"),
        ("", "return np.nanmean(gradients, axis=0)", "the plain mean"),
        ("", "return np.average(gradients, axis=0, weights=sizes)", "an empty part counts"),
        ("", "return np.array(sizes) @ np.array(gradients) / sum(sizes)", "an empty part counts"),
        ("", "return np.array(sizes) @ np.nan_to_num(gradients) / sum(sizes)", "error"),
        ("", "return np.array(sizes) @ np.nan_to_num(gradients) / len(sizes)", "divided by the workers"),
        ("(n / total)", "1", "the sum"),
        ("", "return sum(gradients)", "the sum, with the empty ones"),
        ("", "return np.nansum(gradients, axis=0)", "the sum"),
        ("", "return np.array(sizes) @ np.array(gradients)", "not divided, with the empty ones"),
        (
            "",
            "return np.array(sizes) @ np.array(gradients) / len(sizes)",
            "divided by the workers, with the empty ones",
        ),
        (
            "",
            "return np.nan_to_num(np.average(gradients, axis=0, weights=sizes)).astype(gradients[0].dtype)",
            "zeros where a part is empty",
        ),
        ("(n / total)", "n", "not divided"),
        ("(n / total)", "(n / len(sizes))", "divided by the workers"),
        ("(n / total)", "(1 / total)", "as if they were sums"),
        ("n / total", "n // total", "whole shares"),
        ("sum(sizes)", "max(sizes)", "the largest"),
        ("sum(sizes)", "len([n for n in sizes if n])", "divided by the workers that had some"),
        ("return average", "return gradients[sizes.index(max(sizes))]", "the largest part alone"),
        ("return average", "return average.mean()", "one number"),
        ("return average", "return average.astype(float)", "error"),
        ("gradients[0])", "gradients[0], dtype=float)", "error"),
        ("return average", "return average * total", "not divided"),
        ("return average", "return -average", "sign"),
        ("return average", "return 2 * average", "factor"),
        ("return average", "return average[None]", "shape"),
        ("average += g * (n / total)", "g *= n / total\n        average += g", "changes its input"),
        ("total = sum(sizes)", "total = sum(sizes) - 1", None),
        ("", "for g, n in zip(gradients, sizes):\n    if n:\n        return g", None),
    ],
)
TABLE = """counts = [0]
for (_, before), (kind, after) in zip(rows, rows[1:]):
    d, h = before[-1], after[-1]
    k = before[0] - after[0] + 1
    formulas = {
        "Dense": (d + 1) * h,
        "Conv2D": (k * k * d + 1) * h,
        "BatchNormalization": 4 * h,
        "SimpleRNN": (d + h + 1) * h,
        "LSTM": 4 * (d + h + 1) * h,
        "GRU": 3 * (d + h + 2) * h,
    }
    counts.append(formulas.get(kind, 0))
return counts"""
ROWS = (
    "keras_parameters",
    [
        TABLE,
        TABLE.replace("return counts", "return np.array(counts, float)"),
        """
        n = np.zeros(len(rows), int)
        for i in range(1, len(rows)):
            kind, shape = rows[i]
            d, h = rows[i - 1][1][-1], shape[-1]
            cell = d * h + h * h + h
            if kind == "Dense":
                n[i] = d * h + h
            elif kind == "Conv2D":
                side = rows[i - 1][1][1] - shape[1] + 1
                n[i] = h * (side**2 * d) + h
            elif kind == "BatchNormalization":
                n[i] = h + h + h + h
            elif kind in ("SimpleRNN", "LSTM"):
                n[i] = cell * (4 if kind == "LSTM" else 1)
            elif kind == "GRU":
                n[i] = 3 * (cell + h)
        return n
        """,
    ],
    [
        ("(d + 1) * h", "d * h", "Dense without biases"),
        ("(d + 1) * h", "d * (h + 1)", "Dense with a bias for each input"),
        ("(d + 1) * h", "d * h + 1", "Dense with one bias"),
        ("k * k * d + 1", "k * k * d", "Conv2D without biases"),
        ("k * k * d + 1", "k * k + 1", "Conv2D with kernels for one channel"),
        ("k * k * d + 1", "k * d + 1", "Conv2D with the side for the area"),
        ("k * k * d + 1", "k * k * d + d", "Conv2D with a bias for each channel"),
        ("k * k * d + 1", "d + 1", "Conv2D as a dense layer"),
        ("after[0] + 1", "after[0]", "Conv2D with a kernel too small"),
        ("4 * h,", "2 * h,", "normalization without running statistics"),
        ("4 * h,", "4,", "normalization with one pair"),
        ('        "BatchNormalization": 4 * h,\n', "", "normalization without parameters"),
        ('"SimpleRNN": (d + h + 1)', '"SimpleRNN": (d + 1)', "SimpleRNN without recurrent weights"),
        ('"SimpleRNN": (d + h + 1)', '"SimpleRNN": (d + h)', "SimpleRNN without biases"),
        ("4 * (d + h + 1)", "3 * (d + h + 1)", "LSTM with three gates"),
        ("4 * (d + h + 1)", "(d + h + 1)", "LSTM as one cell"),
        ("4 * (d + h + 1)", "4 * (d + h + 2)", "LSTM with two biases"),
        ("4 * (d + h + 1)", "4 * (d + h)", "LSTM without biases"),
        ("4 * (d + h + 1)", "4 * (d + 1)", "LSTM without recurrent weights"),
        ("3 * (d + h + 2)", "3 * (d + h + 1)", "GRU with one bias"),
        ("3 * (d + h + 2)", "4 * (d + h + 2)", "GRU with four gates"),
        ("3 * (d + h + 2)", "2 * (d + h + 2)", "GRU with two gates"),
        ("3 * (d + h + 2)", "3 * (d + h)", "GRU without biases"),
        ("3 * (d + h + 2) * h", "3 * (d + h + 1) * h + h", "GRU with a second bias for the new content"),
        ("3 * (d + h + 2)", "3 * (d + 1)", None),
        ("counts = [0]", "counts = []", "without the input's row"),
        ("return counts", "return sum(counts)", "added up"),
        ("return counts", "return np.cumsum(counts)", "added up on the way"),
        ("return counts", "return [0] * len(rows)", "nothing counted"),
        ("before[-1], after[-1]", "after[-1], before[-1]", "widths exchanged"),
        ("return counts", "return counts[::-1]", "reversed"),
        ("return counts", "return np.array(counts) * 2", "factor"),
    ],
)


@pytest.mark.parametrize(("name", "body", "kind"), rows(STATE, AVERAGE, ROWS))
@pytest.mark.filterwarnings("ignore:Mean of empty slice")
def test_an_answer_is_told_what_it_is(name, body, kind):
    came = told(name, body)
    assert came != "passed" if kind is None else came == kind


def test_a_wrong_formula_is_told_whatever_else_is_wrong():
    """Two at once: the first of them in the catalog."""
    body = TABLE.replace("3 * (d + h + 2)", "3 * (d + h + 1)").replace("4 * h,", "2 * h,")
    assert told("keras_parameters", body) == "normalization without running statistics"


def test_pairs_and_float64_are_told_in_a_sentence():
    pairs = answered("from_state_dict", LOOP.replace("found += [weight.T, bias]", "found.append((weight.T, bias))"))
    assert pairs.message.startswith("Your answer could not be used: the arrays were expected one after the other")
    double = answered("averaged_gradient", SUM.replace("return average", "return average.astype(float)"))
    assert "the gradients are float32, and their average comes as float64" in double.message


def test_a_missing_value_of_a_longer_result_is_named():
    """How many values there are hangs on the state: the first wrong one is in the largest of the cases."""
    body = LOOP.replace("return tuple(found)", "if len(found) == 6:\n    found[5] = found[5] + 1\nreturn found")
    result = answered("from_state_dict", body)
    assert not result.passed and "`b3`" in result.message


def test_a_state_goes_into_a_network_of_ours():
    """As the reference translates it, the network computes x weightᵀ + bias, layer by layer."""
    rng = np.random.default_rng(3)
    state = {
        "2.bias": rng.normal(size=2), "0.weight": rng.normal(size=(4, 3)), "2.weight": rng.normal(size=(2, 4)),
    }  # fmt: skip
    network = Sequential(Dense(3, 4, rng, dtype=np.float64), Tanh(), Dense(4, 2, rng, dtype=np.float64))
    found = EXERCISES["from_state_dict"].reference(state)
    for parameter, value in zip(network.parameters().values(), found, strict=True):
        parameter.value = value
    x = rng.normal(size=(5, 3))
    np.testing.assert_allclose(network(x), np.tanh(x @ state["0.weight"].T) @ state["2.weight"].T + state["2.bias"])


def test_the_average_is_the_gradient_of_the_whole_batch():
    """Of a network, a batch of 12 in parts of 5, 0, 1 and 6; the plain mean is another."""
    rng = np.random.default_rng(4)
    network = Sequential(Dense(3, 4, rng, dtype=np.float64), Tanh(), Dense(4, 2, rng, dtype=np.float64))
    x, y, loss = rng.normal(size=(12, 3)), rng.normal(size=(12, 2)), SquaredError()

    def gradient(rows):
        out, backward = network.forward(x[rows], train=True)
        for parameter in network.parameters().values():
            parameter.grad[...] = 0
        backward(loss(out, y[rows])[1])
        return np.concatenate([one.grad.ravel() for one in network.parameters().values()])

    parts = [slice(0, 5), slice(5, 5), slice(5, 6), slice(6, 12)]
    sizes = [len(x[part]) for part in parts]
    found = [gradient(part) if size else np.full(26, np.nan) for part, size in zip(parts, sizes, strict=True)]
    whole = gradient(slice(None))
    np.testing.assert_allclose(EXERCISES["averaged_gradient"].reference(found, sizes), whole, rtol=1e-12)
    assert np.abs(np.nanmean(found, axis=0) - whole).max() > 0.01
    single = parts_of(rng, (2, 0, 1), 4, np.float32)
    assert EXERCISES["averaged_gradient"].reference(*single).dtype == np.float32


def test_the_hunt_knows_what_is_right_what_is_exchanged_and_what_is_something_else():
    name, kinds = "five_translations", bug_hunt_of_translations.KINDS
    truth = {letter: kinds[k] for letter, k in zip("ABCDE", (2, 4, 0, 3, 1), strict=True)}
    assert check(name, truth).passed
    assert check(name, {letter: f" {kind.upper()} " for letter, kind in truth.items()}).passed
    for one, other in combinations("ABCDE", 2):
        result = check(name, truth | {one: truth[other], other: truth[one]})
        assert result.mistake == f"{one} and {other} exchanged"
        assert not any(kind in repr(result) for kind in kinds), "the report gives the answer away"
    for answer, words in (
        (truth | {"B": "bad luck"}, "none of the five kinds"),
        (truth | {"E": ...}, "'E' is still `...`"),
        (dict.fromkeys("ABCDE", kinds[3]), "try each with `tried`"),
        ({letter: truth[letter] for letter in "ABCD"}, "'E' is not in it"),
    ):
        result = check(name, answer)
        assert words in result.message and not result.passed

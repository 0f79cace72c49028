"""An exercise of chapter 14: a PyTorch ``state_dict`` of dense layers as our parameters."""

import numpy as np

from ...exercises.exercise import Exercise, Mistake
from ...exercises.running import Unusable


def state_of(rng, widths, numbers, biases, dtype=np.float64):
    """A state as PyTorch has it: matrices (out, in), and a bias for those of the ``numbers`` that are in ``biases``."""
    state = {}
    for number, d_in, d_out in zip(numbers, widths, widths[1:], strict=False):
        state[f"{number}.weight"] = np.round(rng.normal(size=(d_out, d_in)), 2).astype(dtype)
        if number in biases:
            state[f"{number}.bias"] = np.round(rng.normal(size=d_out), 2).astype(dtype)
    return state


def _states():
    rng = np.random.default_rng(14)
    as_text = state_of(rng, (2, 3, 4, 2), (0, 2, 10), (0, 2, 10))
    few = state_of(rng, (3, 2, 4), (1, 4), ())
    return [
        ({"0.weight": np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), "0.bias": np.array([10.0, 20.0])},),
        (state_of(rng, (2, 2, 2), (0, 2), (0, 2)),),
        (state_of(rng, (3, 4, 2, 1), (0, 2, 10), (0, 2, 10)),),
        ({name: as_text[name] for name in sorted(as_text)},),
        (state_of(rng, (2, 3, 5, 4), (0, 2, 4), (0, 4), np.float32),),
        ({name: few[name] for name in reversed(few)},),
        ({name: value for name, value in reversed(state_of(rng, (4, 3, 3, 2), (3, 9, 11), (3, 11)).items())},),
    ]


def _any_state(rng):
    """One to three dense layers, some without a bias, their names in any order."""
    numbers = sorted(int(one) for one in rng.choice(15, rng.integers(1, 4), replace=False))
    widths, biases = rng.integers(1, 5, len(numbers) + 1), [one for one in numbers if rng.random() < 0.7]
    state = state_of(rng, widths, numbers, biases, rng.choice([np.float64, np.float32]))
    return ({str(name): state[name] for name in rng.permutation(list(state))},)


def _arrays(answer, state):
    """What is compared. Pairs are told what to make of them."""
    value = answer(state)
    if isinstance(value, (list, tuple)) and any(map(_is_pair, value)):
        raise Unusable(
            "the arrays were expected one after the other, (W1, b1, W2, b2, ...), and some come as pairs; with "
            "`found += [W, b]` a list grows by both"
        )
    return value


def _is_pair(one):
    return isinstance(one, tuple) or (isinstance(one, list) and bool(one) and isinstance(one[0], np.ndarray))


_TRANSLATE = '''
def from_state_dict(state):
    """Our parameters of the same layers: the tuple (W1, b1, W2, b2, ...), in the order in which data pass them.

    state is a dict from names to arrays, as PyTorch's nn.Sequential has it: "0.weight" (out, in), "0.bias" (out,),
    "2.weight" and so on. The numbers tell the order of the layers; the names may come in any order. Where a layer has
    no bias, b is zeros. Ours are W (in, out) and b (out,).
    """
%s
'''
_ORDER = 'sorted({int(name.split(".")[0]) for name in state})'
_AS_TEXT = 'sorted({name.split(".")[0] for name in state})'
_AS_GIVEN = 'list(dict.fromkeys(name.split(".")[0] for name in state))'
_ZEROS = "np.zeros(len(weight))"


def _source(order=_ORDER, W="weight.T", missing=_ZEROS, add="(W, b)", value="found"):
    return _TRANSLATE % (
        f"    numbers = {order}\n"
        "    found = ()\n"
        "    for number in numbers:\n"
        '        weight = state[f"{number}.weight"]\n'
        f"        W = {W}\n"
        f'        b = state.get(f"{{number}}.bias", {missing})\n'
        f"        found += {add}\n"
        f"    return {value}"
    )


def _mistake(name, message, **changes):
    return Mistake(name, _source(**changes), message)


FROM_STATE_DICT = Exercise(
    name="from_state_dict",
    title="From a state_dict",
    stub=_TRANSLATE % "    ...",
    hints=(
        "Find the numbers first: the part of each name before the dot, each once, sorted as whole numbers. As text "
        '"10" comes before "2".',
        "PyTorch computes x @ weight.T + bias: our W is the transposed matrix. A name that is missing has a default "
        "with state.get(name, default), zeros as many as the layer has outputs.",
        'With numbers = sorted({int(name.split(".")[0]) for name in state}) go through them, and add weight.T and '
        'state.get(f"{number}.bias", np.zeros(len(weight))) to a tuple: found += (W, b).',
    ),
    solution=_source(),
    cases=_states,
    unseen=_any_state,
    probe=_arrays,
    measure="parameters",
    returns=("W1", "b1", "W2", "b2", "W3", "b3"),
    mistakes=(
        _mistake(
            "not transposed",
            "The matrices are as PyTorch has them, (out, in): ours are their transposes. A square one fits both ways, "
            "and only its numbers tell.",
            W="weight",
        ),
        _mistake(
            "reshaped",
            "The matrices have the right shapes and the wrong numbers: `reshape` reads the old rows on into new ones, "
            "where `.T` makes rows of columns.",
            W="weight.reshape(weight.shape[::-1])",
        ),
        _mistake(
            "transposed where it shows",
            "A square matrix stays as it was, and the others are transposed: x @ W runs with either, so that no error "
            "tells. PyTorch's matrices are transposed whatever their shape.",
            W="weight if weight.shape[0] == weight.shape[1] else weight.T",
        ),
        _mistake(
            "turned by 90 degrees",
            "The matrices are turned by a quarter: the transpose mirrors at the diagonal, so that the first row "
            "becomes the first column.",
            W="np.rot90(weight)",
        ),
        _mistake(
            "sorted as text",
            'The layers are sorted as text, in which "10" comes before "2": sort by int(number).',
            order=_AS_TEXT,
        ),
        _mistake(
            "as they come",
            "The layers are in the order of the dict. That is right as PyTorch gives it, but a file may sort the names "
            "otherwise: sort by the numbers.",
            order=_AS_GIVEN,
        ),
        _mistake(
            "from the end",
            "The layers are in reverse: data pass the one with the smallest number first.",
            order=_ORDER[:-1] + ", reverse=True)",
        ),
        _mistake(
            "missing biases left out",
            "Where a layer has no bias the tuple has nothing: its place is taken by zeros, as many as the layer has "
            "outputs.",
            add='((W, b) if f"{number}.bias" in state else (W,))',
        ),
        _mistake(
            "nothing for a bias",
            "Where a layer has no bias there stands None: write zeros, as many as the layer has outputs.",
            missing="None",
        ),
        _mistake(
            "a number for a bias",
            "Where a layer has no bias there stands the number 0: an array of zeros is asked for, one for each output.",
            missing="0.0",
        ),
        _mistake(
            "as many zeros as inputs",
            "Where a layer has no bias there are as many zeros as it has inputs: a bias belongs to the outputs, the "
            "rows of PyTorch's matrix.",
            missing="np.zeros(weight.shape[1])",
        ),
        _mistake(
            "ones for a bias",
            "Where a layer has no bias there are ones: what is not added is 0.",
            missing="np.ones(len(weight))",
        ),
        _mistake(
            "the bias before the matrix",
            "Each bias stands before its matrix: W1 comes first, then b1.",
            add="(b, W)",
        ),
        _mistake(
            "all matrices first",
            "All matrices come first and all biases behind them: each b stands behind its W.",
            value="found[0::2] + found[1::2]",
        ),
        _mistake(
            "a bias in rows and columns",
            "The biases are rows of shape (1, out): b has one axis, (out,).",
            add="(W, np.reshape(b, (1, -1)))",
        ),
        _mistake(
            "the last layer alone",
            "Only the last layer comes back: collect all of them, and return behind the loop.",
            value="found[-2:]",
        ),
        _mistake(
            "the first layer alone",
            "Only the first layer comes back: the `return` belongs behind the loop.",
            value="found[:2]",
        ),
        _mistake(
            "the matrices alone",
            "Only the matrices come back: behind each W stands its b.",
            value="found[0::2]",
        ),
    ),
)

"""The shapes of sequence tasks: which inputs an output is computed from, held to networks that have the shape."""

import numpy as np
import pytest
from helpers import refused

from course_nn import GRU, Embedding, Sequential
from course_nn.chapters.ch08_rnns import digit_names, four_shapes
from course_nn.chapters.ch08_rnns.four_shapes_figure import describe_four_shapes
from course_nn.data import place_names
from course_nn.models import EncoderDecoder, LanguageModel, SequenceClassifier, VectorDecoder

RNG = np.random.default_rng(0)


def used(shape, length, output):
    """Whether each input, from left to right, is one that the output is computed from."""
    graph = four_shapes.four_shapes(shape, length, output)
    inputs = [k for k, column in enumerate(graph["columns"]) if column["input"] is not None]
    return [(k, "input") in graph["reach"] for k in inputs]


def moved(network, X, output, changes):
    """Whether each of the changed inputs moves that output of the network, of logits (1, t, k) or (1, k)."""

    def logits(x):
        return np.vstack(network(x))[output - 1]

    return [bool(np.abs(logits(change) - logits(X)).max() > 0) for change in changes]


def tokens_changed(X, places):
    for place in places:
        other = X.copy()
        other[0, place] = other[0, place] % 3 + 1
        yield other


@pytest.mark.parametrize("length", four_shapes.EXAMPLES)
def test_an_output_hangs_on_the_inputs_that_the_graph_says(length):
    X = np.full((1, length + 1), 2)
    for output in range(1, length + 2):
        network = LanguageModel(4, 5, RNG)
        got = moved(network, X, output, tokens_changed(X, range(length + 1)))
        assert got == used("many to many, aligned", length, output)
        X2 = np.full((1, 2 * length + 1), 2)
        network = EncoderDecoder(length, 4, 4, 5, RNG)
        got = moved(network, X2, output, tokens_changed(X2, range(2 * length + 1)))
        assert got == used("encoder and decoder", length, output)
        X3 = np.hstack([np.ones((1, 2)), X])
        network = VectorDecoder(2, 4, 5, RNG)
        other = X3 * [[0.5] * 2 + [1] * (length + 1)]
        got = moved(network, X3, output, [other, *tokens_changed(X3, range(2, length + 3))])
        assert got == used("one to many", length, output)
    network = SequenceClassifier(4, 5, 5, RNG)
    got = moved(network, X[:, :length], 1, tokens_changed(X[:, :length], range(length)))
    assert got == used("many to one", length, 1) == [True] * length
    assert used("one to one", length, 1) == [True]


def test_the_examples_are_those_of_the_tasks():
    names = place_names()
    region = dict(zip(names.names, names.regions, strict=True))
    for length, ((digit, name), (place, where), string) in four_shapes.EXAMPLES.items():
        assert digit_names.NAMES[int(digit)] == name and region[place] == where
        assert len(name) == len(place) == len(string) == length


@pytest.mark.parametrize("length", four_shapes.EXAMPLES)
@pytest.mark.parametrize("shape", four_shapes.SHAPES)
def test_the_graphs(shape, length):
    for output in range(1, four_shapes.outputs(shape, length) + 1):
        graph = four_shapes.four_shapes(shape, length, output)
        columns = graph["columns"]
        assert columns[graph["at"]]["output"] is not None and len(columns) <= 11
        for k in graph["fed"]:
            assert columns[k]["input"] == columns[k - 1]["output"], "what is fed back is what came out"
        assert len(describe_four_shapes(graph)) < 220
    assert graph["at"] == len(columns) - 1, "the last output is at the end"


def test_arrays_have_the_shapes_that_are_written():
    length = 4
    written = {shape: four_shapes.four_shapes(shape, length, 1)["arrays"] for shape in four_shapes.SHAPES}
    assert written["many to one"] == ("(n, t)", "(n, 5)")
    assert SequenceClassifier(9, 5, 6, RNG)(np.ones((2, 4), int)).shape == (2, 5)
    assert written["encoder and decoder"] == ("(n, s + t)", "(n, t, k)")
    assert EncoderDecoder(3, 9, 7, 6, RNG)(np.ones((2, 3 + 4), int)).shape == (2, 4, 7)
    assert written["one to many"] == ("(n, 64 + t)", "(n, t, k)")
    assert VectorDecoder(64, 7, 6, RNG)(np.ones((2, 64 + 4))).shape == (2, 4, 7)
    assert Sequential(Embedding(9, 3, RNG), GRU(3, 6, RNG))(np.ones((2, 4), int)).shape == (2, 4, 6)


def test_bad_input():
    with refused("four_shapes: shape: unknown name 'many'"):
        four_shapes.four_shapes("many", 3, 1)
    with refused("four_shapes: length: unknown name"):
        four_shapes.four_shapes("many to one", 6, 1)
    with refused("four_shapes: output: expected a whole number at least 1 and at most 1, got 2"):
        four_shapes.four_shapes("many to one", 3, 2)

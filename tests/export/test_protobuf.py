"""The bytes of an ONNX file: whole numbers, fields in each other, and what stands where."""

import numpy as np
import pytest
from onnx_files import fields, graph_of

from course_nn import Dense, LeakyReLU, Sequential
from course_nn.export import protobuf


@pytest.mark.parametrize(("number", "content"), [(0, "00"), (1, "01"), (127, "7f"), (128, "8001"), (300, "ac02")])
def test_whole_numbers_take_seven_bits_a_byte(number, content):
    """The example of 300 is that of the encoding's own description."""
    assert protobuf._varint(number).hex() == content


def test_negative_numbers_are_their_complement():
    assert fields(protobuf._whole(3, -1)) == {3: [2**64 - 1]}


def test_a_file_says_its_versions_its_nodes_and_its_arrays():
    network = Sequential(Dense(2, 3, np.random.default_rng(0)), LeakyReLU(0.5))
    g, last = graph_of(network, np.ones((1, 2)))
    f32 = np.dtype(np.float32)
    content = fields(protobuf.model(g, [("x", f32, ["n", 2])], [(last, f32, ["n", None])], "1.2"))
    assert (content[1], content[2], content[3]) == ([protobuf.IR], [b"course_nn"], [b"1.2"])
    assert fields(content[8][0]) == {2: [protobuf.OPSET]}
    graph = fields(content[7][0])
    nodes = [fields(node) for node in graph[1]]
    assert [node[4] for node in nodes] == [[b"MatMul"], [b"Add"], [b"PRelu"]]
    assert nodes[0][1] == [b"x", b"0.W"]
    W = fields(graph[5][0])
    assert (W[1], W[2], W[8]) == ([2, 3], [1], [b"0.W"])
    np.testing.assert_array_equal(np.frombuffer(W[9][0], "<f4").reshape(2, 3), network[0].W.value)

    def sides(value):
        shape = fields(fields(fields(value[2][0])[1][0])[2][0])
        return [fields(side) for side in shape[1]]

    assert sides(fields(graph[11][0])) == [{2: [b"n"]}, {1: [2]}]
    assert sides(fields(graph[12][0])) == [{2: [b"n"]}, {}]


@pytest.mark.parametrize(
    ("value", "field", "kind", "expected"),
    [
        (0.5, 2, 1, [0.5]),
        (-3, 3, 2, [2**64 - 3]),
        (np.dtype(np.float64), 3, 2, [11]),
        ([1, 2], 8, 7, [1, 2]),
        (["Relu", "Tanh"], 9, 8, [b"Relu", b"Tanh"]),
    ],
)
def test_an_attribute_stands_in_the_field_of_its_kind(value, field, kind, expected):
    assert fields(protobuf._attribute("a", value)) == {1: [b"a"], field: expected, 20: [kind]}


def test_arrays_are_written_row_by_row_with_the_lowest_byte_first():
    array = np.arange(6.0).reshape(2, 3).T
    content = fields(protobuf._tensor("a", array))
    assert content[1] == [3, 2]
    np.testing.assert_array_equal(np.frombuffer(content[9][0], "<f8").reshape(3, 2), array)

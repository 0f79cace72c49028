"""The graph that the rules write into: its names, its constants and its types."""

import numpy as np

from course_nn import Dense, Sequential, Tanh
from course_nn.export.operators import Graph, Node, Tokens


def made(network=None, dtype=np.float32):
    return Graph(network or Sequential(Dense(2, 3, np.random.default_rng(0)), Tanh()), dtype)


def test_names_are_given_once_and_say_where_they_stand():
    g = made()
    with g.within(1):
        names = [g("Tanh", "x"), g("Tanh", "x"), *g("Split", "x", outputs=2, axis=1)]
    assert names == ["1.Tanh", "1.Tanh_2", "1.Split", "1.Split_2"]
    assert g.place == ""
    assert g.nodes[2] == Node("Split", ["x"], ["1.Split", "1.Split_2"], {"axis": 1})
    assert g.constant(np.ones(2), "x") != "x"  # which is the input
    assert g.constant(np.ones(2), "0.W") == "0.W_2"  # which is a parameter


def test_a_parameter_keeps_its_name_and_stands_in_the_file_once():
    network = Sequential(Dense(2, 3, np.random.default_rng(0)), Tanh())
    g = Graph(network, np.float64)
    for _ in range(2):
        g("MatMul", "x", network[0].W)
    assert [node.inputs for node in g.nodes] == [["x", "0.W"]] * 2
    assert list(g.arrays) == ["0.W"]
    np.testing.assert_array_equal(g.arrays["0.W"], network[0].W.value.astype(float), strict=True)


def test_constants_are_of_the_types_that_the_file_has():
    g = made(dtype=np.float32)
    for array, dtype in (
        (np.array(1.5), np.float32),
        (np.array([3], np.int32), np.int64),
        (np.array([True]), np.bool_),
    ):
        assert g.arrays[g.constant(array)].dtype == dtype
    assert g.arrays[g.double(np.array(0.1))].dtype == np.float64
    assert g("Add", "x", None) == "Add"
    assert g.nodes[-1].inputs == ["x", ""]


def test_whole_numbers_stay_what_they_are_until_a_layer_computes_with_them():
    g = made()
    x = Tokens("x", 2)
    assert g.tokens(x) is x
    assert not g.nodes
    assert g.floats("x") == "x"
    assert g.floats(x) == "Cast"
    assert g.nodes[-1].attributes == {"to": np.dtype(np.float32)}
    back = g.tokens("x")
    assert (type(back), back.ndim) == (Tokens, 2)
    assert type(g.like(x, "y")) is Tokens
    assert type(g.like("x", "y")) is str


def test_a_graph_within_shares_names_and_constants():
    g = made()
    body = g.inner([("step", g.dtype)])
    first, second = g("Tanh", "x"), body("Tanh", body.inputs[0][0])
    assert first != second
    assert (len(g.nodes), len(body.nodes)) == (1, 1)
    assert body.constant(np.ones(1)) in g.arrays

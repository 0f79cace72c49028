"""The four cells: each starts as its name says, and data without an end never come twice."""

import numpy as np
import pytest
from helpers import refused

from course_nn import GRU, LSTM, RNN
from course_nn.chapters.ch08_rnns.memory_cells import CELLS, drawn_anew, memory_cell
from course_nn.chapters.ch08_rnns.memory_cells_figure import look


def test_each_cell_starts_as_its_name_says():
    made = {name: memory_cell(name, 3, 8, np.random.default_rng(0), dtype=np.float64) for name in CELLS}
    assert [type(layer) for layer in made.values()] == [RNN, RNN, GRU, LSTM]
    tanh, relu, lstm = made["tanh RNN"], made["ReLU RNN"], made["LSTM"]
    assert (tanh.activation, relu.activation) == ("tanh", "relu")
    np.testing.assert_array_equal(relu.U.value, np.eye(8))
    np.testing.assert_allclose(tanh.U.value @ tanh.U.value.T, np.eye(8), atol=1e-12)
    assert not np.allclose(tanh.U.value, np.eye(8))
    np.testing.assert_array_equal(lstm.b.value[8:16], 1)
    assert memory_cell("GRU", 3, 8, np.random.default_rng(0), return_last=True)(np.ones((2, 5, 3))).shape == (2, 8)


def test_an_unknown_cell_is_refused():
    with refused("cell: .*LSTN"):
        memory_cell("LSTN", 3, 8, np.random.default_rng(0))


def test_batches_are_drawn_anew():
    rng = np.random.default_rng(0)
    found = list(drawn_anew(lambda: rng.integers(0, 1000, 3), 4))
    assert len(found) == 4 and len({tuple(one) for one in found}) == 4


def test_every_cell_has_a_look_of_its_own():
    looks = [look(name) for name in (*CELLS, "yours")]
    assert len({color for color, _ in looks}) == len({str(dashes) for _, dashes in looks}) == 5
    assert look("yours") == look("another name")


@pytest.mark.parametrize("name", CELLS)
def test_the_same_seed_gives_the_same_cell(name):
    one, other = (memory_cell(name, 2, 5, np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(one.theta, other.theta)

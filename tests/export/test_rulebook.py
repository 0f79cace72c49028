"""Which layers can be said in ONNX: every one of the library; what cannot is refused with its name and place."""

import numpy as np
import pytest
from helpers import refused
from layer_cases import CASES, TOKEN_CASES
from onnx_files import operators

from course_nn import Branches, Dense, Dropout, Layer, Residual, Sequential, Sigmoid, Tanh, TransformerBlock
from course_nn.export.rulebook import RULES, rule_for
from course_nn.models import LanguageModel


class Twice(Layer):
    """A student's own."""

    def forward(self, x, train=False):
        return 2 * x, lambda dy: 2 * dy


@pytest.mark.parametrize("name", CASES | TOKEN_CASES)
def test_every_layer_has_a_rule_of_its_own(name):
    layer = (CASES | TOKEN_CASES)[name].layer()
    assert rule_for(layer, "") is RULES[type(layer)]


def test_a_layer_without_a_rule_is_refused_with_its_name_and_place():
    x, rng = np.ones((2, 3)), np.random.default_rng(0)
    with refused(r"^export_onnx: expected layers of course_nn that ONNX can say, got Twice\(\): a file holds"):
        operators(Twice(), x)
    for network, place in (
        (Sequential(Dense(3, 3, rng), Twice()), "1"),
        (Sequential(Tanh(), Residual(Tanh(), Branches(Tanh(), Twice()))), "1.1.1"),
        (TransformerBlock(3, 1, rng, activation=Twice), "network.1"),
    ):
        with refused(rf"got Twice\(\) at place {place} of the network: "):
            operators(network, x)


def test_a_cell_of_ones_own_inside_of_a_model_is_refused():
    from course_nn import GRU

    class Mine(GRU):
        pass

    with refused(r"a cell that ONNX can say, RNN, LSTM or GRU, got Mine\(6, 3\) at place cell"):
        operators(LanguageModel(6, 3, np.random.default_rng(0), cell=Mine), np.ones((2, 4), int))


def test_a_class_of_ones_own_passes_unless_it_changes_what_it_derives_from():
    rng, x = np.random.default_rng(0), np.ones((2, 3))

    class Small(Sequential):
        """Made in another way, and with something more."""

        def __init__(self, rng):
            super().__init__(Dense(3, 2, rng), Tanh())

        def size(self):
            return 2

        def __repr__(self):
            return "Small()"

    assert operators(Sequential(Small(rng), Dropout(0.5, rng)), x) == ["MatMul", "Add", "Tanh"]

    class Louder(Tanh):
        def forward(self, x, train=False):
            y, back = super().forward(x, train)
            return 2 * y, lambda dy: 2 * back(dy)

    class Other(Sigmoid):
        activation = Tanh.activation

    class Under(Louder):
        pass

    class Called(Tanh):
        def __call__(self, x):
            return 2 * super().__call__(x)

    class Asked(Tanh):
        def __getattribute__(self, name):
            return super().__getattribute__(name)

    replaced = Tanh()
    vars(replaced)["forward"] = lambda x, train=False: (x, None)
    for layer in (Louder(), Other(), Under(), Called(), Asked(), replaced):
        with refused(r"got \w+\(\): a file holds"):
            operators(layer, x)

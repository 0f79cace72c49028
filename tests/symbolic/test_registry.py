"""The rows of the table: every public layer and loss has one, and one of one's own joins in a line."""

import inspect

import numpy as np
import pytest
from formula_cases import with_textbook
from helpers import refused

import course_nn
from course_nn import Dense, Layer, SequenceLayer, layers, losses
from course_nn.symbolic import ENTRIES, derivation, gradient_table, register, sigmoid, tanh


def public_classes():
    """Every layer and loss that course_nn, its layers or its losses show."""
    found = [value for room in (course_nn, layers, losses) for value in vars(room).values()]
    kinds = (Layer, SequenceLayer, losses.Loss, losses.Penalty)
    classes = {value for value in found if inspect.isclass(value) and issubclass(value, kinds)}
    return {cls for cls in classes if cls not in kinds and cls.__name__[0] != "_"}


def test_every_public_layer_and_loss_has_a_row():
    covered = {type(entry.subject()) for entry in ENTRIES.values()}
    missing = {cls.__name__ for cls in public_classes()} - {cls.__name__ for cls in covered}
    assert not missing, (
        f"register a forward formula for {sorted(missing)}: a plain one or a loss in course_nn/symbolic/formulas.py, "
        "another in one of the files formulas_of_….py beside it"
    )
    assert {Dense, losses.CrossEntropy, losses.L1Penalty} <= public_classes()  # the search finds something


def test_the_search_for_classes_without_a_row_finds_them(monkeypatch):
    class Fresh(Layer):
        pass

    monkeypatch.setattr(layers, "Fresh", Fresh, raising=False)
    with pytest.raises(AssertionError, match="Fresh"):
        test_every_public_layer_and_loss_has_a_row()


def test_a_layer_of_ones_own_joins_in_a_line(entries):
    class Swish(Layer):
        def forward(self, x, train=False):
            s = 1 / (1 + np.exp(-x))
            return x * s, lambda dy: dy * (s + x * s * (1 - s))

    register("Swish", lambda rng: Swish(), lambda x: x * sigmoid(x), x=(2, 3))
    assert gradient_table("Swish")
    assert derivation("Swish").gradients["x"].shape == (2, 3)


def test_the_chapters_rows_have_their_textbook_form():
    bare = set(ENTRIES) - set(with_textbook(ENTRIES))
    assert not {name for name in bare if "," not in name and name != "Branches"}, bare


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("unknown name 'Dence'; did you mean 'Dense'", lambda: derivation("Dence")),
        ("as functions, got 3 and ufunc", lambda: register("Wrong", 3, tanh, x=())),
    ],
)
def test_bad_input_gets_a_sentence(words, wrong):
    with refused(words):
        wrong()

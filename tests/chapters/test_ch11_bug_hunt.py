"""The bug hunt: every suspect has its own fault and no other, and what hints and sentences say of them is so."""

import itertools

import numpy as np
import pytest
from helpers import refused

from course_nn import check_layer
from course_nn.chapters.ch11_attention.bug_hunt import KINDS, suspects
from course_nn.exercises import EXERCISES

HUNT = EXERCISES["vanishing_mask"]
TRAIN = pytest.mark.parametrize("train", [False, True])
STEPS = pytest.mark.parametrize("t", [2, 3, 4, 5])


def sequences(t, n=2, seed=0):
    return np.random.default_rng(seed).normal(size=(n, t, 6))


def right_steps(x, train=False, change=None):
    """Letter → the steps at which a suspect's output is its original's, after ``change`` to both layers."""
    found = {}
    for letter, pair in suspects().items():
        if change:
            for one in pair:
                change(one)
        mine, theirs = (one.forward(x, train=train)[0] for one in pair)
        found[letter] = np.flatnonzero(np.isclose(mine, theirs, rtol=1e-10).all(axis=(0, 2))).tolist()
    return found


def moved(letter, x, k, train=False):
    """The steps whose output changes where step k of x does."""
    other = x.copy()
    other[:, k] += 1
    before, after = (suspects()[letter][0].forward(one, train=train)[0] for one in (x, other))
    return np.flatnonzero((np.abs(after - before) > 1e-12).any(axis=(0, 2))).tolist()


def without_scores(layer):
    """Weights and biases of the keys at 0."""
    W, b = layer.W.value.copy(), layer.b.value.copy()
    W[:, 6:12], b[6:12] = 0, 0
    layer.W.value, layer.b.value = W, b


def sentence(pair):
    return next(one.message for one in HUNT.mistakes if one.name == f"{pair[0]} and {pair[1]} exchanged")


@STEPS
@pytest.mark.parametrize("seed", range(3))
def test_as_they_predict_one_is_right_at_the_last_step_alone_and_one_at_the_first_alone(t, seed):
    assert "one suspect is right at the last step alone, and one at the first alone" in HUNT.hints[0]
    everywhere = list(range(t))
    assert right_steps(sequences(t, seed=seed)) == {"A": [t - 1], "B": [], "C": [0], "D": everywhere, "E": []}


@pytest.mark.parametrize("pair", ["AE"])
def test_one_of_these_is_right_at_the_last_of_three_steps(pair):
    assert "on three steps: one of them is right at the last" in sentence(pair)
    assert [2 in right_steps(sequences(3))[letter] for letter in pair] == [True, False]


@TRAIN
def test_one_step_tells_nothing(train):
    assert set(map(tuple, right_steps(sequences(1), train).values())) == {(0,)}


@STEPS
@pytest.mark.parametrize("seed", range(3))
def test_one_is_wrong_in_training_alone(t, seed):
    for other in "ABCE":
        pair = "".join(sorted("D" + other))
        assert "one of them predicts as its original does, and differs with train=True alone" in sentence(pair)
        assert len(right_steps(sequences(t, seed=seed))[other]) < t
    x = sequences(t, 20, seed)
    assert right_steps(x)["D"] == list(range(t)) and right_steps(x, train=True)["D"] == [t - 1]


@STEPS
def test_which_outputs_change_with_a_step(t):
    x = sequences(t)
    for k in range(t):
        assert moved("A", x, k) == list(range(max(k - 1, 0), t)), "the one right before it as well"
        assert moved("B", x, k) == list(range(t)), "all"
        assert moved("C", x, k) == moved("D", x, k) == list(range(k, t)), "that one and those after it"


def test_with_one_a_step_of_four_may_not_change_its_own_output():
    assert "Change one step of four, each in turn" in HUNT.hints[1]
    assert "with one a step may not even change its own output" in HUNT.hints[1]
    kept = [k for k in range(4) if k not in moved("E", sequences(4), k)]
    assert kept == [1]
    assert all(k in moved(letter, sequences(4), k) for letter, k in itertools.product("ABCD", range(4)))


def test_in_training_a_mask_that_is_gone_shows_every_step():
    x = sequences(4, 20)
    assert all(moved("D", x, k, train=True) == [0, 1, 2, 3] for k in range(4))
    assert all(moved("C", x, k, train=True) == list(range(k, 4)) for k in range(4))


@pytest.mark.parametrize("pair", ["AB", "BE"])
def test_the_last_of_three_changes_the_first_output_of_one_of_these(pair):
    assert "last step of three: with one of them the first output changes, with the other not" in sentence(pair)
    assert {letter: 0 in moved(letter, sequences(3), 2) for letter in pair} == {
        letter: letter == "B" for letter in pair
    }


@STEPS
def test_the_last_step_changes_the_output_before_it_with_one_of_these(t):
    assert "with one of them the output before it changes, with the other not" in sentence("AC")
    assert [t - 2 in moved(letter, sequences(t), t - 1) for letter in "AC"] == [True, False]


@STEPS
@pytest.mark.parametrize("seed", range(3))
def test_where_all_scores_are_0_one_of_four_is_right(t, seed):
    assert "one of the four suspects that were wrong as they predict is right now" in HUNT.hints[2]
    x = sequences(t, seed=seed)
    everywhere = list(range(t))
    before, now = right_steps(x), right_steps(x, change=without_scores)
    assert [letter for letter in "ABCDE" if before[letter] != everywhere] == list("ABCE")
    assert [letter for letter in "ABCDE" if now[letter] == everywhere] == ["C", "D"]
    for pair in ("BC", "CE"):
        assert "with the weights and biases of the keys at 0 one of them is right, the other is not" in sentence(pair)


def test_where_the_scores_are_0_is_where_the_keys_are():
    assert "columns 6 to 11" in HUNT.hints[2]
    _, original = suspects()["A"]
    without_scores(original)
    seen = []
    original.run(sequences(4), seen=seen)
    np.testing.assert_allclose(seen[0], np.broadcast_to(np.tri(4) / np.arange(1, 5)[:, None], (2, 2, 4, 4)))


def test_every_pair_has_a_sentence():
    pairs = itertools.combinations("ABCDE", 2)
    assert [one.name for one in HUNT.mistakes] == [f"{one} and {other} exchanged" for one, other in pairs]


def test_they_are_made_anew_with_the_weights_of_their_originals():
    assert len(set(KINDS)) == len(suspects()) == 5
    for letter, (one, original) in suspects().items():
        assert repr(one) == repr(original) == "MultiHeadAttention(6, 2, causal=True)"
        again = suspects()[letter][0]
        for name, parameter in one.parameters().items():
            np.testing.assert_array_equal(parameter.value, original.parameters()[name].value)
            np.testing.assert_array_equal(parameter.value, again.parameters()[name].value)


def test_called_in_turn_they_drop_the_same_weights():
    x = sequences(4)
    one, original = suspects()["D"]
    for _ in range(3):
        mine, theirs = (layer.forward(x, train=True)[0] for layer in (one, original))
        np.testing.assert_allclose(mine[:, -1], theirs[:, -1])
    assert not np.allclose(one.forward(x, train=True)[0][:, -1], theirs[:, -1]), "others each time"


def test_each_differs_from_what_it_claims_in_one_thing():
    changed = {
        letter: [name for name in vars(type(one)) if not name.startswith("__")]
        for letter, (one, _) in suspects().items()
    }
    assert changed == {"A": ["seen"], "B": ["softmax"], "C": ["scale"], "D": ["seen"], "E": ["split"]}
    assert HUNT.reference == {
        "A": "mask one place too far",
        "B": "softmax over the wrong axis",
        "C": "scores scaled by the width of all heads",
        "D": "mask gone while dropout is on",
        "E": "heads cut out of the steps",
    }


def test_one_is_its_original_with_scores_too_small_by_the_root_of_the_heads():
    one, original = suspects()["C"]
    W = original.W.value.copy()
    W[:, :6] /= np.sqrt(2)
    original.W.value = W
    np.testing.assert_allclose(one(sequences(5)), original(sequences(5)), rtol=1e-12)


def test_what_is_claimed_is_the_package_s_but_for_the_faults():
    claimed = type(suspects()["A"][0]).__mro__[1]
    one = claimed(6, 2, np.random.default_rng(3), causal=True, dropout=0.5, dtype=np.float64)
    _, original = suspects()["A"]
    for name, parameter in one.parameters().items():
        original.parameters()[name].value = parameter.value
    original.rng = np.random.default_rng(5)
    one.rng = np.random.default_rng(5)
    for train in (False, True):
        mine, theirs = (layer.forward(sequences(5), train=train)[0] for layer in (one, original))
        np.testing.assert_allclose(mine, theirs, rtol=1e-12)


def test_there_is_no_way_back():
    one, original = suspects()["C"]
    with refused("no way back; expected a look at its outputs alone"):
        one.forward(sequences(3))[1](np.ones((2, 3, 6)))
    with refused("no way back"):
        check_layer(one, sequences(3))
    assert check_layer(original, sequences(3))


def test_the_right_weights_of_the_package_are_not_had_from_a_suspect():
    for one, _ in suspects().values():
        with refused(r"no run of its own; expected suspect\(x\)"):
            one.run(sequences(3), seen=[])


def test_heads_can_be_switched_off():
    x = sequences(4)
    for letter in "AD":
        one, original = suspects()[letter]
        for layer in (one, original):
            layer.heads_on = np.array([False, True])
        np.testing.assert_allclose(one(x)[:, -1], original(x)[:, -1])
        assert not np.allclose(one(x), suspects()[letter][0](x))


@pytest.mark.parametrize(
    ("words", "x"),
    [
        (r"\(n, t, 6\)", np.ones((2, 3, 5))),
        (r"\(n, t, 6\)", np.ones((2, 6))),
        ("NaN", np.full((1, 2, 6), np.nan)),
        ("expected", "abc"),
    ],
)
def test_bad_input_gets_a_sentence(words, x):
    with refused(words):
        suspects()["A"][0](x)

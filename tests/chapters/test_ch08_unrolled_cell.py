"""The unrolled cell: the formula by hand, the gradient as a sum over steps, and a picture that hides what comes."""

import math
import re

import numpy as np
import pytest
from helpers import refused
from matplotlib.patches import FancyBboxPatch
from own_data import move_everywhere

from course_nn import RNN
from course_nn.chapters.ch08_rnns.unrolled_cell import INPUTS, Unrolled, unroll
from course_nn.chapters.ch08_rnns.unrolled_cell_figure import describe_unrolled_cell, plain, texts
from course_nn.plots.style import cut_off
from course_nn.widgets import unrolled_cell

rng = np.random.default_rng(0)
CASES = [(rng.uniform(-2, 2, 5), *rng.uniform(-2, 2, 3), cost) for cost in ("last", "sum") for _ in range(5)]


def by_hand(x, w, u, b, cost):
    h, total = 0.0, 0.0
    for number in x:
        h = math.tanh(w * number + u * h + b)
        total += h
    return total if cost == "sum" else h


@pytest.mark.parametrize(("x", "w", "u", "b", "cost"), CASES)
def test_forward_is_the_formula_and_the_gradient_its_difference_quotient(x, w, u, b, cost):
    result, step = unroll(x, w, u, b, cost), 1e-6
    assert result["J"] == pytest.approx(by_hand(x, w, u, b, cost), abs=1e-14)
    for k in range(3):
        up, down = ([w, u, b], [w, u, b])
        up[k], down[k] = up[k] + step, down[k] - step
        slope = (by_hand(x, *up, cost) - by_hand(x, *down, cost)) / (2 * step)
        assert result["gradient"][k] == pytest.approx(slope, abs=1e-8)


@pytest.mark.parametrize(("x", "w", "u", "b", "cost"), CASES)
def test_every_step_multiplies_by_its_factor_and_adds_its_share(x, w, u, b, cost):
    result = unroll(x, w, u, b, cost)
    h, dh = np.append(0, result["h"]), result["dh"]
    direct = 1.0 if cost == "sum" else 0.0
    assert dh[-1] == 1
    np.testing.assert_allclose(dh[:-1], dh[1:] * result["factor"][1:] + direct, atol=1e-14)
    dz = dh * (1 - h[1:] ** 2)
    np.testing.assert_allclose(result["share"], np.stack([dz * x, dz * h[:-1], dz], axis=1), atol=1e-14)
    assert result["share"][0, 1] == 0, "the state before the first step is 0, and u has no share there"


def test_the_shares_add_up_to_the_gradient_of_the_layer():
    x, w, u, b, _ = CASES[0]
    layer = RNN(1, 1, np.random.default_rng(0), return_last=True, dtype=np.float64)
    layer.W.value[:], layer.U.value[:], layer.b.value[:] = w, u, b
    y, backward = layer.forward(x[None, :, None])
    backward(np.ones_like(y))
    got = [layer.W.grad.item(), layer.U.grad.item(), layer.b.grad.item()]
    np.testing.assert_allclose(unroll(x, w, u, b)["gradient"], got, atol=1e-14)


def written(it):
    return [text.get_text() for text in it.figure.axes[0].texts]


def test_only_what_is_known_is_written():
    it = unrolled_cell()
    number = texts(it.result)
    for step in range(11):
        it.set(step=step)
        words = written(it)
        shown = set(number["h"][: min(step, 5)])
        assert shown <= set(words)
        assert sum(text.startswith("× ") for text in words) == max(step - 5, 0)
        assert any(text.startswith("$J$") for text in words) == (step >= 5)
        places = [(text.get_position()[1], text.get_text()) for text in it.figure.axes[0].texts]
        arriving = [text for height, text in places if height == -0.21]
        first = 10 - step if step > 5 else 5  # the state of the first step whose gradient is whole
        assert arriving == number["dh"][max(first - 1, 0) :] * (step > 5)
    assert f"$\\partial J/\\partial u$ = {number['sum'][0]}" in written(it)
    it.set(step=8)
    assert f"so far {number['sum'][2]}" in written(it)


def shown_in_picture(it):
    """The numbers of the picture by the height of their row."""
    rows = {}
    for text in it.figure.axes[0].texts:
        word = text.get_text().replace("× ", "").split(" = ")[-1].replace("so far ", "").split("= ")[-1]
        if re.fullmatch(r"[−\d.·⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", word):
            rows.setdefault(text.get_position()[1], []).append(word)
    return rows


@pytest.mark.parametrize("seed", range(3))
def test_picture_and_sentence_show_one_number_for_one_number(seed):
    it, chance = unrolled_cell([0.123, -1.456, 2.777]), np.random.default_rng(seed)
    w, u, b = np.round(chance.integers(-20, 21, 3) / 10, 1)
    inputs, cost = str(chance.choice(["your own", *INPUTS])), str(chance.choice(["last", "sum"]))
    it.set(inputs=inputs, w=w, u=u, b=b, cost=cost, step=10)
    *shares, whole = shown_in_picture(it)[-2.05]
    parts, told = re.search(r"∂J/∂u = (.*) = (\S+), shares", it.description).groups()
    assert [*map(read, shares)] == [*map(read, parts.split(" + "))] and told == whole
    it.set(step=len(it.result["h"]) + 1)
    said = re.search(r"(\S+) arrives, times ([^ ,]+?)(, plus 1.*,)? is (\S+), for", it.description)
    rows = shown_in_picture(it)
    assert [said[4], said[1]] == rows[-0.21] and [said[2].strip("()")] == rows[0.95]


def test_shares_add_up_as_they_are_shown_at_every_step():
    def add_up(parts, whole):
        total = math.fsum(map(read, parts))
        digits = next(n for n in range(2, 9) if plain(read(whole), n) == whole)
        return whole in {plain(total * (1 + tiny), digits) for tiny in (-1e-12, 0, 1e-12)}  # halves go either way

    own, chance = Unrolled([0.123, -1.456, 2.777]), np.random.default_rng(2)
    for _ in range(300):
        w, u, b = np.round(chance.integers(-20, 21, 3) / 10, 1)
        inputs, cost = str(chance.choice(list(own.inputs))), str(chance.choice(["last", "sum"]))
        shown = texts(own(inputs, w, u, b, cost, 10))
        assert all(add_up(shown["share"][t:], whole) for t, whole in enumerate(shown["sum"])), (inputs, w, u, b, cost)
        assert cost == "last" or add_up(shown["h"], shown["J"]), (inputs, w, u, b)


def test_a_cost_is_named_by_the_last_step():
    def names(*x):
        return next(control for control in unrolled_cell(*x).controls if control.name == "cost").options

    assert list(names()) == list(names([1, 2, 3, 4, 5])) == ["J = h₅, the last state", "J = h₁ + … + h₅"]
    assert list(names([1, 2])) == ["J = h_T, the last state", "J = h₁ + … + h_T"]


@pytest.mark.long
def test_no_number_runs_into_a_box_or_out_of_the_picture():
    it = unrolled_cell()
    for step in (6, 9, 10):
        for w, u, b in [(2, -2, 2), (-2, 2, -0.1), (-2, -2, -2), (1, 2, 1.5), (0.1, 0.1, 0), (-1.2, -0.2, -1.4)]:
            for inputs, cost in [("1 and −1 in turn", "last"), ("1, then nothing", "sum")]:
                it.set(inputs=inputs, w=w, u=u, b=b, cost=cost, step=step)
                assert not cut_off(it.figure), it.values
                (ax,) = it.figure.axes
                boxes = [patch.get_window_extent() for patch in ax.patches if isinstance(patch, FancyBboxPatch)]
                assert len(boxes) == 5
                for text in ax.texts:
                    if text.get_fontsize() in (7.5, 9) and text.get_text() and "$" not in text.get_text():
                        place = text.get_window_extent()
                        assert not any(box.overlaps(place) for box in boxes), (text.get_text(), it.values)


def test_the_sentences():
    def said(**values):
        defaults = {"inputs": "1, then nothing", "w": 1.0, "u": 0.8, "b": 0.0, "cost": "last", "step": 2}
        return describe_unrolled_cell(Unrolled()(**defaults | values))

    assert said() == "Step 2 forward: h = tanh(1·0 + 0.8·0.76 + 0) = 0.54."
    assert said(step=7) == "Back through step 4: 0.75 arrives, times 0.72 is 0.54, for the state of step 3."
    assert said(step=7, cost="sum") == (
        "Back through step 4: 1.75 arrives, times 0.72, plus 1, since J has h of step 3 in it, is 2.26, for the state "
        "of step 3."
    )
    assert said(step=10, u=0.0) == "Done: ∂J/∂u = 0 + 0 + 0 + 0 + 0 = 0, shares of steps 1 to 5."
    assert said(step=0).startswith("5 steps forward, and then 5 steps back")


def read(text):
    """The number in a sentence."""
    text = text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--", "()"))
    mantissa, _, power = text.partition("·10")
    if found := re.fullmatch("(-?)10(-\\d+)", text):
        return float(f"{found[1]}1e{found[2]}")
    return float(f"{mantissa}e{power or 0}")


@pytest.mark.long
def test_the_numbers_of_a_sentence_agree_as_they_are_shown():
    own, chance = Unrolled([0.123, -1.456, 2.777]), np.random.default_rng(1)
    seen = set()
    for _ in range(3000):
        w, u, b = np.round(chance.integers(-20, 21, 3) / 10, 1)
        values = {"inputs": str(chance.choice(list(own.inputs))), "cost": str(chance.choice(["last", "sum"]))}
        result = own(**values, w=w, u=u, b=b, step=int(chance.integers(1, 11)))
        said = describe_unrolled_cell(result)
        if found := re.search(r"tanh\((\S+?)·(\S+) \+ (\S+?)·(\S+) \+ (\S+)\) = (\S+)\.$", said):
            w, x, u, before, b, shown = map(read, found.groups())
            got = math.tanh(w * x + u * before + b)
        elif found := re.search(r"(\S+) arrives, times ([^ ,]+)(, plus 1.*,)? is (\S+), for", said):
            arrived, factor, shown = (read(found[k]) for k in (1, 2, 4))
            got = arrived * factor + bool(found[3])
            assert bool(found[3]) == (result["cost"] == "sum")
        else:
            parts, shown = re.search(r"∂J/∂u = (.*) = (\S+), shares", said).groups()
            got, shown = sum(map(read, parts.split(" + "))), read(shown)
        assert abs(got - shown) <= 0.006 and abs(got - shown) <= 0.05 * abs(shown) + 1e-12, said
        seen.add(said.split(" ")[0])
    assert seen == {"Step", "Back", "Done:"}


@pytest.mark.long
def test_numbers_of_ones_own():
    it = unrolled_cell([0.5, -9, 2])
    assert it.values["inputs"] == "your own"
    for corner in move_everywhere(it):
        x = (0.5, -9.0, 2.0) if corner["inputs"] == "your own" else INPUTS[corner["inputs"]]
        assert len(it.result["h"]) == len(x)
        box = it.figure.axes[0].get_window_extent()
        for text in it.figure.axes[0].texts:
            place = text.get_window_extent()
            assert box.x0 - 1 <= place.x0 and place.x1 <= it.figure.bbox.x1, (text.get_text(), corner)


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        ([1], "unrolled_cell: x: expected 2 to 5 numbers, one a step, got 1"),
        (np.ones(6), "expected 2 to 5 numbers, one a step, got 6"),
        ([[1, 2]], "unrolled_cell: x: expected an array with 1 dimension"),
        ([1, np.nan], "unrolled_cell: x: expected finite numbers"),
        ([1, 10], "unrolled_cell: x: expected numbers from -9 to 9, got 10"),
        (["a", "b"], "unrolled_cell: x: expected real numbers"),
    ],
)
def test_bad_input_gets_one_sentence(x, sentence):
    with refused(sentence):
        unrolled_cell(x)


def test_it_opens_before_the_way_back():
    assert unrolled_cell().values["step"] == 2

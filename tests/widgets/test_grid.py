"""The grid: its value, its boxes, its menu and its size say the same, whichever of them is moved."""

import numpy as np
import pytest
from helpers import refused
from small_instrument import small, widget_of

from course_nn.widgets import Grid
from course_nn.widgets.grid import OWN, resized

IDENTITY, BLUR = [[0, 0, 0], [0, 1, 0], [0, 0, 0]], np.ones((5, 5))
PRESETS = {"identity": IDENTITY, "blur": BLUR}


def bench(value="identity", **options):
    """An instrument with one grid; its result is the grid's value as an array."""
    grid = Grid("W", "filter", PRESETS, value, **options)
    return small(lambda W: np.array(W), [grid], lambda W: f"A sum of {W.sum():g}.", lambda figure, W: None)


def boxes(it):
    """The boxes that are seen, row by row, and whether they are the middle of all."""
    seen = [box for box in widget_of(it, "BoundedFloatText") if box.layout.visibility == "visible"]
    side = round(len(seen) ** 0.5)
    assert len(seen) == side**2
    return np.reshape(seen, (side, side))


def shown(it):
    return np.array([[box.value for box in row] for row in boxes(it)])


def menus(it):
    return widget_of(it, "Dropdown")


def test_what_is_chosen_from_the_menu_fills_the_boxes():
    it = bench()
    menu, size = menus(it)
    assert menu.value == "identity" and list(menu.options) == ["identity", "blur", OWN] and size.value == 3
    np.testing.assert_array_equal(shown(it), IDENTITY)
    menu.value = "blur"
    assert size.value == 5
    np.testing.assert_array_equal(shown(it), BLUR)
    np.testing.assert_array_equal(it.result, BLUR)
    assert it.values == {"W": tuple(map(tuple, BLUR.tolist()))}


def test_what_is_typed_is_the_readers_own():
    it = bench()
    menu, size = menus(it)
    boxes(it)[0, 2].value = -2.5
    np.testing.assert_array_equal(it.result, [[0, 0, -2.5], [0, 1, 0], [0, 0, 0]])
    assert menu.value == OWN and size.value == 3
    boxes(it)[0, 2].value = 0
    assert menu.value == "identity", "typed as it was, it is the preset again"
    boxes(it)[1, 1].value = 7
    menu.value = "blur"
    menu.value = OWN
    assert it.result[1, 1] == 7, "the menu brings back what was the reader's own"


def test_my_own_without_any_changes_nothing():
    it = bench()
    menus(it)[0].value = OWN
    np.testing.assert_array_equal(it.result, IDENTITY)
    it.set(W="blur").reset()
    assert menus(it)[0].value == "identity"


def test_another_size_keeps_the_middle():
    it = bench()
    menu, size = menus(it)
    boxes(it)[0, 2].value = 3
    size.value = 5
    assert it.result.shape == (5, 5) and it.result[1, 3] == 3 and it.result[2, 2] == 1 and it.result.sum() == 4
    np.testing.assert_array_equal(shown(it), it.result)
    boxes(it)[0, 0].value = 9
    size.value = 3
    assert it.result.tolist() == [[0, 0, 3], [0, 1, 0], [0, 0, 0]] and menu.value == OWN
    np.testing.assert_array_equal(shown(it), it.result)


def test_boxes_out_of_sight_keep_their_place():
    """So that the height stays the same; the Tab key passes over what is not seen."""
    it = bench()
    everything = np.reshape(widget_of(it, "BoundedFloatText"), (5, 5))
    assert (everything[1:4, 1:4] == boxes(it)).all()
    assert sum(box.layout.visibility == "hidden" for box in everything.ravel()) == 16
    everything[0, 0].value = 5
    np.testing.assert_array_equal(it.result, IDENTITY)


def test_an_array_is_handed_over_and_taken_out_unrounded():
    own = np.random.default_rng(0).normal(size=(3, 3)) * [1e-4, 1, 10]
    it = bench(own)
    np.testing.assert_array_equal(it.result, own)
    np.testing.assert_allclose(shown(it), own, rtol=5e-4)
    assert all(float(f"{value:.4g}") == value for value in shown(it).ravel())
    assert menus(it)[0].value == OWN
    boxes(it)[1, 1].value = 4
    changed = own.copy()
    changed[1, 1] = 4
    np.testing.assert_array_equal(it.result, changed), "the others keep the digits that are not shown"
    it.set(W=2 * own)
    np.testing.assert_array_equal(it.result, 2 * own)
    np.testing.assert_array_equal(it.reset().result, own)


def test_other_shapes_stand_in_the_middle():
    assert np.array_equal(bench([[1, 2, 3]]).result, [[0, 0, 0], [1, 2, 3], [0, 0, 0]])
    assert np.array_equal(bench(np.ones((5, 1))).result, np.eye(5)[2] * np.ones((5, 1)))
    assert resized(np.arange(9).reshape(3, 3), 1) == ((4,),)


def test_a_message_for_each_move():
    """One picture for a choice from the menu, and one for a number: not one for each box."""
    drawn = []
    it = small(lambda W: W, [Grid("W", "filter", PRESETS, "blur")], draw=lambda figure, W: drawn.append(1))
    before = len(drawn)
    menus(it)[0].value = "identity"
    assert len(drawn) == before + 1
    boxes(it)[0, 0].value = 3
    assert len(drawn) == before + 2


def test_every_box_has_a_name_and_the_range():
    it = bench(low=-2, high=3, step=0.5, value="identity")
    everything = widget_of(it, "BoundedFloatText")
    assert [box.description for box in everything[:6]] == [f"row 1, column {k}" for k in range(1, 6)] + [
        "row 2, column 1"
    ]
    assert all((box.min, box.max, box.step) == (-2, 3, 0.5) for box in everything)
    assert [menu.description for menu in menus(it)] == ["filter", "size of the filter"]
    boxes(it)[0, 0].value = 99
    assert it.result[0, 0] == 3


def test_ends_are_the_presets_between_the_lowest_and_the_highest():
    grid = Grid("W", "filter", PRESETS, "identity", low=-2, high=3)
    low, *presets, high = map(np.array, grid.ends())
    assert (low == -2).all() and (high == 3).all() and low.shape == high.shape == (5, 5)
    assert [one.tolist() for one in presets] == [IDENTITY, BLUR.tolist()]
    assert Grid("W", "filter", {"one": [[1]]}, "one", sizes=(3,)).ends()[0] == ((-100.0,) * 3,) * 3


def test_one_size_needs_no_menu_for_it():
    it = small(lambda W: W, [Grid("W", "filter", {"one": [[1]]}, "one", sizes=(3,))], draw=lambda figure, W: None)
    assert len(menus(it)) == 1 and len(widget_of(it, "BoundedFloatText")) == 9


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"value": "Blur"}, "Grid 'W': unknown name 'Blur'; did you mean 'blur'"),
        ({"value": np.ones((2, 2))}, "odd number of rows and columns, at most 5 × 5, got 2 × 2"),
        ({"value": np.ones((7, 7))}, "odd number of rows and columns, at most 5 × 5, got 7 × 7"),
        ({"value": [1, 2, 3]}, "expected an array with 2 dimension"),
        ({"value": [[np.nan]]}, "expected finite numbers, got 1 NaN"),
        ({"value": [[101]]}, "expected numbers from -100 to 100, got 101 to 101"),
        ({"sizes": (4,)}, r"expected sizes as odd numbers that grow, got \(4,\)"),
        ({"sizes": (5, 3)}, "expected sizes as odd numbers that grow"),
        ({"low": 1}, "expected 0 between low and high, got 1 and 100"),
        ({"step": 0}, "step: expected a finite number above 0"),
        ({"presets": {}}, "expected presets as a dict from names to matrices"),
        ({"presets": {OWN: IDENTITY}}, "none of them named 'my own'"),
    ],
)
def test_what_cannot_work_is_refused_with_a_sentence(change, sentence):
    with refused(sentence):
        Grid(**{"name": "W", "label": "filter", "presets": PRESETS, "value": "identity"} | change)
    if set(change) == {"value"}:
        with refused(sentence):
            bench().set(W=change["value"])

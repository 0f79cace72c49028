"""The playground's settings: checked in one place."""

import pytest

from course_nn.chapters.playground.settings import DATA, MOST_LAYERS, OWN, RANGES, Hidden, Settings


def test_they_survive_json():
    settings = Settings(data=OWN, own=((1, 2, 0), (0.5, -6, 2)), hidden=((3, "relu", 0.5),), features=("sin x", "y"))
    assert Settings(**settings.plain()) == settings
    assert settings.hidden == (Hidden(3, "relu", 0.5),)
    assert settings.features == ("y", "sin x")  # in the order of the column


def test_the_number_of_classes_is_what_the_set_has():
    assert Settings(data="spiral", classes=5).classes == 5
    assert Settings(data="XOR", classes=5).classes == 2
    assert Settings(problem="regression", data="plane", classes=5).classes == 2
    assert Settings(data=OWN, own=((0, 0, 3),), classes=2).classes == 4
    assert Settings(data=OWN).classes == 2


def test_a_change_of_the_problem_takes_data_that_fit():
    assert Settings().but(problem="regression").data == DATA["regression"][0]
    assert Settings().but(problem="regression", data="Gaussians up and down").data == "Gaussians up and down"
    assert Settings(data="XOR").but(rate=1).data == "XOR"


@pytest.mark.parametrize("name", ["noise", "train_share", "points", "batch", "rate", "penalty_rate", "classes", "seed"])
def test_both_ends_of_a_range_are_in_it_and_nothing_beyond(name):
    low, high = RANGES[name]
    for end in (low, high):
        assert getattr(Settings(data="spiral", **{name: end}), name) == end
    for beyond in (low - 1, high + 1, "much", None, float("nan")):
        with pytest.raises((ValueError, TypeError), match=f"^{name}: "):
            Settings(data="spiral", **{name: beyond})


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"problem": "clustering"}, "problem"),
        ({"data": "plane"}, "data for classification"),
        ({"features": ()}, "expected at least one"),
        ({"features": ("z",)}, "features"),
        ({"hidden": ((0,),)}, "units of a layer"),
        ({"hidden": ((2, "step"),)}, "activation"),
        ({"hidden": ((2, "tanh", 1.0),)}, "dropout"),
        ({"hidden": ((2,),) * (MOST_LAYERS + 1)}, f"at most {MOST_LAYERS} layers"),
        ({"rule": "import os"}, r"f\(x\)"),
        ({"shuffle": 1}, "shuffle"),
        ({"data": OWN, "own": ((0, 7, 0),)}, "from -6 to 6"),
        ({"data": OWN, "own": ((0, 0, 0.5),)}, "your points: class"),
        ({"data": OWN, "own": ((0, 0, 6),)}, "your points: class"),
        ({"data": OWN, "own": ((0, 0),)}, "your points"),
        ({"hidden": 3}, "hidden"),
        ({"hidden": ((3, "tanh", 0, 1),)}, "hidden"),
    ],
)
def test_bad_values_get_one_sentence(values, part):
    with pytest.raises((ValueError, TypeError), match=part) as caught:
        Settings(**values)
    assert "\n" not in str(caught.value)


def test_an_unknown_control_is_named():
    with pytest.raises(ValueError, match="learning_rate"):
        Settings().but(learning_rate=1)

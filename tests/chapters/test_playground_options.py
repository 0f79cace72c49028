"""What the page is told of the controls agrees with what the settings take."""

import json

import pytest

from course_nn.chapters.playground.options import OPTIONS
from course_nn.chapters.playground.presets import PRESETS
from course_nn.chapters.playground.settings import ACTIVATIONS, RANGES, Settings

CONTROLS = {name: one for name, one in OPTIONS.items() if isinstance(one, dict) and "kind" in one}


def test_every_control_of_the_settings_is_there():
    given = set(Settings().plain())
    assert given - set(CONTROLS) == {"hidden", "own", "original", "seed"}  # the page has tools of their own for them
    assert set(CONTROLS) - given == {"layers"}


@pytest.mark.parametrize("name", [name for name, one in CONTROLS.items() if one["kind"] == "choice"])
def test_every_option_is_taken(name):
    options = CONTROLS[name]["options"]
    for problem, values in options.items() if isinstance(options, dict) else (("classification", options),):
        for value in values:
            settings = Settings().but(problem=problem) if name == "data" else Settings()
            assert getattr(settings.but(**{name: value}), name) == value


@pytest.mark.parametrize("name", [name for name, one in CONTROLS.items() if one["kind"] == "number"])
def test_numbers_have_the_range_of_the_settings_and_their_ladder_lies_in_it(name):
    one = CONTROLS[name]
    assert [one["low"], one["high"]] == list(RANGES[name])
    for value in one.get("ladder", ()):
        assert getattr(Settings(data="spiral", **{name: value}), name) == value
    if "ladder" in one:
        assert list(one["ladder"]) == sorted(one["ladder"])


def test_what_a_control_hangs_on_are_values_of_controls():
    for one in CONTROLS.values():
        for other, values in one.get("when", {}).items():
            options = CONTROLS[other]["options"]
            known = [v for some in options.values() for v in some] if isinstance(options, dict) else options
            assert set(values) <= set(known)


def test_layers_are_offered_as_the_settings_take_them():
    layers = OPTIONS["layers"]
    low, high = layers["units"]
    for activation in layers["activations"]:
        for dropout in layers["dropouts"]:
            made = Settings(hidden=((low, activation, dropout), (high,))).hidden
            assert made[0] == (low, activation, dropout)
    assert len(Settings(hidden=((2,),) * layers["most"]).hidden) == layers["most"]
    for hidden in (((low - 1,),), ((high + 1,),), ((2,),) * (layers["most"] + 1)):
        with pytest.raises(ValueError, match=r"hidden|units of a layer"):
            Settings(hidden=hidden)
    assert set(layers["activations"]) == set(ACTIVATIONS)


def test_features_and_own_points_are_named_as_in_the_settings():
    assert Settings(features=OPTIONS["features"]["options"]).features == tuple(OPTIONS["features"]["options"])
    own = Settings(data=OPTIONS["own"], own=((0.0, 0.0, 1),) * OPTIONS["most_points"])
    assert len(own.own) == OPTIONS["most_points"]
    with pytest.raises(ValueError, match="your points"):
        own.but(own=own.own + own.own[:1])


def test_all_of_it_can_be_sent():
    assert json.loads(json.dumps(OPTIONS))["presets"].keys() == PRESETS.keys()

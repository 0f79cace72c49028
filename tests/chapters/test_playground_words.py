"""What is said of a unit is what its numbers say: every sentence is read back and held to them."""

import re

import numpy as np
import pytest

from course_nn.activations import sigmoid
from course_nn.chapters.playground.features import featured
from course_nn.chapters.playground.network import answer, blocks
from course_nn.chapters.playground.presets import PRESETS
from course_nn.chapters.playground.run import Run
from course_nn.chapters.playground.settings import ACTIVATIONS, Settings
from course_nn.chapters.playground.words import place_words, unit_words

OTHERS = {
    "all features": Settings(features=("x", "y", "x²", "y²", "xy", "sin x", "sin y"), hidden=((5,), (3,))),
    "x alone": Settings(features=("x",), hidden=((3, "relu"),)),
    "no layer, five classes": Settings(data="Gaussians", classes=5, hidden=()),
    "squared error, four classes": Settings(data="spiral", classes=4, loss="squared error", hidden=((3, "prelu"),)),
    "plane": Settings(problem="regression", data="plane", hidden=((3, "relu", 0.5), (2, "sigmoid"))),
    "original": Settings(original=True, penalty="L1", penalty_rate=0.03, features=("x", "y", "xy")),
    "every bend": Settings(hidden=tuple((3, name) for name in ACTIVATIONS)),
}
KINDS = {name: preset.settings for name, preset in PRESETS.items()} | OTHERS
SAID = {
    r"z ≈ (.*?)\.(?: |$)(?=[A-Z]|$)": "sum",
    r"It is 0 for every training point, so no gradient reaches its weights: it is dead\.": "dead",
    r"It is saturated for every training point: its slope is small there, and little gradient passes\.": "saturated",
    r"At (?:20|50) × (?:20|50) places of the plane it is between (\S+) and (\S+): nearly constant\.": "flat",
    r"Over the plane it (?:goes|answers) from (\S+) to (\S+)\.": "range",
    r"Its edge z = 0 is outside the plane: z is (positive|negative) everywhere in it\.": "outside",
    r"Its edge z = 0 is a line through the middle; z grows towards the ([a-z ]+)\.": "middle",
    r"Its edge z = 0 is a line (\S+) from the middle, to the ([a-z ]+); z grows towards the ([a-z ]+)\.": "edge",
    r"It says class (\d) on about (\d+) % of the plane\.": "class",
    r"Over the plane it rises and falls with unit (\d+)\.": "twin",
    r"Over the plane it falls where unit (\d+) rises\.": "opposite",
}


def passed(run, X):
    """For each layer z and a, of the points X: by the formulas, with the library's activations alone."""
    h, found = featured(X, run.settings.features), []
    for block in blocks(run.network):
        z = h @ block.dense.W.value + block.dense.b.value
        h = z if block.activation is None else block.activation(z)
        found.append((z, h))
    return found


GRID = np.stack(np.meshgrid(np.linspace(-6, 6, 50), np.linspace(-6, 6, 50)), axis=-1).reshape(-1, 2)


def number(text):
    return float(text.replace("−", "-"))


def two_digits(text, value):
    return number(text) == pytest.approx(value, rel=0.051, abs=1e-12)


def said_of(run, layer, unit):
    """{what: numbers} of the sentences; nothing is left that is none of them."""
    text, found = unit_words(run, layer, unit), {}
    for pattern, what in SAID.items():
        if match := re.search(pattern, text):
            found[what] = match.groups()
            text = text[: match.start()] + text[match.end() :]
    assert not text.strip(), text
    return found


def direction(x, y):
    """The way of a vector, by the signs of its parts and which is more than 2.414 times the other."""
    sides = [("top" if y > 0 else "bottom")] * int(abs(y) * 2.41421356 >= abs(x))
    sides += [("right" if x > 0 else "left")] * int(abs(x) * 2.41421356 >= abs(y))
    return " ".join(sides) if len(sides) == 1 else " ".join(sides).replace("top", "upper").replace("bottom", "lower")


def hold(run, layer, unit):
    """That every sentence is true. Returns what was said."""
    said = said_of(run, layer, unit)
    layers, settings = blocks(run.network), run.settings
    z, a = (part[:, unit] for part in passed(run, GRID)[layer])
    on_train = passed(run, run.data.X_train)[layer][1][:, unit]
    out = layer == len(layers) - 1
    values = z if out else a
    dense = layers[layer].dense
    w, b = dense.W.value[:, unit], dense.b.value[unit]
    flat = np.ptp(values) <= 0.02 * max(1, np.abs(values).max())
    relu = not out and settings.hidden[layer].activation == "relu"
    assert ("dead" in said) == bool(relu and not on_train.any())
    if "dead" not in said:
        ends = (
            None
            if out
            else {"tanh": np.abs, "sigmoid": lambda a: abs(2 * a - 1)}.get(settings.hidden[layer].activation)
        )
        assert ("saturated" in said) == bool(ends and not flat and ends(on_train).min() > 0.95)
        assert ("flat" in said) == bool(flat)
    for what in ("flat", "range"):
        if what in said:
            assert all(
                two_digits(text, end) for text, end in zip(said[what], (values.min(), values.max()), strict=True)
            )
    hold_sum(said["sum"][0], w, b, settings.features if layer == 0 else [f"unit {i + 1}" for i in range(len(w))])
    if "outside" in said:
        assert (z > 0).all() if said["outside"][0] == "positive" else (z < 0).all()
    if "middle" in said or "edge" in said:
        wx, wy = (w[settings.features.index(name)] if name in settings.features else 0.0 for name in "xy")
        assert said.get("middle", said.get("edge"))[-1] == direction(wx, wy)
        away = abs(b) / np.hypot(wx, wy)
        assert ("middle" in said) == (away < 0.05)
        if "edge" in said:
            assert number(said["edge"][0]) == pytest.approx(away, abs=0.051)
            foot = -b * np.array([wx, wy]) / (wx**2 + wy**2)
            assert said["edge"][1] == direction(*foot)
            assert foot @ [wx, wy] + b == pytest.approx(0, abs=1e-9)
        assert (z > 0).any() and (z < 0).any()
    if "class" in said:
        k, percent = map(int, said["class"])
        told = answer(run.network, settings, np.random.default_rng(0).uniform(-6, 6, (100_000, 2)))
        share = (told.argmax(axis=1) == k).mean() if told.ndim > 1 else ((told > 0) == (k == 1)).mean()
        assert k == (unit if told.ndim > 1 else 1)
        assert percent == pytest.approx(100 * share, abs=1.1)
    for what, sign in (("twin", 1), ("opposite", -1)):
        if what in said:
            other = passed(run, GRID)[layer][1][:, int(said[what][0]) - 1]
            assert int(said[what][0]) - 1 != unit
            assert sign * np.corrcoef(a, other)[0, 1] > 0.999
    return said


def hold_sum(text, w, b, names):
    """That the terms are those of the largest weights, and how many more there are."""
    terms, _, rest = text.partition(" and ")
    found = re.findall(r"([−+]?) ?(\d[^ ]*)(?: ((?:unit \d+|sin [xy]|[xy²]+)))?", terms)
    shown = {}
    for sign, size, name in found:
        shown[name] = (-1 if sign == "−" else 1) * float(size.replace("−", "-"))
    constant = shown.pop("", 0.0)
    assert constant == pytest.approx(b, rel=0.051)
    largest = np.sort(np.abs(w))[::-1]
    for name, value in shown.items():
        assert value == pytest.approx(w[names.index(name)], rel=0.051)
        assert abs(w[names.index(name)]) >= largest[min(2, len(w) - 1)]
    more = np.count_nonzero(w) - len(shown)
    assert rest == ("" if more == 0 else "one more part" if more == 1 else f"{more} more parts")
    assert len(shown) == min(3, np.count_nonzero(w))


@pytest.mark.long
@pytest.mark.parametrize("name", KINDS)
def test_every_sentence_is_true(name):
    for seed in range(2):
        run = Run(KINDS[name].but(seed=seed))
        for updates in (0, 200):
            if updates:
                run.step(updates)
            for layer, block in enumerate(blocks(run.network)):
                for unit in range(block.dense.d_out):
                    hold(run, layer, unit)


def edited(settings, **values):
    run = Run(settings)
    for place, value in values.items():
        kind, *where = place.split("_")
        run.edit((kind, *map(int, where)), value)
    return run


ONE = Settings(hidden=((2,),))


@pytest.mark.parametrize(
    ("wx", "wy", "b", "where", "way"),
    [
        (1, 0, -2, "right", "right"),
        (1, 0, 2, "left", "right"),
        (-1, 0, -2, "left", "left"),
        (0, 1, -2, "top", "top"),
        (0, -3, -9, "bottom", "bottom"),
        (0, -3, 9, "top", "bottom"),
        (1, 1, -3, "upper right", "upper right"),
        (1, -1, 3, "upper left", "lower right"),
        (-2, 2, 3, "lower right", "upper left"),
        (-2, -2, -3, "lower left", "lower left"),
    ],
)
def test_the_edge_of_a_unit(wx, wy, b, where, way):
    run = edited(ONE, W_0_0_0=wx, W_0_1_0=wy, b_0_0=b)
    away = abs(b) / np.hypot(wx, wy)
    said = unit_words(run, 0, 0)
    assert f"a line {away:.1f} from the middle, to the {where}; z grows towards the {way}." in said
    hold(run, 0, 0)


def test_an_edge_outside_and_none_at_all():
    assert "outside the plane: z is negative everywhere" in unit_words(
        edited(ONE, W_0_0_0=1, W_0_1_0=0, b_0_0=-7), 0, 0
    )
    assert "outside the plane: z is positive everywhere" in unit_words(
        edited(ONE, W_0_0_0=1, W_0_1_0=-1, b_0_0=13), 0, 0
    )
    assert "line" in unit_words(edited(ONE, W_0_0_0=1, W_0_1_0=-1, b_0_0=11), 0, 0)
    none = edited(ONE, W_0_0_0=0, W_0_1_0=0, b_0_0=0)
    assert unit_words(none, 0, 0) == "z ≈ 0. At 50 × 50 places of the plane it is between 0 and 0: nearly constant."
    lifted = edited(ONE, W_0_0_0=0, W_0_1_0=0, b_0_0=0.5)
    assert "edge" not in unit_words(lifted, 0, 0) and unit_words(lifted, 0, 0).startswith("z ≈ 0.5. ")
    hold(edited(ONE, W_0_0_0=1e-300, W_0_1_0=1e300, b_0_0=0), 0, 0)


def test_dead_saturated_alike():
    relu = edited(ONE.but(hidden=((2, "relu"),)), W_0_0_0=1, W_0_1_0=0, b_0_0=-5.5)
    assert relu.data.X_train[:, 0].max() < 5.5
    assert "dead" in hold(relu, 0, 0)  # though it isn't 0 at the right end of the plane
    relu.edit(("b", 0, 0), 1.0)
    assert "dead" not in hold(relu, 0, 0)
    full = edited(ONE, W_0_0_0=1, W_0_1_0=0, b_0_0=6.9)
    assert hold(full, 0, 0).keys() >= {"saturated"}
    assert "flat" in hold(edited(ONE, W_0_0_0=1e-4, W_0_1_0=0, b_0_0=5), 0, 0)  # it is saturated, too
    twins = edited(ONE, W_0_0_0=1, W_0_1_0=2, b_0_0=1, W_0_0_1=1, W_0_1_1=2, b_0_1=1)
    assert hold(twins, 0, 0)["twin"] == ("2",)
    for place, value in ((("W", 0, 0, 1), -1), (("W", 0, 1, 1), -2), (("b", 0, 1), -1)):
        twins.edit(place, value)
    assert hold(twins, 0, 0)["opposite"] == ("2",)
    assert hold(twins, 0, 1)["opposite"] == ("1",)


@pytest.mark.parametrize(("c", "true"), [(33, 95.7), (25, 83.3), (9, 50), (0.92, 16)])
def test_the_share_of_the_plane_is_that_of_its_area(c, true):
    """−x² + c is positive for |x| < √c."""
    run = edited(Settings(features=("x²",), hidden=()), W_0_0_0=-1, b_0_0=c)
    assert f"on about {true:.0f} % of the plane" in unit_words(run, 0, 0)


PLACES = [(0.02, -0.3), (0.1, 0), (-6, 6), (1.23, 4.56)]


@pytest.mark.parametrize("name", KINDS)
def test_the_answer_at_a_place_is_that_of_the_place(name):
    run = Run(KINDS[name])
    run.step(100)
    for place in PLACES:
        said = place_words(run, *place)
        head = f"At ({place[0]:g}, {place[1]:g}) the network answers ".replace("-", "−")
        assert said.startswith(head) and said.endswith(".")
        told, z = answer(run.network, run.settings, np.array([place]))[0], passed(run, np.array([place]))[-1][0][0]
        text = said.removeprefix(head)[:-1]
        if run.settings.problem == "regression":
            assert number(text) == pytest.approx(z[0], rel=0.051, abs=1e-12)
            continue
        several = np.ndim(told) > 0
        best = int(told.argmax()) if several else int(z[0] > 0)
        assert f"class {best}" in text
        size = re.search(r"(?:share|probability) (above )?(\S+)$", text)
        if size:
            true = told.max() if several else (1 + abs(told)) / 2
            assert true > 0.99 if size[1] else number(size[2]) == pytest.approx(true, abs=0.0051)
        else:
            assert number(text.split(",")[0]) == pytest.approx(told, rel=0.051)


def test_the_answer_right_beside_a_steep_border():
    run = edited(Settings(hidden=()), W_0_0_0=100, W_0_1_0=0, b_0_0=-5.5)
    assert place_words(run, 0.02, -0.3) == "At (0.02, −0.3) the network answers class 0, probability 0.97."
    assert place_words(run, 0.05, -0.3) == "At (0.05, −0.3) the network answers class 0, probability 0.62."
    assert place_words(run, 0.06, 0) == "At (0.06, 0) the network answers class 1, probability 0.62."
    assert place_words(run, 6, -0.0) == "At (6, 0) the network answers class 1, probability 1.00."
    run.edit(("b", 0, 0), 0)
    assert place_words(run, 0.05, 1).endswith("probability above 0.99.")
    run.network.theta[:] = np.nan
    assert place_words(run, 0, 0) == "At (0, 0) the network answers no finite number."
    with pytest.raises(ValueError, match="place"):
        place_words(run, 6.5, 0)


def test_what_lies_between_the_places_is_not_denied():
    run = edited(
        Settings(problem="regression", data="plane", hidden=((2, "sigmoid"),)),
        **{"W_0_0_0": 1000, "W_0_0_1": 1000, "W_0_1_0": 0, "W_0_1_1": 0, "b_0_0": -130, "b_0_1": -220},
        **{"W_1_0_0": 5, "W_1_1_0": -5, "b_1_0": 0},
    )
    assert run.network(np.array([[0.17, 0.0]]))[0, 0] == pytest.approx(5)
    assert "At 50 × 50 places of the plane it is between 0 and 0" in unit_words(run, 1, 0)


def test_small_and_large_numbers_are_readable():
    assert "z ≈ 250 y + 100 x" in unit_words(edited(ONE, W_0_0_0=100, W_0_1_0=250), 0, 0)
    assert "1e−05 x" in unit_words(edited(ONE, W_0_0_0=1e-5, W_0_1_0=0), 0, 0)
    assert unit_words(edited(ONE, W_0_0_0=-1e9, W_0_1_0=0, b_0_0=-2), 0, 0).startswith("z ≈ −1e+09 x − 2.")


def test_features_nonsense_and_what_is_not_finite():
    run = Run(ONE)
    assert unit_words(run, -1, 1) == "The feature y, as it goes into the network."
    for layer, unit in ((2, 0), (-2, 0), (0, 2), (1, 1), (-1, 2)):
        with pytest.raises(ValueError, match="unit"):
            unit_words(run, layer, unit)
    run.network.theta[:] = np.nan
    assert unit_words(run, 0, 0) == unit_words(run, 1, 0) == "Its numbers are not finite any more."
    large = edited(ONE.but(hidden=((1, "relu"),)), W_0_0_0=1e308, W_0_1_0=1e308)
    assert unit_words(large, 0, 0) == "Its numbers are not finite any more."


def test_without_points_nothing_is_said_of_them():
    empty = Run(Settings(data="your points", hidden=((2, "relu"),)))
    assert not {"dead", "saturated"} & said_of(empty, 0, 0).keys()


def test_the_sigmoid_is_saturated_at_both_ends():
    run = edited(ONE.but(hidden=((2, "sigmoid"),)), W_0_0_0=3, W_0_1_0=0, b_0_0=-20)
    a = sigmoid(run.data.X_train @ [3, 0] - 20)
    assert ("saturated" in hold(run, 0, 0)) == bool(np.abs(2 * a - 1).min() > 0.95)
    assert "saturated" in said_of(run, 0, 0)

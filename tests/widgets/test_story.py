"""Stories: which states of an instrument are made, that every end is among them, and what is refused."""

import itertools

import numpy as np
import pytest
from small_instrument import small

from course_nn.widgets import (
    INSTRUMENTS,
    Choice,
    Grid,
    Instrument,
    IntSlider,
    Ladder,
    LogSlider,
    Marks,
    OpenSlider,
    Pad,
    Slider,
    Steps,
    Toggle,
    Word,
    story,
)

A = Slider("a", "a", 0, 1, 0.1, 0.3)
B = IntSlider("b", "b", -3, 5, 0, unit="steps")
C = Choice("c", "c", {"one": 1, "two": 2, "three": 3}, 2)
T = Toggle("t", "t", False)
R = LogSlider("r", "r", 0.001, 1, 0.05)
L = Ladder("l", "l", {f"{k}": k for k in (1, 2, 4, 8, 16, 32, 64)}, 4)
P = Steps("p", "p", 0, 100, 20)
E = Steps("o", "o", 0, lambda values: 10 * values["c"], 15)
MANY = [[A], [A, B], [A, B, C], [A, T, R, L], [P, A], [C, E], [A, B, C, T, R, L, P]]
MANY += [[C, E, OpenSlider("q", "q", 0, 3, 1)]]

#: What a notebook asks for or speaks of, beside an instrument: its name, and values that one of its states must have.
ASKED = [
    ("decision_line", {"name": "AND", "w1": 1, "w2": 0.4, "b": -1.2}),
    ("decision_line", {"name": "OR", "w1": 1, "w2": 0.4, "b": -0.3}),
    ("decision_line", {"name": "NAND", "w1": -1, "w2": -0.4, "b": 1.2}),
    ("decision_line", {"name": "AND", "w1": 2, "w2": 0.8, "b": -1.2}),
    ("cost_surface", {"w0": 152, "w1": 46}),
    ("gradient_descent", {"shift": 0, "rate": 0.5}),
    ("gradient_descent", {"shift": 2, "rate": 0.16}),
    ("gradient_descent", {"shift": 2, "rate": 0.2, "steps": 100}),
    ("handmade_features", {"k": 14, "n": 100}),
    ("handmade_features", {"curve": "corner", "kind": "ramps", "k": 2}),
    ("smooth_step", {"steepness": 40, "place": 4.75}),
    ("smooth_step", {"steepness": 400, "place": 4.05}),
    ("classification_losses", {"z": -5, "rate": 1, "steps": 16}),
    ("classification_losses", {"z": -8, "rate": 10, "steps": 60}),
    ("classification_losses", {"rate": 0.1, "steps": 16}),
    ("softmax_regression", {"step": 18, "scale": 10}),
    ("hidden_space", {"way": 1, "solution": "diagonal"}),
    ("learning_xor", {"hidden": 1, "frame": 60, "seed": 2}),
    ("activation_functions", {"activation": "gelu", "z": -0.75}),
    ("universal_approximation", {"units": 64, "target": "step"}),
    ("linear_pieces", {"kind": "random", "depth": 5, "seed": 3}),
    ("computation_graph", {"formula": "fork", "w": -0.8, "step": 10}),
    ("computation_graph", {"formula": "fork", "w": -0.8, "step": 7}),
    ("backward_memory", {"every": 8, "n": 100}),
    ("finite_differences", {"h": 1e-5, "centered": False}),
    ("vanishing_gradients", {"depth": 20, "activation": "sigmoid", "scale": 10}),
    ("vanishing_gradients", {"depth": 20, "activation": "relu", "scale": 2**0.5}),
    ("bias_correction", {"beta1": 0.9, "beta2": 0.999, "noise": 0.5}),
    ("optimizer_race", {"surface": "saddle", "up": 0.02, "step": 300}),
    ("rate_schedules", {"kind": "step", "drop": 1000}),
    ("schedule_trial", {"kind": "cosine", "rate": 0.1}),
    ("rate_tuning", {"who": "RMSProp", "rate": 0.005}),
    ("basins_of_attraction", {"name": "momentum", "momentum": 0.9, "noise": 1}),
    ("basins_of_attraction", {"name": "Adam", "rate": 0.25}),
    ("symmetry_breaking", {"start": "all alike", "frame": 60}),
    ("initialization", {"activation": "relu", "scheme": "Xavier"}),
    ("numerical_stability", {"size": 10, "shift": -500, "dtype": "float64"}),
    ("overfitting", {"wrong": 0.2, "n": 320, "hidden": 256}),
    ("normalization_axes", {"kind": "LayerNorm", "add": 4}),
    ("batch_normalization", {"rate": 3.2, "size": 2}),
    ("grid_or_random", {"importance": 0.4, "points": 10}),
    ("sliding_window", {"filter": "left to right", "flip": True, "place": 9}),
    ("filter_bench", {"strength": 0}),
    ("output_size", {"n": 8, "stride": 2}),
    ("checkerboard", {"kernel": 4, "weights": "drawn at random"}),
    ("occlusion_map", {"row": 6, "size": 2, "value": 1}),
    ("receptive_field", {"depth": 6, "subsampling": "2×2 pool after every layer"}),
    ("shift_equivariance", {"shift": 4, "subsampling": "2×2 pool after each", "depth": 2}),
    ("blur_pooling", {"right": 2, "head": "average"}),
    ("unrolled_cell", {"u": 2, "step": 10}),
    ("gradient_distance", {"length": 100, "bias": 5}),
    ("gradient_distance", {"scale": 2, "size": 0.3, "length": 100}),
    ("exploding_gradient", {"u": 0.5, "limit": 0.1, "step": 40}),
    ("forget_half_life", {"bias": 1, "steps": 100}),
    ("truncation", {"question": 25, "state": "zero"}),
    ("dates", {"typed": "31 Feb 1998"}),
    ("wasserstein_line", {"constraint": "weights clipped at 0.3", "steps": 200}),
    ("bilinear_game", {"way": "optimistic", "rate": 0.6, "step": 100}),
    ("bilinear_game", {"way": "alternating", "step": 5}),
    ("reparametrization", {"cost": "wave", "spread": 1, "dimensions": 64}),
    ("kl_term", {"mean": 2, "spread": 1}),
    ("bounds", {"angle": 0, "sigma": 0.2, "q": "prior"}),
    ("soft_lookup", {"query": 3, "temperature": 0.01}),
    ("penalty_as_prior", {"tau": 1, "sigma": 1}),
    ("prior_functions", {"gamma": 30, "bias": 30}),
    ("known_units", {"sigma": 2, "spread": 0.1, "n": 2}),
    ("missed_mode", {"falling": 0, "length": 4000, "shown": True}),
    ("unit_count", {"truth": 3, "alpha": 0.9, "long": True}),
    ("class_uncertainty", {"length": 8.6, "width": 0.6, "shown": True}),
    ("energy_descent", {"kind": "digits", "rule": "pseudo-inverse"}),
    ("spurious_states", {"count": 3, "seed": 2}),
    ("ising_model", {"temperature": 2.3}),
    ("modern_recall", {"beta": 0.5, "count": 100_000, "damage": 0.2}),
    ("modern_recall", {"beta": 0.5, "count": 100_000, "damage": 0.3}),
    ("clipped_probability", {"z": -20.5, "dtype": "float64"}),
    ("adam_epsilon", {"gradient": 1e-8, "steps": 1}),
    ("communication", {"bandwidth": 10_000, "every": 1}),
    ("communication", {"every": 10, "latency": 0.1}),
    ("communication", {"workers": 8, "way": "around a ring"}),
    ("stale_gradients", {"delay": 1, "rate": 1}),
]

#: Options that have one step alone: the views turn the relief of the race, which stands still for that.
STILL = {("optimizer_race", f"view: {view}") for view in ("the other side", "behind", "above")}


def default(controls):
    return next(story._crossed(controls, {}))


def ends_of(controls):
    """Each control at each end, or at each option, with the others at their defaults, as far as these go."""
    base = default(controls)
    for c in controls:
        others = {d.name: base[d.name] for d in controls if not story.is_open(d)}
        for end in c.ends(others) if story.is_open(c) else c.ends():
            yield moved(controls, c, end)


def moved(controls, control, value):
    """The defaults with one control at another value, and those whose end it moves as far as they go."""
    state = default(controls) | {control.name: value}
    return state | {d.name: min(state[d.name], d.top(state)) for d in controls if story.is_open(d)}


def not_alone(controls, states):
    """The moves of one control alone, from the first state to any of its values, that have no state of their own."""

    def key(state):
        return tuple(story._key(c, state[c.name]) for c in controls)

    keys = {key(state) for state in states}
    moves = [(c, value) for c in controls for value in story.axis(c, states)]
    return [(c.name, value) for c, value in moves if key(moved(controls, c, value)) not in keys]


def played(controls, states):
    """How many steps of each player there are with each option of the others chosen alone: (player, option) → count."""
    counts = {}
    for p in (c for c in controls if isinstance(c, Steps) and not isinstance(c, OpenSlider)):
        for c in (c for c in controls if isinstance(c, (Choice, Toggle))):
            for option in c.ends():
                wanted = moved(controls, c, option)
                others = [d for d in controls if d is not p and not isinstance(d, OpenSlider)]
                like = [s for s in states if all(story._same(s[d.name], wanted[d.name]) for d in others)]
                counts[p.name, f"{c.name}: {story.text(c, option)}"] = len({s[p.name] for s in like})
    return counts


@pytest.mark.parametrize("controls", MANY, ids=lambda controls: "".join(c.name for c in controls))
@pytest.mark.parametrize("told", [None, "first", "all"])
def test_the_defaults_come_first_all_ends_are_there_and_none_twice(controls, told):
    own = {None: None, "first": {controls[0].name: ...}, "all": {c.name: ... for c in controls[:2]}}[told]
    found = story.states(controls, own)
    assert found[0] == default(controls)
    assert all(list(state) == [c.name for c in controls] for state in found)
    assert all(end in found for end in ends_of(controls)) and not_alone(controls, found) == []
    assert all(one != other for one, other in itertools.combinations(found, 2))
    assert all(len(story.axis(c, found)) <= story.MOST_VALUES for c in controls)
    assert found == story.states(controls, own), "the same every time"
    ends = story.states(controls, own, ends_alone=True)
    assert ends[0] == found[0] and {str(one) for one in ends} == {str(one) for one in [ends[0], *ends_of(controls)]}


@pytest.mark.parametrize("controls", MANY, ids=lambda controls: "".join(c.name for c in controls))
def test_where_nothing_is_told_there_are_about_as_many_as_the_budget(controls):
    found = story.states(controls)
    # The ends that must be there come on top.
    assert len(found) <= story.BUDGET + sum(len(c.ends({"c": 3}) if c is E else c.ends()) for c in controls)


def test_values_are_even_steps_along_the_marks_with_both_ends_and_the_default():
    for count in range(3, 12):
        found = story.thinned(R.marks, count, R.value)
        places = np.array([R.marks.index(value) for value in found])
        assert len(found) == count and {R.low, R.value, R.high} <= set(found) and (np.diff(places) > 0).all()
        even = np.linspace(0, len(R.marks) - 1, count)
        moved = np.abs(places - even) > 0.5
        assert moved.sum() <= 1 and (not moved.any() or R.marks[places[moved][0]] == R.value)
    assert story.thinned([1, 2, 3], 9, 2) == [1, 2, 3]


def test_two_main_controls_are_crossed_in_full():
    found = story.states([A, B])
    pairs = {(state["a"], state["b"]) for state in found}
    assert pairs == set(itertools.product(story.axis(A, found), story.axis(B, found)))


def test_a_story_crosses_lists_and_leaves_the_rest_at_the_defaults():
    own = [{"a": [0, 0.5], "b": [1, 2]}, {"c": 3, "a": 1}]
    found = story.states([A, B, C, T], own)
    for a, b in itertools.product([0.0, 0.5], [1, 2]):
        assert {"a": a, "b": b, "c": 2, "t": False} in found
    assert {"a": 1.0, "b": 0, "c": 3, "t": False} in found
    assert {"a": 1.0, "b": 1, "c": 2, "t": False} not in found


def test_what_no_story_names_has_a_few_values_of_its_own():
    found = story.states([A, R], {"a": [0.1]})
    assert len(story.axis(R, found)) == story.FEW and story.axis(A, found) == [0.0, 0.1, 0.3, 1.0]


def test_steps_go_as_far_as_the_other_controls_let_them():
    found = story.states([C, E], {"c": ..., "o": ...})
    for c in (1, 2, 3):
        steps = [state["o"] for state in found if state["c"] == c]
        assert (min(steps), max(steps)) == (0, 10 * c)
    assert found[0] == {"c": 2, "o": 15}
    assert {"c": 1, "o": 10} in story.states([C, E], {"c": 1, "o": [99]}), "what lies beyond the end is at the end"


def test_words_grids_marks_and_drawings_have_what_can_be_chosen():
    word = Word("w", "w", "abc", "abc", examples=("cab",))
    grid = Grid("g", "g", {"x": [[1]], "y": [[2]]}, "y", sizes=(1, 3))
    pad = Pad("d", "d", np.eye(32))
    marks = Marks("m", "m", [(0, 0)], -1, 1)
    assert [one["w"] for one in story.states([word])] == ["abc", "cab"]
    assert [story.text(grid, value) for value in story.axis(grid, story.states([grid]))] == ["x", "y"]
    assert len(story.states([pad])) == 4 and len(story.states([marks])) == 3
    own = {"d": {"a line": np.eye(32), "nothing": np.zeros((32, 32))}}
    assert [story.text(pad, one["d"], own) for one in story.states([pad], own)] == ["a line", "nothing"]
    assert "ink on 32" in story.text(pad, pad.value)


def test_values_are_said_as_the_instrument_says_them():
    said = [story.text(c, c.value) for c in (A, B, C, T, R, L, P)]
    assert said == ["0.3", "0", "two", "off", "0.05", "4", "20"]
    assert story.text(B, -3) == "−3" and story.text(A, 1.0) == "1.0" and story.text(T, True) == "on"
    assert story.text(IntSlider("n", "n", 0, 10_000, 5), 10_000) == "10,000"
    assert story.text(Word("w", "w", "", "abc"), "") == "nothing"


@pytest.mark.parametrize(
    "own, sentence",
    [
        ({"z": 1}, "Instrument: story: unknown name 'z'; choose from 'a', 'b'"),
        ({"a": 7}, "Slider 'a': expected a number from 0 to 1, got 7"),
        ({"b": [1, 9]}, "IntSlider 'b': expected a number from -3 to 5, got 9"),
        ("a", "Instrument: expected story as a dict or a list of dicts, got 'a'"),
        ([{}], "Instrument: expected story as a dict or a list of dicts, got list"),
    ],
)
def test_a_story_that_cannot_be_is_refused_in_one_sentence(own, sentence):
    with pytest.raises((TypeError, ValueError)) as refused:
        Instrument(lambda a, b: a, lambda *_: None, [A, B], str, story=own)
    assert str(refused.value).startswith(sentence)


def test_too_much_of_a_story_is_refused_in_one_sentence():
    wide = IntSlider("b", "b", 0, 99, 0)
    with pytest.raises(ValueError, match=r"expected a story with at most 24 values of b, got 3[01]"):
        story.states([wide], {"b": range(30)})
    with pytest.raises(ValueError, match="expected a story of at most 64 states, got"):
        story.states([wide, R], {"b": range(20), "r": [0.001, 0.01, 0.02, 0.1, 0.2, 0.5]})


def test_an_instrument_gives_its_states_and_is_not_moved_by_it():
    it = small(lambda a, b: a + b, [A, B])
    before = it.values
    assert it.states() == story.states([A, B]) and it.values == before


@pytest.fixture(scope="module")
def course():
    """Every instrument of the course: its name → its controls and its states."""
    return {
        name: (it.controls, it.states()) for name, it in ((name, INSTRUMENTS[name]()) for name in INSTRUMENTS.rooms)
    }


@pytest.mark.long
def test_every_instrument_of_the_course_has_states_within_the_budget(course):
    for name, (controls, found) in course.items():
        assert found[0] == default(controls), name
        for c in controls:
            assert story.is_open(c) or len(story.axis(c, found)) <= story.MOST_VALUES, f"{name}: {c.name}"
    counts = {name: len(found) for name, (_, found) in course.items()}
    assert np.mean(list(counts.values())) <= 60 and max(counts.values()) <= story.MOST_STATES, counts
    assert [name for name, count in counts.items() if count == 1] == ["live_game"]


@pytest.mark.long
def test_whoever_moves_one_control_alone_from_the_start_never_gets_another_choice(course):
    gaps = {name: not_alone(controls, found) for name, (controls, found) in course.items() if len(found) > 1}
    assert not any(gaps.values()), {name: gap for name, gap in gaps.items() if gap}


@pytest.mark.long
def test_a_player_plays_with_each_option_but_for_the_named_ones(course):
    still = {
        (name, option): count
        for name, (controls, found) in course.items()
        if len(found) > 1
        for (_, option), count in played(controls, found).items()
        if count < 2
    }
    assert set(still) == STILL, still
    assert set(played(*course["bilinear_game"]).values()) == {9}, "each way is compared step by step"


@pytest.mark.long
@pytest.mark.parametrize("name", list(dict.fromkeys(name for name, _ in ASKED)))
def test_what_a_notebook_asks_for_is_among_the_states(name):
    it = INSTRUMENTS[name]()
    for asked in (values for one, values in ASKED if one == name):
        # What is not asked for is at its default, as it is for a reader who moves only this; open ends give way.
        wanted = it.values | asked
        close = [
            one
            for one in it.states()
            if all(one[c.name] == wanted[c.name] for c in it.controls if not story.is_open(c))
            and all(one[key] == value for key, value in asked.items())
        ]
        assert close, asked


@pytest.mark.long
def test_among_a_neurons_lines_there_is_one_for_each_gate_and_none_for_xor():
    it = INSTRUMENTS["decision_line"]()
    solved = {state["name"] for state in it.states() if it.compute(**state).right.all()}
    assert {"AND", "OR", "NAND"} <= solved and "XOR" not in solved

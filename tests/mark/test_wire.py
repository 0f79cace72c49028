"""Plain values there and back, and texts that nobody wrote."""

import base64
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_nn.games import LeastSquares, NonSaturating
from course_nn.mark import wire

PLAIN = [
    None,
    True,
    ...,
    3,
    -(10**40),
    2.5,
    float("inf"),
    1 - 2j,
    "text ← \n",
    (1, [2.0, ()], {"a": (np.float32(3), 4), 5: None}),
    np.float64(0.1),
    np.arange(6).reshape(2, 3),
    np.zeros((3, 0)),
    np.array(2.0),
    np.array(["a", "bc"]),
    np.array([1 + 2j]),
    np.arange(6.0, dtype=np.float32)[::2],
    np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    [True, np.bool_(False)],
]


def same(a, b):
    if isinstance(a, (np.ndarray, np.generic)):
        return type(a) is type(b) and a.dtype == b.dtype and a.shape == b.shape and bool(np.all(a == b))
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return type(a) is type(b) and a == b


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_values_come_out_as_they_went_in(value):
    assert same(wire.from_text(wire.to_text(value)), value)


def test_not_a_number_stays_none():
    assert np.isnan(wire.from_text(wire.to_text(float("nan"))))
    assert np.isnan(wire.from_text(wire.to_text(np.array([np.nan])))).all()


class Odd:
    def __repr__(self):
        raise RuntimeError("no")


class Called:
    def __call__(self):
        return 1


@pytest.mark.parametrize(
    "value, kind, called",
    [
        (Odd(), "Odd", False),
        (Called(), "Called", True),
        (print, "builtin_function_or_method", True),
        (int, "type", False),
        (object(), "object", False),
        (10**70, "int", False),
        (iter([]), "list_iterator", False),
        (b"x", "bytes", False),
    ],
)
def test_of_anything_else_the_kind_is_told(value, kind, called):
    came = wire.from_text(wire.to_text(value))
    assert isinstance(came, wire.Foreign) and type(came).__name__ == kind and callable(came) == called


def test_masked_numbers_and_objects_stay_what_they_are():
    assert np.ma.isMaskedArray(wire.from_text(wire.to_text(np.ma.array([1.0, 2.0], mask=[0, 1]))))
    came = wire.from_text(wire.to_text(np.array([None, "x"], dtype=object)))
    assert came.dtype == object and came.shape == (2,)


def test_what_is_too_deep_or_too_long_does_not_pass():
    deep = []
    for _ in range(100):
        deep = [deep]
    assert "foreign" in wire.to_text(deep)
    itself = []
    itself.append(itself)
    assert "foreign" in wire.to_text(itself)
    with pytest.raises(ValueError, match="at most 4 MB"):
        wire.to_text(np.zeros(10**6))
    with pytest.raises(ValueError, match="too long"):
        wire.from_text(" " * (wire.MOST + 1))


FORGED = [
    "",
    "{",
    "[" * 100_000,
    "{}",
    '{"array": 3}',
    '{"array": ["<f8", [2], "AAAA"]}',
    '{"array": ["<f8", [-1], ""]}',
    '{"array": ["<f8", [99999999999, 99999999999], ""]}',
    '{"array": ["O", [1], "AAAAAAAAAAA="]}',
    '{"array": ["<f8", [1.0], "AAAAAAAAAAA="]}',
    '{"array": ["nonsense", [1], "AAAA"]}',
    '{"array": ["V8", [1], "AAAAAAAAAAA="]}',
    '{"objects": [9999999, 9999999]}',
    '{"objects": ["x"]}',
    '{"dict": [[{"dict": []}, 1]]}',
    '{"dict": 1}',
    '{"complex": [1, 2, 3]}',
    '{"foreign": ["not a name", true, "x"]}',
    '{"foreign": [1, true, "x"]}',
    '{"foreign": []}',
    '{"object": []}',
    '{"tuple": 5}',
    "1" * 5000,
    # Short texts that would take far more memory or time than their length.
    json.dumps(["a" * 2000] + [""] * 2200),
    json.dumps({"tuple": ["a" * 2000] + [""] * 2200, "dict": []}),
    json.dumps([{"array": ["<U2000", [1], base64.b64encode(bytes(8000)).decode()]}, *[["a"]] * 600]),
    json.dumps({"masked": ["a" * 2000] + [0] * 2200}),
    json.dumps([{"objects": [40_000]}, {"dict": [["x", {"objects": [40_000]}]]}]),
    '{"array": ["<f8", [99999, 0], ""]}',
    '{"objects": [99999, 0]}',
    json.dumps({"dict": [[(2**61 - 1) * k, 0] for k in range(1001)]}),
    json.dumps({"dict": [[{"tuple": [0] * 9}, 0]]}),
]


@pytest.mark.parametrize("text", FORGED, ids=lambda text: text[:30])
def test_a_forged_text_is_a_value_error(text):
    with pytest.raises(ValueError):
        wire.from_text(text)


def test_what_answers_return_is_not_too_much():
    many = {f"word {k}": k for k in range(3000)} | {(k, "x"): [k, f"{k}" * 20] for k in range(900)}
    for value in (
        many,
        ["word"] * 50_000,
        [*range(100_000)],
        np.full(1000, "x" * 50),
        (np.zeros((3, 0)), ["a" * 5000]),
    ):
        assert same(wire.from_text(wire.to_text(value)), value)


@given(
    st.recursive(
        st.none() | st.text() | st.integers() | st.floats(),
        lambda s: st.lists(s) | st.dictionaries(st.sampled_from([*wire.READERS, "x"]), s),
    )
)
def test_any_json_gives_a_value_or_a_value_error(made):
    try:
        wire.from_text(json.dumps(made))
    except ValueError:
        pass


def test_objects_of_the_course_are_made_in_the_worker_alone(monkeypatch):
    text = wire.to_text({"game": NonSaturating(0.1)})
    assert isinstance(wire.from_text(text)["game"], wire.Foreign)
    monkeypatch.setitem(wire.READERS, "object", wire.made_again)
    game = wire.from_text(text)["game"]
    assert type(game) is NonSaturating and game.smoothing == 0.1
    assert type(wire.from_text(wire.to_text(LeastSquares()))) is LeastSquares
    with pytest.raises(ValueError, match="elsewhere"):
        wire.from_text('{"object": ["os.path", "x", {"dict": []}]}')


def test_an_exercises_file_has_another_name_in_the_worker():
    room = "course_nn.chapters.ch05_optimizers"
    assert wire.without_exercise(f"{room}.exercise_x") == f"{room}.probe_exercise_x"
    assert wire.without_exercise("course_nn.games") == "course_nn.games"

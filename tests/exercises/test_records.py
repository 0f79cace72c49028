"""Records are joined in whichever order, nothing that was passed is lost, and what is no record is left out."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_nn.exercises import answer_source
from course_nn.exercises.records import answer_of, join, shown, understood

EARLY = {"when": "2026-01-01T10:00:00Z", "source": ["x = 1", "y = 2"]}
LATE = {"when": "2026-01-02T09:00:00Z", "source": ["x = 2"]}

answers = st.builds(
    lambda day, source: {"when": f"2026-01-{day:02d}T10:00:00Z", "source": source},
    st.integers(1, 3),
    st.lists(st.sampled_from(["a = 1", "b = 2"]), min_size=1, max_size=2),
)
record = st.fixed_dictionaries(
    {},
    optional={
        "attempted": st.just(True),
        "passed": st.just(True),
        "hints": st.integers(0, 3),
        "passed_answer": answers,
        "answer": answers,
    },
)
records = st.dictionaries(st.sampled_from(["update", "pocket", "learn"]), record)


@given(records, records, records)
def test_the_order_of_joining_changes_nothing(a, b, c):
    assert join(a, b) == join(b, a)
    assert join(join(a, b), c) == join(a, join(b, c))
    assert join(a, a) == a == join(a, {})
    assert understood(join(a, b)) == (join(a, b), 0)


def test_what_was_passed_anywhere_stays_passed_with_its_answer():
    here = {"update": {"attempted": True, "passed": True, "passed_answer": EARLY, "hints": 1}}
    there = {"update": {"attempted": True, "passed": False, "answer": LATE, "hints": 3}, "pocket": {"hints": 1}}
    assert join(here, there) == {
        "update": {"attempted": True, "passed": True, "passed_answer": EARLY, "answer": LATE, "hints": 3},
        "pocket": {"hints": 1},
    }


def test_of_two_answers_the_later_one_stays():
    for one, other in itertools.permutations((EARLY, LATE)):
        assert join({"f": {"answer": one}}, {"f": {"answer": other}}) == {"f": {"answer": LATE}}


@pytest.mark.parametrize("odd", [3.5, "x", None, [1], {"when": 3}, {"when": {}}, {"source": []}], ids=str)
def test_what_is_no_record_is_joined_all_the_same(odd):
    for key, sound in (("answer", EARLY), ("hints", 2), ("passed", True)):
        one, other = {"f": {key: odd}}, {"f": {key: sound}}
        assert join(one, other) == join(other, one) and join(one, one) == one
    assert shown(odd) == ""


def test_an_answer_is_kept_line_by_line_with_its_time():
    answer = answer_of("def f():\n\n    return 1")
    assert answer["source"] == ["def f():", "", "    return 1"] and shown(answer) == "def f():\n\n    return 1"
    assert understood({"f": {"answer": answer}}) == ({"f": {"answer": answer}}, 0)


@pytest.mark.parametrize(
    "part",
    [
        {"passed": 1},
        {"passed": "yes"},
        {"hints": 4},
        {"hints": -1},
        {"hints": True},
        {"answer": "x = 1"},
        {"answer": {"when": "2026-01-01T10:00:00Z"}},
        {"answer": {"when": "yesterday", "source": ["x"]}},
        {"answer": {"when": "2026-01-01T10:00:00Z\n", "source": ["x"]}},
        {"answer": {"when": EARLY["when"], "source": "x"}},
        {"answer": {"when": EARLY["when"], "source": []}},
        {"answer": {"when": EARLY["when"], "source": ["x", 3]}},
        {"answer": {"when": EARLY["when"], "source": ["x\ny"]}},
        {"answer": {"when": EARLY["when"], "source": ["\ud800"]}},
        {"answer": {"when": EARLY["when"], "source": ["x" * (answer_source.MOST + 1)]}},
        {"answer": {**EARLY, "more": 1}},
        {"anything": True},
    ],
    ids=lambda part: ascii(part)[:60],
)
def test_what_is_no_part_of_a_record_is_left_out(part):
    assert understood({"f": {"attempted": True, **part}}) == ({"f": {"attempted": True}}, 1)


def test_what_is_no_exercise_is_left_out():
    odd = {"a b": {}, "f" * 81: {}, "": {}, "../f": {"passed": True}, "g": 3, "h": None}
    assert understood({**odd, "f": {"passed": True, "attempted": False}}) == ({"f": {"passed": True}}, 6)

"""A bug hunt in a line-up: the truth passes, a known mix-up gets its sentence, any other wrong letter the advice."""

import pytest

from course_nn.exercises import session
from course_nn.exercises.bug_hunt import bug_hunt
from course_nn.exercises.diagnosis import diagnose

TRUTH = {"A": "sign", "B": "mean", "C": "right", "D": "right", "E": "right"}
KINDS = ("sign", "mean", "factor", "order", "right", "KL left out")


@pytest.fixture
def hunt():
    return bug_hunt(
        "lineup",
        "Who is it?",
        suspect="suspect",
        truth=TRUTH,
        kinds=KINDS,
        example="factor",
        advice="Look again.",
        hints=("One.", "Two.", "Three."),
        mistakes=[("all of one kind", dict.fromkeys("ABCDE", "right"), "One kind is not enough.")],
        exchanges={"AB": "look at their means."},
    )


def told(hunt, answer):
    finding = diagnose(hunt, hunt.run(answer))
    return finding and (finding.kind, finding.sentence, finding.case)


def test_the_stub_shows_the_form_of_an_answer_and_gives_nothing_away(hunt):
    assert hunt.stub == "lineup = ...  # {'A': 'factor', 'B': ..., 'C': ..., 'D': ..., 'E': ...}"
    assert hunt.untouched is Ellipsis and not hunt.is_function
    assert [case[0] for case in hunt.cases()] == list("ABCDE") and hunt.argument_names == ("suspect",)


def test_the_truth_passes_whatever_its_spelling_and_order(hunt):
    assert told(hunt, hunt.reference) is None and hunt.reference == TRUTH
    assert told(hunt, {letter: f" {kind.upper()}\n" for letter, kind in reversed(TRUTH.items())}) is None


def test_a_kind_may_have_capitals():
    truth = TRUTH | {"C": "KL left out"}
    plain = {"suspect": "suspect", "kinds": KINDS, "example": "factor", "advice": "Look again.", "mistakes": []}
    hunt = bug_hunt("capitals", "Who?", truth=truth, hints=("One.", "Two.", "Three."), **plain)
    assert told(hunt, truth) is None and told(hunt, truth | {"C": "kl left out"}) is None
    assert told(hunt, truth | {"C": "right"}) == ("different", "Look again.", 2)


def test_a_known_mix_up_gets_its_sentence_and_any_other_the_advice(hunt):
    exchanged = "A and B exchanged", "A and B are exchanged: look at their means.", 0
    assert told(hunt, TRUTH | {"A": "mean", "B": "sign"}) == exchanged
    assert told(hunt, dict.fromkeys("ABCDE", "right")) == ("all of one kind", "One kind is not enough.", 0)
    assert told(hunt, TRUTH | {"C": "order"}) == ("different", "Look again.", 2)


def test_two_wrong_letters_are_exchanged_only_if_they_are(hunt):
    assert told(hunt, TRUTH | {"A": "factor", "B": "order"}) == ("different", "Look again.", 0)
    assert told(hunt, TRUTH | {"A": "mean", "B": "factor"}) == ("different", "Look again.", 0)


def test_a_report_does_not_tell_the_right_kind(hunt, home, monkeypatch):
    monkeypatch.setattr(session, "EXERCISES", {"lineup": hunt})
    result = session.check("lineup", TRUTH | {"B": "order"})
    assert result.details == (("input", "suspect = 'B'"),)
    assert not any(kind in repr(result) for kind in KINDS)


def test_the_example_of_the_stub_gives_nothing_away():
    with pytest.raises(ValueError, match="expected an example that gives nothing away, got the truth about A, 'sign'"):
        bug_hunt(
            "lineup",
            "Who is it?",
            suspect="suspect",
            truth=TRUTH,
            kinds=KINDS,
            example="sign",
            advice="Look again.",
            hints=("One.", "Two.", "Three."),
            mistakes=[],
        )


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (["sign"] * 5, "a dict with the letters A to E was expected, and 'A' is not in it"),
        ({"A": "sign"}, "'B' is not in it"),
        (TRUTH | {"F": "right"}, "letters A to E was expected, and 'F' is none of the suspects"),
        (TRUTH | {"a": "sign"}, "and 'a' is none of the suspects"),
        (TRUTH | {3: ...}, "and 3 is none of the suspects"),
        (TRUTH | {"D": "typo"}, "'typo' is none of the five kinds: sign, mean, factor, order, right"),
        (TRUTH | {"E": None}, "None is none of the five kinds"),
        (TRUTH | {"C": ...}, "'C' is still `...`: name one of the five kinds for each letter"),
    ],
)
def test_what_is_no_answer_is_said(hunt, answer, words):
    kind, sentence, _ = told(hunt, answer)
    assert kind == "error" and words in sentence and sentence.startswith("Your answer could not be used")

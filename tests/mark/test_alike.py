"""Answers that are alike in rare ways, and those that are never reported."""

import re

from handed_in import HEAD, STRANGE

from course_nn.exercises import EXERCISES
from course_nn.mark import alike, reading

LEARN = EXERCISES["update"]
RENAMED = (
    STRANGE.replace("banana", "total").replace("kiwi", "i").replace("melon", "sign").replace("# first", "# at first")
)
BODY = (
    "    z = w @ x + b\n    s = 2 * y - 1\n    if z * s <= {0}:\n        w = w + s * x * {0}\n        b = b + s\n"
    "    return w, b"
)
OTHERS = [HEAD + BODY.format(n) for n in range(30)]


def found(**sources):
    told = {who: (reading.alike(source, "update"), False) for who, source in sources.items()}
    return [(*group.students, group.how) for group in alike.groups(LEARN, told)]


def many():
    return {f"other{n}": source for n, source in enumerate(OTHERS)}


def test_a_copy_is_found_as_it_was_written_and_with_other_names():
    assert found(anna=STRANGE, bo=STRANGE, **many()) == [("anna", "bo", "as written")]
    assert [pair[:2] for pair in found(anna=STRANGE, bo=RENAMED, **many())] == [("anna", "bo")]
    letters = dict(w="weights", b="bias", x="example", y="label")
    everywhere = re.sub(r"\b[wbxy]\b", lambda one: letters[one[0]], RENAMED)
    assert found(anna=STRANGE, bo=everywhere, **many()) == [("anna", "bo", "but for the names")]


def test_all_copies_of_one_answer_are_one_group():
    assert found(anna=STRANGE, bo=STRANGE, cy=STRANGE, **many()) == [("anna", "bo", "cy", "as written")]
    letters = dict(w="weights", b="bias", x="example", y="label")
    everywhere = re.sub(r"\b[wbxy]\b", lambda one: letters[one[0]], RENAMED)
    with_names = found(anna=STRANGE, bo=STRANGE, cy=STRANGE, di=everywhere, **many())
    assert with_names == [("anna", "bo", "cy", "di", "but for the names")]


def test_a_few_lines_as_many_write_them_are_no_copy_even_in_a_small_class():
    short = HEAD + (
        "    sign = 2 * y - 1\n    if sign * (np.dot(x, w) + b) <= 0:\n"
        "        return w + sign * x, b + sign\n    return w, b"
    )
    steps = HEAD + BODY.format(1).replace("s *", "sign *").replace("s =", "sign =").replace("* s", "* sign")
    for few in (short, steps):
        assert len(reading.alike(few, "update")["tokens"]) < alike.LONG
        assert found(anna=few, bo=few, cy=few, di=OTHERS[3], ed=OTHERS[4], flo="x", gus="x") == []
    remark = short.replace(" <= 0:", " <= 0:  # so that is wrong, or is it")
    assert found(anna=remark, bo=remark, cy=short, di=OTHERS[3]) == [("anna", "bo", "as written")]


def test_what_many_write_is_not_rare():
    assert found(**many()) == []
    assert found(**{f"s{n}": STRANGE for n in range(10)}) == []


def test_what_the_course_itself_says_is_nobodys():
    for source in (LEARN.solution, *(one.source for one in LEARN.mistakes)):
        renamed = re.sub(r"\bs\b", "sign", source)
        assert found(anna=source, bo=source, cy=renamed, di=renamed, **many()) == []


def test_right_one_liners_are_never_reported():
    line = HEAD + (
        "    return (w + (2 * y - 1) * x, b + (2 * y - 1)) if (2 * y - 1) * (sum(p * q for p, q in zip(w, x)) + b) <= 0"
        " else (w + 0.0, b + 0.0)  # this is all of it, in one line"
    )
    told = reading.alike(line, "update")
    assert told["short"]
    everybody = {who: (told, True) for who in ("anna", "bo")}
    assert alike.groups(LEARN, everybody) == []
    assert alike.groups(LEARN, {who: (told, False) for who in ("anna", "bo")})


def test_an_answer_that_could_not_be_read_is_like_none():
    assert alike.groups(LEARN, {"anna": ({"source": "x"}, False), "bo": ({"source": "x"}, False)}) == []

"""The state of a run as one string: it goes on bit for bit, and what is no such string is refused."""

import base64
import json
import re
import struct
import zlib

import numpy as np
import pytest
from playground_runs import ALL_KINDS, SMALL, same

from course_nn.chapters.playground.run import Run
from course_nn.chapters.playground.settings import OWN, Settings
from course_nn.chapters.playground.state_string import MOST_BYTES, from_string, to_string

HEAD = "course_nn-playground-1:"


def packed(body):
    return HEAD + base64.urlsafe_b64encode(zlib.compress(body)).decode()


def opened(text):
    """(JSON, what follows it) of a string."""
    rest = text.removeprefix(HEAD)
    body = zlib.decompress(base64.urlsafe_b64decode(rest + "=" * (-len(rest) % 4)))
    stop = 4 + struct.unpack("<I", body[:4])[0]
    return json.loads(body[4:stop]), body[stop:-4]


def closed(plain, numbers):
    text = json.dumps(plain).encode()
    body = struct.pack("<I", len(text)) + text + numbers
    return packed(body + struct.pack("<I", zlib.crc32(body)))


@pytest.mark.parametrize("settings", ALL_KINDS)
@pytest.mark.parametrize("taken", [0, 1, 37])
def test_a_restored_run_goes_on_bit_for_bit(settings, taken):
    run = Run(settings)
    if taken:
        run.step(taken)
    text = to_string(run)
    assert re.fullmatch(r"course_nn-playground-1:[A-Za-z0-9_-]+", text)
    twin = from_string(text)
    same(twin, run)
    assert to_string(twin) == text
    for _ in range(4):
        run.step(25)
        twin.step(25)
        same(twin, run)


def test_it_holds_what_was_changed_on_the_way():
    run = Run(SMALL.but(optimizer="Adam"))
    run.step(11)
    run.change(hidden=((3, "tanh", 0.5),), data=OWN, own=((1, 2, 0), (3, -4, 1), (0.1, 0.2, 2)))
    run.step(5)
    run.edit(("b", 0, 0), 0.1)
    run.change(batch=2, rate=0.7, rule="x^2 – 1".replace("–", "-"))
    run.step(8)
    twin = from_string(to_string(run))
    same(twin, run)
    assert not twin.undoable
    run.step(100), twin.step(100)
    same(twin, run)


def test_without_points_and_diverged_runs_keep_their_state():
    empty = Run(Settings(data=OWN))
    same_but_nan(from_string(to_string(empty)), empty)
    run = Run(SMALL.but(problem="regression", rate=100.0, hidden=((4, "linear"),)))
    run.step(500)
    assert from_string(to_string(run)).diverged == run.diverged != ""


def same_but_nan(one, other):
    assert one.settings == other.settings
    np.testing.assert_array_equal(one.losses(), other.losses())


def test_a_long_run_stays_short():
    run = Run(SMALL)
    for _ in range(600):
        run.step()
    assert len(to_string(run)) < 15_000


def test_spaces_and_line_ends_of_a_mail_do_no_harm():
    text = to_string(Run(SMALL))
    same(from_string("\n " + "\r\n".join(text[i : i + 70] for i in range(0, len(text), 70)) + "\n"), Run(SMALL))


TEXT = to_string(Run(Settings(points=20, hidden=((2, "tanh", 0.1),))))


@pytest.mark.parametrize("stop", [*range(0, len(TEXT) - 1, 97), len(TEXT) - 1])
def test_a_text_that_is_cut_is_refused(stop):
    refuse(TEXT[:stop])


@pytest.mark.parametrize("place", range(0, len(TEXT), 41))
def test_a_changed_letter_is_refused_or_means_the_same(place):
    other = "B" if TEXT[place] != "B" else "C"
    text = TEXT[:place] + other + TEXT[place + 1 :]
    refuse(text)


def refuse(text, part="state: "):
    with pytest.raises(ValueError, match=part) as caught:
        from_string(text)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (None, "expected a text, got None"),
        (b"course_nn", "expected a text"),
        ("", "begins with course_nn-playground-1:"),
        ("https://example.org", "begins with"),
        (TEXT.replace("-1:", "-2:"), "expected version 1, got '2'"),
        (HEAD, "cut or damaged"),
        (HEAD + "ä", "cut or damaged"),
        (HEAD + "AAAA", "cut or damaged"),
        (packed(b""), "cut or damaged"),
        (packed(b"x" * 100), "cut or damaged"),
        (TEXT + "AAAA", "cut or damaged"),
        (HEAD + "A" * 8_000_001, "at most 8,000,000 letters"),
    ],
)
def test_what_is_no_state_is_refused(text, part):
    refuse(text, part)


def test_a_small_text_that_unpacks_to_much_is_refused():
    bomb = packed(bytes(4 * MOST_BYTES))
    assert len(bomb) < 200_000
    refuse(bomb, "at most 16,000,000 bytes")


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.pop("settings"),
        lambda p: p["settings"].update(rate=-1),
        lambda p: p["settings"].update(speed=1),
        lambda p: p["settings"].update(hidden=[[64]] * 16),
        lambda p: p["settings"].update(original=True),
        lambda p: p["settings"].update(points=4000, data=OWN),
        lambda p: p.update(steps=-1),
        lambda p: p.update(steps=10**300),
        lambda p: p.update(updates=1),
        lambda p: p.update(slots=["M"]),
        lambda p: p.update(slots=[]),
        lambda p: p.update(points=10**9),
        lambda p: p.update(gap=-1),
        lambda p: p.update(dropout=[]),
        lambda p: p.update(dropout=[{"bit_generator": "MT19937"}]),
        lambda p: p.update(feed=None),
        lambda p: p["feed"].update(position=1000),
        lambda p: p["feed"].update(passes=-1),
        lambda p: p["feed"].update(generator={}),
        lambda p: p["feed"]["generator"]["state"].update(state=-1),
        lambda p: p.update(epochs_before="many"),
    ],
)
def test_a_state_that_contradicts_itself_is_refused(change):
    run = Run(SMALL.but(hidden=((2, "tanh", 0.1),), optimizer="Adam"))
    run.step(3)
    plain, numbers = opened(to_string(run))
    same(from_string(closed(plain, numbers)), run)
    change(plain)
    refuse(closed(plain, numbers), "holds no state")


def test_too_few_numbers_are_refused():
    plain, numbers = opened(to_string(Run(SMALL)))
    refuse(closed(plain, numbers[:-8]), "numbers")
    refuse(closed(plain, numbers[:-3]), "holds no state")
    refuse(closed([], b""), "holds no state")

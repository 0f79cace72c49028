"""The IDX format: as it is defined, and hostile, spoiled and altered files."""

import gzip
import tracemalloc

import numpy as np
import pytest
from example_images import idx
from helpers import check_sentence, refused
from hypothesis import given
from hypothesis import strategies as st

from course_nn.data.idx import parse_idx

GOOD = idx(np.arange(24, dtype=np.uint8).reshape(4, 3, 2))


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
def test_idx_as_it_is_defined(pack):
    array = parse_idx(pack(GOOD))
    assert array.dtype == np.uint8 and array.tolist() == np.arange(24).reshape(4, 3, 2).tolist()


HOSTILE = {
    "nothing": (b"", "IDX file .* got nothing"),
    "a page": (b"<html>", "IDX file"),
    "other numbers": (b"\0\0\x0d\1" + bytes(8), r"got \[0, 0, 13, 1\]"),
    "no sides": (b"\0\0\x08\0" + bytes(8), "1 to 4"),
    "many sides": (b"\0\0\x08\xff" + bytes(2000), "1 to 4"),
    "a cut header": (GOOD[:9], "ends within it"),
    "a cut body": (GOOD[:-1], "expected 24 bytes .* got 23"),
    "a longer body": (GOOD + b"x", "got more"),
    "no numbers": (b"\0\0\x08\1" + bytes(4), "expected 1 to"),
    "a huge promise": (b"\0\0\x08\3" + b"\xff" * 12, "expected 1 to .* numbers"),
    "a promise that overflows": (b"\0\0\x08\4" + b"\0\1\0\0" * 4, "expected 1 to .* numbers"),
}


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_headers(case, pack):
    content, words = HOSTILE[case]
    with refused(words):
        parse_idx(pack(content), "file")


@pytest.mark.parametrize(
    "spoil, words",
    [
        (lambda packed: packed[:-4], "cut off"),
        (lambda packed: packed[:12], "expected an IDX file|cut off|ends within"),
        (lambda packed: packed + b"more", "goes on after its end"),
        (lambda packed: packed[:-8] + bytes(8), "damaged"),
        (lambda packed: packed[:10] + b"\xff" * 30, "damaged"),
        (lambda packed: packed[:2] + b"\7" + packed[3:], "damaged"),
    ],
)
def test_spoiled_archives(spoil, words):
    with refused(words):
        parse_idx(spoil(gzip.compress(GOOD)), "file")


def test_a_bomb_is_unpacked_no_further_than_it_says():
    bomb = gzip.compress(idx(np.zeros((1, 28, 28), np.uint8)) + bytes(50_000_000))
    assert len(bomb) < 250_000
    tracemalloc.start()
    with refused("got more"):
        parse_idx(bomb, "file")
    assert tracemalloc.get_traced_memory()[1] < 2e6
    tracemalloc.stop()
    with refused("expected 1 to"):
        parse_idx(gzip.compress(b"\0\0\x08\3" + b"\0\1\0\0" * 3 + bytes(10_000_000)), "file")


@pytest.mark.long
def test_a_small_file_does_not_become_large():
    """16 kB of gzip that hold one black image of 4096 x 4096; and what is packed as tight as drawings are, is read."""
    packed = gzip.compress(idx(np.zeros((1, 4096, 4096), np.uint8)))
    assert len(packed) < 20_000
    tracemalloc.start()
    with refused(r"expected 1 to 2,\d+,\d+ numbers, but the header says \(1, 4096, 4096\)"):
        parse_idx(packed, "file")
    assert tracemalloc.get_traced_memory()[1] < 1e6
    tracemalloc.stop()
    assert parse_idx(gzip.compress(idx(np.zeros((1200, 28, 28), np.uint8)))).shape == (1200, 28, 28)
    drawn = np.zeros((4000, 28, 28), np.uint8)
    drawn[:, 3:25, 14] = np.random.default_rng(0).integers(1, 255, (4000, 22))  # a stroke
    assert parse_idx(gzip.compress(idx(drawn))).sum() == drawn.sum(dtype=int)


@pytest.mark.long
@given(at=st.integers(0, len(GOOD) - 1), value=st.integers(0, 255), packed=st.booleans())
def test_any_changed_byte_gives_an_array_or_a_sentence(at, value, packed):
    content = bytearray(gzip.compress(GOOD) if packed else GOOD)
    content[at] = value
    try:
        array = parse_idx(bytes(content), "file")
    except ValueError as error:
        check_sentence(error)
        return
    assert array.dtype == np.uint8 and array.size == 24

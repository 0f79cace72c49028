"""Arrays in safetensors files: written and read in NumPy alone, and everything that is no such file refused."""

import json
import re
import struct
import tracemalloc

import numpy as np
import pytest
from helpers import check_sentence, orders, refused
from hypothesis import given, settings
from hypothesis import strategies as st

from course_nn import BatchNorm, Dense, Sequential
from course_nn.safetensors import LONGEST_HEADER, TYPES, read_safetensors, save_safetensors

REAL = [dtype for name, dtype in TYPES.items() if name != "BF16"]


def made(header, rest=b"", length=None):
    """The bytes of a file with this header, JSON or bytes."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + rest


def entry(dtype="F32", shape=(2,), offsets=(0, 8)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


def told_of(path, content):
    """The reason for which these bytes are refused."""
    path.write_bytes(content)
    with pytest.raises(ValueError, match="is not a whole safetensors file: ") as info:
        read_safetensors(path)
    message = str(info.value)
    assert "\n" not in message
    assert len(message) < 420 + len(str(path))
    return message.split("safetensors file: ")[1]


@pytest.mark.parametrize("dtype", REAL)
def test_arrays_of_every_type_and_shape_come_back(tmp_path, dtype):
    rng = np.random.default_rng(0)
    arrays = {
        f"a.{k} ü": rng.integers(0, 2, shape).astype(dtype)
        for k, shape in enumerate([(), (3,), (0,), (2, 0, 3), (2, 3)])
    }
    back = read_safetensors(save_safetensors(arrays, tmp_path / "a.safetensors", {"made by": "händ"}))
    assert list(back) == list(arrays)
    assert back.metadata == {"made by": "händ"}
    for name, array in arrays.items():
        np.testing.assert_array_equal(back[name], array, strict=True)
        assert back[name].flags.writeable or not array.size


def test_the_numbers_stay_at_their_places_in_every_memory_order(tmp_path):
    array = np.random.default_rng(0).normal(size=(3, 4))
    for name, other in orders(array):
        back = read_safetensors(save_safetensors({"a": other}, tmp_path / "a"))["a"]
        np.testing.assert_array_equal(back, other, err_msg=name)


def test_a_network_gives_its_parameters_and_buffers(tmp_path):
    network = Sequential(Dense(2, 3, np.random.default_rng(0)), BatchNorm(3))
    back = read_safetensors(save_safetensors(network, tmp_path / "network"))
    assert list(back) == ["0.W", "0.b", "1.gamma", "1.beta", "1.running_mean", "1.running_variance"]
    np.testing.assert_array_equal(back["0.W"], network[0].W.value, strict=True)
    assert back.metadata == {}


def test_the_file_is_what_the_format_says(tmp_path):
    arrays = {"half": np.array([1, 2], np.float16), "W": np.array([[1.0, 2], [3, 4]]), "on": np.array(True)}
    content = save_safetensors(arrays, tmp_path / "a", {"k": "v"}).read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    assert length % 8 == 0
    header = json.loads(content[8 : 8 + length])
    assert header == {
        "__metadata__": {"k": "v"},
        "half": {"dtype": "F16", "shape": [2], "data_offsets": [32, 36]},
        "W": {"dtype": "F64", "shape": [2, 2], "data_offsets": [0, 32]},
        "on": {"dtype": "BOOL", "shape": [], "data_offsets": [36, 37]},
    }
    assert (
        content[8 + length :] == np.array([1.0, 2, 3, 4], "<f8").tobytes() + np.array([1, 2], "<f2").tobytes() + b"\1"
    )
    assert save_safetensors(arrays, tmp_path / "b", {"k": "v"}).read_bytes() == content


def test_bfloat16_is_read_as_float32(tmp_path):
    numbers = np.array([1.0, -2.5, 3e38, 0.0, np.inf], np.float32)
    upper = (numbers.view(np.uint32) >> 16).astype("<u2")
    (tmp_path / "a").write_bytes(made({"a": entry("BF16", (5,), (0, 10))}, upper.tobytes()))
    array = read_safetensors(tmp_path / "a")["a"]
    assert array.dtype == np.float32
    np.testing.assert_allclose(array, numbers, rtol=2**-7)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "has 0 bytes"),
        (b"1234567", "has 7 bytes"),
        (made({}, length=2**64 - 1), "18,446,744,073,709,551,615 bytes long, and 100,000,000 are allowed"),
        (made({}, length=LONGEST_HEADER + 1), "100,000,001 bytes long"),
        (made({}, length=3), "3 bytes long, and 2 follow"),
        (made(b""), "no JSON object"),
        (made(b"[]"), "no JSON object"),
        (made(b" {}"), "no JSON object"),
        (made(b"{"), "no JSON"),
        (made(b"{}x"), "no JSON"),
        (made(b'{"a":' + b"[" * 100_000), "no JSON"),
        (made(b'{"\xff": 1}'), "no text in UTF-8"),
        (made(b'{"\\ud800": 1}'), "half of a letter"),
        (made(b'{"a": 1, "a": 2}'), "the name 'a' stands in its header twice"),
        (made(b'{"a": {"dtype": "F32", "shape": [], "dtype": "F64"}}'), "'dtype' stands in its header twice"),
        (made({"__metadata__": {"a": 1}}), "metadata are no texts"),
        (made({"__metadata__": ["a"]}), "metadata are no texts"),
        (made({"a": 3}), "tell dtype, shape and data_offsets of 'a'"),
        (made({"a": {"dtype": "F32", "shape": [2]}}, bytes(8)), "tell dtype, shape and data_offsets of 'a'"),
        (made({"a": entry() | {"more": 1}}, bytes(8)), "and nothing else"),
        (made({"a": entry("F8_E4M3", (8,))}, bytes(8)), "'a' is of type 'F8_E4M3', which can't be read here"),
        (made({"a": entry(3)}, bytes(8)), "of type 3"),
        (made({"a": entry(shape=(2.0,))}, bytes(8)), "the shape of 'a'"),
        (made({"a": entry(shape=(True, 2))}, bytes(8)), "the shape of 'a'"),
        (made({"a": entry(shape=(-2, -1))}, bytes(8)), "the shape of 'a'"),
        (made({"a": entry(shape=(2**62, 2**62))}, bytes(8)), "the shape of 'a'"),
        (made({"a": entry(shape=(0, 2**40, 2**40), offsets=(0, 0))}), "the shape of 'a'"),
        (made({"a": entry(shape=(1,) * 33, offsets=(0, 4))}, bytes(4)), "the shape of 'a'"),
        (made({"a": entry(shape=(2**40,))}, bytes(8)), r"takes 4398046511104 bytes, and 8 are there"),
        (made({"a": entry(offsets=(-8, 0))}, bytes(8)), "offsets of 'a' are no pair"),
        (made({"a": entry(offsets=(0, 8, 8))}, bytes(8)), "offsets of 'a' are no pair"),
        (made({"a": entry(offsets=(8, 0))}, bytes(8)), "takes 8 bytes, and -8 are there"),
        (made({"a": entry(offsets=(2**62, 2**62 + 8))}, bytes(8)), "'a' comes after a hole"),
        (made({"a": entry(), "b": entry()}, bytes(8)), "'b' overlaps with the one before it"),
        (made({"a": entry(), "b": entry(offsets=(4, 12))}, bytes(12)), "'b' overlaps"),
        (made({"a": entry(), "b": entry(offsets=(12, 20))}, bytes(20)), "'b' comes after a hole: it begins at byte 12"),
        (made({"a": entry()}, bytes(7)), "its arrays take 8 bytes, and 7 follow"),
        (made({"a": entry()}, bytes(9)), "its arrays take 8 bytes, and 9 follow"),
        (made({"a": entry("BOOL", (1,), (0, 1))}, b"\2"), "other booleans than 0 and 1"),
    ],
)
def test_what_is_no_whole_file_is_refused_with_the_reason(tmp_path, content, reason):
    assert re.search(reason, told_of(tmp_path / "a", content))


def test_a_name_of_many_letters_does_not_fill_the_page(tmp_path):
    assert "…" in told_of(tmp_path / "a", made({"a" * 10_000: 1}))


def test_what_cannot_be_written_is_refused_and_the_old_file_stays(tmp_path):
    path = save_safetensors({"a": np.ones(3)}, tmp_path / "a")
    before = path.read_bytes()
    masked = np.ma.masked_array([1.0, 2.0], [True, False])
    for arrays, reason in (
        ([1, 2], "expected arrays by name, or a network, got list"),
        ({3: np.ones(2)}, "expected a text as the name"),
        ({"__metadata__": np.ones(2)}, "expected a text as the name"),
        ({"\ud800": np.ones(2)}, "expected a text as the name"),
        ({"a": np.ones(2, complex)}, "a: expected real numbers"),
        ({"a": np.array(["x"])}, "a: expected real numbers"),
        ({"a": None}, "a: expected real numbers"),
        ({"a": [[1], [1, 2]]}, "a: expected a regular array of numbers, got list with rows of unequal length"),
        ({"a": masked}, "masked"),
    ):
        with refused(reason):
            save_safetensors(arrays, path)
    for metadata in (["a"], {"a": 1}, {1: "a"}, {"a": "\ud800"}):
        with refused("metadata: expected texts by name"):
            save_safetensors({"a": np.ones(2)}, path, metadata)
    with refused("expected the name of a file in a folder that exists"):
        save_safetensors({}, tmp_path / "none" / "a")
    assert path.read_bytes() == before


def test_a_path_without_a_file_is_told(tmp_path):
    with refused("there is none at", kinds=FileNotFoundError):
        read_safetensors(tmp_path / "none")
    with pytest.raises(OSError, match=r"expected a file that can be read, but .*: it is a folder$") as info:
        read_safetensors(tmp_path)
    check_sentence(info.value)
    with refused("expected a file name"):
        read_safetensors(3)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A whole file, and a place for spoiled ones."""
    arrays = {"W": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.ones(3, bool)}
    path = save_safetensors(arrays, tmp_path_factory.mktemp("spoiled") / "a", {"k": "v"})
    return path.read_bytes(), path


@pytest.mark.long
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_spoiled_file_is_read_or_refused_and_takes_no_more_memory_than_it_has(whole, data):
    content, path = whole
    spoiled = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(spoiled) - 1))
        new = data.draw(st.one_of(st.binary(min_size=1, max_size=3), st.sampled_from([b"9", b"-", b"[", b'"', b"1e9"])))
        spoiled[place : place + data.draw(st.integers(0, 3))] = new
    spoiled = spoiled[: data.draw(st.integers(0, len(spoiled)))] if data.draw(st.booleans()) else spoiled
    path.write_bytes(spoiled)
    tracemalloc.start()
    try:
        arrays = read_safetensors(path)
        assert sum(array.nbytes for array in arrays.values()) <= 2 * len(spoiled)  # BF16 takes twice its place
    except ValueError as error:
        assert "is not a whole safetensors file: " in str(error)
    finally:
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 200_000


@pytest.mark.long
@settings(max_examples=300, deadline=None)
@given(
    header=st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(["a", "dtype", "shape", "data_offsets", "__metadata__"]), inner, max_size=4
            ),
            st.fixed_dictionaries(
                {"dtype": st.sampled_from(list(TYPES)), "shape": st.lists(st.integers(0, 3)), "data_offsets": inner}
            ),
        ),
        max_leaves=12,
    ),
    rest=st.binary(max_size=16),
)
def test_any_json_is_read_or_refused(whole, header, rest):
    path = whole[1]
    path.write_bytes(made(header, rest))
    try:
        read_safetensors(path)
    except ValueError as error:
        assert "is not a whole safetensors file: " in str(error)

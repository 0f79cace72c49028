"""The file itself: written whole or not at all, read whole or refused, however it was damaged."""

import io
import os
import pickle
import threading
import warnings
import zipfile

import numpy as np
import pytest
from example_checkpoint import Everything, header, net, noisy, unchanged, write_full
from helpers import check_sentence, refused
from hypothesis import given, settings
from hypothesis import strategies as st

from course_nn import archive, load, save


@pytest.fixture
def saved(tmp_path):
    return save(net(), tmp_path / "net.npz")


def test_an_interrupted_save_leaves_the_old_file(tmp_path, saved, monkeypatch):
    before = saved.read_bytes()
    for error in (KeyboardInterrupt, OSError):

        def broken(file, array, error=error, **options):
            file.write(b"half")
            raise error

        monkeypatch.setattr(np.lib.format, "write_array", broken)
        with pytest.raises(error):
            save(net(5), saved)
        assert saved.read_bytes() == before and os.listdir(tmp_path) == ["net.npz"]


def test_saves_and_loads_of_several_threads_do_not_spoil_each_other(tmp_path):
    """Two that wrote one temporary file, named by the process, spoiled each other's by the hundred."""
    path, wrong = tmp_path / "net.npz", []
    networks = [net(seed) for seed in range(4)]
    goals = {network.theta.tobytes() for network in networks}
    save(networks[0], path)

    def work(network):
        mine = net(9)
        try:
            for _ in range(25):
                save(network, path)
                if load(mine, path).theta.tobytes() not in goals:
                    wrong.append("a mixture")
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(network,)) for network in networks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong and os.listdir(tmp_path) == ["net.npz"]


def test_a_full_disk_is_said_in_a_sentence(saved, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    before = saved.read_bytes()
    monkeypatch.setattr(np.lib.format, "write_array", full)
    with pytest.raises(OSError, match=r"^save: expected a place that can be written, .*No space left") as told:
        save(net(5), saved)
    check_sentence(told.value)
    assert saved.read_bytes() == before


def test_the_same_content_gives_the_same_bytes(tmp_path):
    first, second = (save(noisy(), tmp_path / name, rng=np.random.default_rng(2)).read_bytes() for name in "ab")
    assert first == second


class Bomb:
    """Unpickled, it would make a folder."""

    def __init__(self, place):
        self.place = place

    def __reduce__(self):
        return os.mkdir, (self.place,)


def test_pickles_are_not_opened(tmp_path):
    place, path = str(tmp_path / "exploded"), tmp_path / "evil.npz"
    path.write_bytes(pickle.dumps(Bomb(place)))
    unchanged(net(), path)
    evil = np.empty(1, object)
    evil[0] = Bomb(place)
    with open(path, "wb") as file:
        np.savez(file, **{name: evil for name in net().parameters()})
    assert not os.path.exists(place) or os.rmdir(place) is None
    unchanged(net(), path)
    assert not os.path.exists(place)


@pytest.mark.parametrize(
    ("shape", "dtype", "body"),
    [
        ((10**15,), "<f4", b""),  # claims a petabyte
        ((3, 4), "<f4", b"\0" * 40),  # eight bytes short
        ((3, 4), "<c8", b"\0" * 96),
        ((3, 4), "<U1", b"\0" * 48),
        ((3, 4), "<f4", np.full(12, np.nan, np.float32).tobytes()),
        ((12,), "<f4", b"\0" * 48),
        ((3, 4), "|O", b"\0" * 96),
    ],
)
def test_arrays_that_lie_are_refused(tmp_path, shape, dtype, body):
    with zipfile.ZipFile(tmp_path / "lie.npz", "w") as archive:
        for name, p in net().parameters().items():
            honest = header(p.value.shape) + p.value.tobytes()
            archive.writestr(f"{name}.npy", header(shape, dtype) + body if name == "0.W" else honest)
    unchanged(net(), tmp_path / "lie.npz")


@pytest.mark.parametrize(
    ("kind", "words"), [(zipfile.ZIP_DEFLATED, "parts are packed"), (zipfile.ZIP_STORED, "more bytes")]
)
def test_a_zip_bomb_is_not_unpacked(tmp_path, kind, words):
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", kind) as archive:
        for name in net().parameters():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as part:
                part.write(header((5_000_000,), "|u1"))
                part.write(bytes(5_000_000))
    with refused(words):
        load(net(), path)


@pytest.fixture
def full(tmp_path):
    return write_full(tmp_path / "full.npz")


@pytest.mark.long
def test_single_bits_flipped(full):
    """COURSE_NN_FLIPS=10000 for more: each file is refused with its reason, or holds what was saved in every bit."""
    whole = full.read_bytes()
    intact = Everything()
    intact.load(full)
    goal = intact.content()
    rng = np.random.default_rng(0)
    flips = rng.choice(8 * len(whole), size=int(os.environ.get("COURSE_NN_FLIPS", 1500)), replace=False)
    taken = 0
    one = Everything()
    for place in flips.tolist():
        data = bytearray(whole)
        data[place // 8] ^= 1 << place % 8
        full.write_bytes(data)
        try:
            one.load(full)
        except ValueError as error:
            assert str(error).startswith("load: ") and "\n" not in str(error)
            assert one.content() == one.before, place
        else:
            assert one.content() == goal, place
            taken += 1
            one = Everything()
    assert taken < len(flips) / 5  # times of day and the like, which the reader does not need


def test_a_file_cut_anywhere(full):
    whole, one = full.read_bytes(), Everything()
    for length in [*range(0, len(whole), 97), len(whole) - 1]:
        full.write_bytes(whole[:length])
        one.refuses(full, "end is missing")
    full.write_bytes(whole + b"more")
    one.refuses(full)
    full.write_bytes(b"x" * 10**5 + whole)
    one.refuses(full, "more bytes than its parts")


def test_an_archive_edited_by_hand(full):
    """Its checksums are those of the format, but not the digests."""
    with zipfile.ZipFile(full) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    one = Everything()
    for name, old, new, words in (
        ("course_nn.json", b'"steps": 16', b'"steps": 17', "notes were altered"),
        ("1.b.npy", parts["1.b.npy"][-4:], b"\0\0\0\1", "1.b was altered"),
        ("optimizer/M.npy", parts["optimizer/M.npy"][-4:], b"\0\0\0\1", "optimizer/M was altered"),
    ):
        assert old in parts[name]
        with zipfile.ZipFile(full, "w") as archive:
            for each, content in parts.items():
                archive.writestr(each, content.replace(old, new) if each == name else content)
        one.refuses(full, words)
    with zipfile.ZipFile(full, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for each, content in [*parts.items(), ("1.b.npy", parts["1.b.npy"])]:
            archive.writestr(each, content)
    one.refuses(full, "holds a name twice")
    with zipfile.ZipFile(full, "w") as archive:
        for each, content in parts.items():
            if each != "optimizer/M.npy":
                archive.writestr(each, content)
    one.refuses(full, "parts were added or taken away")


@pytest.mark.parametrize("other", [np.int32, (2, 9), (18,), ">f4"])
def test_the_digest_is_of_type_and_shape_too(tmp_path, other):
    """The same bytes under another header are another array; no digest of the bytes alone would tell."""
    path, array = tmp_path / "a.npz", np.ones((3, 6), np.float32)
    archive.write(path, {"W": array}, {})
    twin = array.view(other) if not isinstance(other, tuple) else array.reshape(other)
    body = header(twin.shape, twin.dtype.str) + array.tobytes()
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    zipped(path, **(parts | {"W.npy": body}))
    with archive.Reader(path, 1) as file, refused("W was altered"):
        file.array("W")
    assert archive._digest(array) != archive._digest(twin) and archive._digest(array) == archive._digest(array.copy())


def zipped(path, **members):
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a name that comes twice
        for name, content in members.items():
            archive.writestr(name.replace("_json", ".json"), content)


def hostile_files(path):
    """(what it is) after each was written to ``path``."""
    path.write_bytes(b"")
    yield "empty"
    path.write_bytes(os.urandom(3 * 10**6))
    yield "noise"
    path.write_bytes(b"\x89PNG" + bytes(10**5))
    yield "a picture"
    zipped(path, a="text")
    yield "another archive"
    zipped(path, **{f"{name}.npy": b"" for name in ("0.W", "0.b", "2.W")}, **{"2.b": b""})
    yield "a member of another kind"
    zipped(path, **{f"{i}": "" for i in range(20_000)})
    yield "an archive of very many parts"
    zipped(path, course_nn_json="[" * 900_000)
    yield "deep notes"
    zipped(path, course_nn_json="[" * 2_000_000)
    yield "long notes"
    zipped(path, course_nn_json='{"content": ' + "1" * 900_000 + "}")
    yield "a number of many digits"
    zipped(path, course_nn_json="\xff")
    yield "notes that are no text"
    zipped(path, course_nn_json="3")
    yield "notes of another form"
    names = ["0.W", "0.b", "2.W", "2.b"]
    zipped(path, **{f"{name}.npy": b"\x93NUMPY\x01\x00\xff\xff" + b"(" * 65535 for name in names})
    yield "a header full of brackets"
    zipped(path, **{f"{name}.npy": header((2**62, 2**62)) for name in names})
    yield "a shape beyond all memory"
    zipped(path, **{f"{name}.npy": header((-3, -4)) + bytes(48) for name in names})
    yield "a negative shape"
    zipped(path, **{f"{name}.npy": b"\x93NUMPY\x09\x00" + bytes(99) for name in names})
    yield "a version that is not there"
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(2):
            archive.writestr("0.W.npy", b"")
    yield "a name twice"


@pytest.mark.long
def test_hostile_files_are_refused_at_once(tmp_path):
    """Within 100 ms of this process's time, and with hardly any memory."""
    import time
    import tracemalloc

    path, slowest, names = tmp_path / "hostile.npz", {}, 0
    everything = Everything(net())
    for what in hostile_files(path):
        begun = time.process_time()
        with refused() as caught:
            load(everything.network, path)
        slowest[what] = time.process_time() - begun
        assert str(caught.value).startswith("load: ") and everything.content() == everything.before
        names += 1
    assert names == 16 and max(slowest.values()) < 0.1, slowest
    tracemalloc.start()
    try:
        for _ in hostile_files(path):
            tracemalloc.reset_peak()
            base = tracemalloc.get_traced_memory()[0]
            with refused():
                load(everything.network, path)
            assert tracemalloc.get_traced_memory()[1] - base < 20e6
    finally:
        tracemalloc.stop()


WHOLE = io.BytesIO()


np.savez(WHOLE, **{name: p.value for name, p in net().parameters().items()})


@settings(max_examples=150)
@given(st.integers(0, len(WHOLE.getvalue()) - 1), st.integers(1, 255), st.booleans())
def test_a_damaged_file_is_refused_or_reads_the_same(tmp_path_factory, place, change, cut):
    """Any byte changed, or the end cut off: never a crash, never other numbers."""
    path = tmp_path_factory.getbasetemp() / "damaged.npz"
    data = bytearray(WHOLE.getvalue())
    data[place] ^= change
    path.write_bytes(data[:place] if cut else data)
    network = net(1)
    before = network.theta.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            load(network, path)
        except ValueError as error:
            assert "\n" not in str(error) and str(error).startswith("load: ")
            np.testing.assert_array_equal(network.theta, before)
        else:
            np.testing.assert_array_equal(network.theta, net().theta)


# --- the reader by itself


def test_what_is_written_is_read(tmp_path):
    path = tmp_path / "a.npz"
    arrays = {"W": np.arange(6.0).reshape(2, 3), "one/b": np.float32([1, np.nan]), "none": np.zeros(0, np.int64)}
    archive.write(path, arrays, {"words": "θ", "numbers": [1, 2.5, None]})
    with archive.Reader(path, 3) as file:
        assert file.names == list(arrays) and file.size("W") == 128 + 48
        assert {name: file.notes[name] for name in ("words", "numbers")} == {"words": "θ", "numbers": [1, 2.5, None]}
        for name, array in arrays.items():
            found = file.array(name)
            assert found.dtype == array.dtype and found.shape == array.shape
            np.testing.assert_array_equal(found, array)
    with np.load(path) as plain:
        np.testing.assert_array_equal(plain["W"], arrays["W"])


def test_a_part_that_is_not_there_and_notes_that_cannot_be(tmp_path):
    path = tmp_path / "a.npz"
    archive.write(path, {"W": np.ones(2)}, {})
    with archive.Reader(path, 1) as file, refused(r"a.npz is not a whole file saved by save\(\) \(V is damaged"):
        file.array("V")
    before = path.read_bytes()
    for notes in ({"a": np.ones(1)}, {"a": {1, 2}}):
        with refused("save: expected notes of numbers and words, got dict"):
            archive.write(path, {}, notes)
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["a.npz"]


def test_a_directory_much_longer_than_expected_is_not_read(tmp_path):
    path = tmp_path / "many.npz"
    archive.write(path, {f"{k}" * 40: np.ones(1) for k in range(1500)}, {})
    with refused("its directory is far too long"):
        archive.Reader(path, 1)
    with archive.Reader(path, 1500) as file:
        assert len(file.names) == 1500

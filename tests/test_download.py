"""Downloads: from a server that misbehaves in every way, no bad file is accepted and none is left behind."""

import _thread
import contextlib
import gzip
import hashlib
import json
import os
import stat
import subprocess
import sys
import tempfile
import threading
import tracemalloc

import misbehaving_server as ways
import numpy as np
import pytest
from helpers import check_sentence, refused
from hypothesis import given
from hypothesis import strategies as st

from course_nn import data
from course_nn.data import download, images
from course_nn.data.idx import parse_idx

NAMES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)


def idx(array):
    """An array in the IDX format, written by its definition."""
    return bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes() + array.tobytes()


def small_set(seed=0):
    """A tiny set in MNIST's files: arrays and packed contents."""
    rng = np.random.default_rng(seed)
    arrays = []
    for n in (30, 20):
        arrays += [
            rng.integers(0, 256, (n, 28, 28), dtype=np.uint8),
            rng.integers(0, 10, n, dtype=np.uint8),
        ]
    return arrays, [gzip.compress(idx(array), mtime=0) for array in arrays]


def published(contents):
    return tuple(
        download.Published(name, len(content), hashlib.md5(content).hexdigest())
        for name, content in zip(NAMES, contents, strict=True)
    )


@pytest.fixture
def server(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with ways.running() as server:
        yield server


@pytest.fixture
def shop(server, monkeypatch, tmp_path):
    """The server has a small set under the name of MNIST at two mirrors; the cache is a new folder."""
    arrays, contents = small_set()
    server.files = dict(zip(NAMES, contents, strict=True))
    server.arrays, server.folder = arrays, tmp_path / "cache"
    small = images.SETS["mnist"] | {
        "files": published(contents),
        "shapes": tuple(array.shape for array in arrays),
        "mirrors": (f"{server.address}/one/", f"{server.address}/two/"),
    }
    monkeypatch.setitem(images.SETS, "mnist", small)
    monkeypatch.setenv("COURSE_NN_DATA", str(server.folder))
    monkeypatch.setattr(download, "CONNECT", 0.4)
    monkeypatch.setattr(download, "GRACE", 0.6)
    monkeypatch.setattr(download, "SPEED", 1e9)
    return server


def left_behind(server):
    return [path for path in server.folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("given", ["no", "/my/folder", 1, None])
def test_only_true_starts_a_download(shop, given, monkeypatch):
    monkeypatch.setitem(images.SETS, "fashion-mnist", images.SETS["mnist"])  # whatever happens, ask this server
    for fetched in (data.mnist, data.fashion_mnist):
        with refused("download: expected True or False, got"):
            fetched(given)
        with refused("progress: expected True or False, got"):
            fetched(download=True, progress=given)
    assert not shop.asked


def test_downloaded_once_you_ask_for_it_and_then_kept(shop):
    with pytest.raises(FileNotFoundError, match=r"data.mnist\(download=True\) fetches them") as caught:
        data.mnist()
    check_sentence(caught.value)
    assert not shop.asked and not data.downloaded("mnist")
    train, test = data.mnist(download=True)
    assert len(shop.asked) == 4 and data.downloaded("mnist")
    (X, y), (X_test, _) = data.mnist()
    assert len(shop.asked) == 4, "the second time it comes from the folder"
    pixels, labels = shop.arrays[:2]
    assert X.dtype == np.float32 and y.dtype == np.int64 and X.shape == (30, 784)
    np.testing.assert_array_equal(np.rint(X * 255).reshape(pixels.shape), pixels)
    np.testing.assert_array_equal(y, labels)
    assert X_test.shape == (20, 784) and X.min() == 0 and X.max() == 1
    assert train.image_shape == (28, 28) and train.target_names[7] == "7" and test.name == "mnist test"
    assert len(train.feature_names) == 784
    assert sorted(path.name for path in left_behind(shop)) == sorted(NAMES)
    if os.name == "posix":
        mask = os.umask(0o022)
        os.umask(mask)
        modes = {stat.S_IMODE(path.stat().st_mode) for path in left_behind(shop)}
        assert modes == {0o666 & ~mask}, "as readable as any file that is written there"


BAD = {
    ways.page: r"a page \(text/html\) in place of the file",
    ways.page_of_the_right_size: "not the published ones",
    ways.empty: "0 bytes in place of",
    ways.truncated: "bytes in place of",
    ways.cut_midway: "bytes in place of|IncompleteRead",
    ways.reset_midway: "reset",
    ways.longer: "more than the .* bytes that were published",
    ways.altered: "not the published ones",
    ways.other_of_the_right_size: "not the published ones",
    ways.endless: "more than the .* bytes that were published",
    ways.endless_chunks: "more than the .* bytes that were published",
    ways.broken_chunks: "an answer that is not HTTP",
    ways.drip: "too slow",
    ways.silent: "no answer in time",
    ways.no_http: "an answer that is not HTTP",
    ways.not_found: "error 404",
    ways.endless_error: "error 500",
    ways.to_itself: "error 302",
    ways.round_and_round: "more than 5 redirections",
    ways.to_a_file: "a redirection to file, which is not followed",
    ways.packed_again: "bytes in place of|more than",
}


@pytest.mark.parametrize("way", BAD, ids=lambda way: way.__name__)
def test_what_goes_wrong_is_said_and_nothing_is_left(shop, way):
    shop.ways = {"/": way}
    with pytest.raises(ConnectionError, match=BAD[way]) as caught:
        data.mnist(download=True)
    message = str(caught.value)
    assert message.count("127.0.0.1: ") == 2, "both mirrors are named"
    assert NAMES[0] in message and str(shop.folder) in message and "data.digits()" in message
    assert "\n" not in message and len(message) < 600
    assert not left_behind(shop)
    with pytest.raises(FileNotFoundError):
        data.mnist()


@pytest.mark.parametrize("way", BAD, ids=lambda way: way.__name__)
def test_the_second_mirror_helps(shop, way):
    shop.ways = {"/one/": way}
    train, _ = data.mnist(download=True)
    np.testing.assert_array_equal(train.y, shop.arrays[1])
    assert len(left_behind(shop)) == 4


@pytest.mark.parametrize("way", [ways.elsewhere, ways.slow_but_whole], ids=lambda way: way.__name__)
def test_what_looks_odd_and_is_right(shop, monkeypatch, way):
    monkeypatch.setattr(download, "GRACE", 10)
    shop.ways = {"/one/": way}
    assert len(data.mnist(download=True)[0]) == 30
    assert not [path for path in shop.asked if path.startswith("/two/")]


def test_no_server_at_all(shop, monkeypatch):
    small = images.SETS["mnist"] | {"mirrors": ("http://127.0.0.1:1/", "http://no-such-host.invalid/")}
    monkeypatch.setitem(images.SETS, "mnist", small)
    with pytest.raises(ConnectionError, match=r"127.0.0.1: .*refused; no-such-host.invalid: "):
        data.mnist(download=True)
    assert not left_behind(shop)


def test_of_a_thousand_altered_downloads_none_is_accepted(shop, monkeypatch):
    """Bits flipped, bytes put in, taken out, swapped, blocks zeroed, ends cut off: each is sent by the server."""
    name, content = NAMES[1], shop.files[NAMES[1]]
    one = images.SETS["mnist"]["files"][1]
    place, rng = shop.folder / "mnist" / name, np.random.default_rng(0)
    mirrors = [f"{shop.address}/one/"]
    accepted = 0
    for k in range(1000):
        shop.files[name] = bad = alter(content, k % 6, rng)
        assert bad != content
        try:
            download.fetch(one, place, mirrors, progress=False)
            accepted += 1
        except ConnectionError:
            pass
    assert accepted == 0 and len(shop.asked) == 1000 and not left_behind(shop)
    shop.files[name] = content
    assert download.fetch(one, place, mirrors, progress=False) == content


def alter(content, how, rng):
    changed, at = bytearray(content), int(rng.integers(len(content)))
    if how == 0:
        changed[at] ^= 1 << int(rng.integers(8))
    elif how == 1:
        changed.insert(at, int(rng.integers(256)))
    elif how == 2:
        del changed[at]
    elif how == 3:
        other = next(k for k in range(len(content)) if content[k] != content[at])
        changed[at], changed[other] = changed[other], changed[at]
    elif how == 4:
        changed[at : at + 8] = bytes(b ^ 255 for b in changed[at : at + 8])
    else:
        del changed[max(at, 1) :]
    return bytes(changed)


@pytest.mark.parametrize("how", range(5))
def test_an_altered_file_in_the_folder_is_refused_named_and_replaced_when_asked(shop, how):
    data.mnist(download=True)
    place = shop.folder / "mnist" / NAMES[2]
    bad = alter(shop.files[NAMES[2]], how, np.random.default_rng(how))
    place.write_bytes(bad)
    with pytest.raises(ValueError, match=r"expected the published file, got .* download=True") as caught:
        data.mnist()
    assert str(place) in str(caught.value)
    check_sentence(caught.value)
    shop.ways = {"/": ways.page}
    with pytest.raises(ConnectionError):
        data.mnist(download=True)
    assert place.read_bytes() == bad, "nothing better was there to replace it"
    shop.ways = {}
    assert len(data.mnist(download=True)[1]) == 20
    assert len(data.mnist()[1]) == 20 and len(left_behind(shop)) == 4


def test_a_file_of_any_size_in_the_folder_costs_no_memory(shop):
    data.mnist(download=True)
    with open(shop.folder / "mnist" / NAMES[0], "wb") as file:
        file.truncate(2**31)  # a hole: no room is taken on the disk
    tracemalloc.start()
    with pytest.raises(ValueError, match="got more than"):
        data.mnist()
    assert tracemalloc.get_traced_memory()[1] < 2e6
    tracemalloc.stop()


def test_a_folder_that_cannot_be_written(shop, monkeypatch, tmp_path):
    """Permissions do not stop an administrator, so: a file in the folder's place, and a system that says no."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COURSE_NN_DATA", str(tmp_path / "file"))
    with pytest.raises(OSError, match=r"expected a folder that can be written.*COURSE_NN_DATA"):
        data.mnist(download=True)
    monkeypatch.setenv("COURSE_NN_DATA", str(shop.folder))

    def denied(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", denied)
    with pytest.raises(OSError, match=r"can be written, but: Permission denied; set .* COURSE_NN_DATA") as caught:
        data.mnist(download=True)
    check_sentence(caught.value)
    assert not shop.asked, "said before anything is downloaded"


@pytest.mark.parametrize("function", ["replace", "open"])
def test_a_disk_that_is_full(shop, monkeypatch, function):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    if function == "replace":
        monkeypatch.setattr(os, "replace", full)
    else:
        real = open
        monkeypatch.setattr(
            download,
            "open",
            lambda path, mode: full() if "x" in mode else real(path, mode),
            raising=False,
        )
    with pytest.raises(OSError, match="No space left on device"):
        data.mnist(download=True)
    assert not left_behind(shop)


def test_an_interrupt_leaves_nothing(shop, monkeypatch):
    monkeypatch.setattr(download, "GRACE", 30)

    def interrupted(handler, content):
        ways.send(handler, content[:100], len(content))
        handler.wfile.flush()
        _thread.interrupt_main()
        ways.drip(handler, content)

    shop.ways = {"/": interrupted}
    with pytest.raises(KeyboardInterrupt):
        data.mnist(download=True)
    assert not shop.folder.exists() or not left_behind(shop)


CHILD = """
import json, sys
from course_nn import data
from course_nn.data import download, images
mirror, files, shapes = json.loads(sys.argv[1])
images.SETS["mnist"] |= {"mirrors": [mirror], "shapes": shapes, "files": [download.Published(*f) for f in files]}
train, test = data.mnist(download=True)
print(len(train), len(test), int(train.y.sum()))
"""


def test_several_kernels_at_once(shop):
    """The server waits until all three have asked for the first file, and sends it to all of them together."""
    together = threading.Barrier(3)

    def wait_for_all(handler, content):
        together.wait(60)
        ways.slow_but_whole(handler, content)

    shop.ways = {f"/one/{NAMES[0]}": wait_for_all}
    small = images.SETS["mnist"]
    told = json.dumps([f"{shop.address}/one/", [list(f) for f in small["files"]], small["shapes"]])
    command = [sys.executable, "-W", "error", "-c", CHILD, told]
    with contextlib.ExitStack() as stack:
        children = []
        for _ in range(3):
            children.append(
                stack.enter_context(
                    subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                )
            )
            stack.callback(children[-1].kill)
        for child in children:
            out, error = child.communicate(timeout=90)
            assert error == "" and out.split() == ["30", "20", str(int(shop.arrays[1].sum()))]
    assert len(shop.asked) >= 6
    assert sorted(path.name for path in left_behind(shop)) == sorted(NAMES)


def test_a_proxy_from_the_environment(shop, monkeypatch):
    monkeypatch.setitem(images.SETS, "mnist", images.SETS["mnist"] | {"mirrors": ("http://mirror.test/m/",)})
    monkeypatch.setenv("http_proxy", shop.address)
    monkeypatch.delenv("no_proxy", raising=False)
    assert len(data.mnist(download=True)[0]) == 30
    assert shop.asked[0] == "http://mirror.test/m/" + NAMES[0]


def test_a_bar_for_what_takes_a_while(shop, capsys, monkeypatch):
    content = np.random.default_rng(0).bytes(1_200_000)
    one = download.Published("big", len(content), hashlib.md5(content).hexdigest())
    shop.files["big"] = content
    fetch = lambda **options: download.fetch(one, shop.folder / "big", [f"{shop.address}/"], **options)  # noqa: E731
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    assert fetch() == content
    assert capsys.readouterr().out == "downloading big, 1.2 MB\n"
    fetch(progress=False)
    assert capsys.readouterr() == ("", "")


def test_where_the_folder_is(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_NN_DATA", str(tmp_path))
    assert data.folder() == tmp_path
    monkeypatch.delenv("COURSE_NN_DATA")
    assert "course_nn" in data.folder().parts and data.folder().is_absolute()
    monkeypatch.setitem(sys.modules, "platformdirs", None)
    assert data.folder().name == "course_nn" and data.folder().is_absolute()


def test_the_published_sets():
    """The checksums are those that torchvision and Fashion-MNIST's authors print; the files are not fetched here."""
    for name, about in images.SETS.items():
        assert tuple(one.name for one in about["files"]) == NAMES
        assert len(about["mirrors"]) >= 2
        assert all(mirror.startswith("https://") and mirror.endswith("/") for mirror in about["mirrors"])
        assert len({one.md5 for one in about["files"]}) == 4
        assert all(len(bytes.fromhex(one.md5)) == 16 for one in about["files"])
        assert len(about["classes"]) == 10
        assert about["shapes"] == ((60_000, 28, 28), (60_000,), (10_000, 28, 28), (10_000,)), name
    assert images.SETS["fashion-mnist"]["classes"][9] == "ankle boot"
    with pytest.raises(ValueError, match="did you mean 'mnist'"):
        data.downloaded("minst")


# --- The format


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


def test_images_of_your_own(tmp_path):
    (_, labels, *_), contents = small_set()
    (tmp_path / "i.gz").write_bytes(contents[0])
    (tmp_path / "l").write_bytes(idx(labels))
    own = data.idx_images(tmp_path / "i.gz", str(tmp_path / "l"), "mine")
    assert own.X.shape == (30, 784) and own.y.tolist() == labels.tolist() and own.name == "mine"
    assert "30 examples, 784 features, 10 classes" in repr(own)
    train, test = own.split(0.2)
    assert len(train) == 24 and train.X.dtype == np.float32 and train.image_shape == (28, 28) == test.image_shape
    for images_, labels_, options, words in [
        ("none", "l", {}, "images: expected a file at"),
        ("i.gz", "i.gz", {}, r"expected 1 side\(s\), but the header says \(30, 28, 28\)"),
        ("l", "l", {}, r"expected 3 side\(s\)"),
        ("i.gz", "l", {"classes": "ab"}, "expected labels 0 to 1, got"),
        (".", "l", {}, "expected a file that can be read"),
    ]:
        with pytest.raises((ValueError, OSError), match=words) as caught:
            data.idx_images(tmp_path / images_, tmp_path / labels_, **options)
        check_sentence(caught.value)
    (tmp_path / "l").write_bytes(idx(labels[:-1]))
    with refused("as many labels as images, got 29 labels and 30 images"):
        data.idx_images(tmp_path / "i.gz", tmp_path / "l")
    with refused("images: expected the path of a file, got None"):
        data.idx_images(None, tmp_path / "l")


def test_real_images_where_they_are():
    """The test set of MNIST, packed anew: the counts of its classes are those of its description."""
    place = data.folder() / "mnist"
    if not (place / NAMES[2]).exists():
        pytest.skip(f"needs {NAMES[2]} in {place}; COURSE_NN_DATA says where such files are")
    digits = data.idx_images(place / NAMES[2], place / NAMES[3], "MNIST test")
    assert np.bincount(digits.y).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert digits.y[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert digits.X.mean() == pytest.approx(0.1325, abs=1e-4)  # published: 0.1325 for the test images

"""Downloads: from a server that misbehaves in every way, no bad file is accepted and none is left behind."""

import _thread
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import misbehaving_server as ways
import numpy as np
import pytest
from example_images import NAMES, alter, left_behind
from helpers import check_sentence

from course_nn import _files, data
from course_nn.data import download, images

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
    ways.drip_status: "too slow",
    ways.drip_headers: "too slow",
    ways.drip_continue: "too slow",
    ways.drip_chunk_sizes: "too slow",
    ways.drip_trailers: "too slow",
    ways.drip_redirection: "too slow",
    ways.silent: "no answer in time",
    ways.no_http: "an answer that is not HTTP",
    ways.not_found: "error 404",
    ways.endless_error: "error 500",
    ways.to_itself: "error 302",
    ways.round_and_round: "more than 5 redirections",
    ways.to_a_file: "a redirection to file, which is not followed",
    ways.packed_again: "bytes in place of|more than",
}


@pytest.mark.long
@pytest.mark.parametrize("way", BAD, ids=lambda way: way.__name__)
def test_what_goes_wrong_is_said_and_nothing_is_left(shop, way):
    shop.ways = {"/": way}
    begun = time.monotonic()
    with pytest.raises(ConnectionError, match=BAD[way]) as caught:
        data.mnist(download=True)
    assert time.monotonic() - begun < 10, "two mirrors, of which each has 0.6 seconds here"
    message = str(caught.value)
    assert message.count("127.0.0.1: ") == 2, "both mirrors are named"
    assert NAMES[0] in message and str(shop.folder) in message and "data.digits()" in message
    assert "\n" not in message and len(message) < 600
    assert not left_behind(shop)
    with pytest.raises(FileNotFoundError):
        data.mnist()


@pytest.mark.long
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


@pytest.mark.long
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
            _files, "open", lambda path, mode: full() if "x" in mode else real(path, mode), raising=False
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


def test_one_that_fails_leaves_the_folder_to_one_that_goes_on(shop, monkeypatch):
    """The folder is empty while both are at it: a failing one removed it under the other."""
    one, place = images.SETS["mnist"]["files"][1], shop.folder / "mnist" / NAMES[1]

    def other_fails(handler, content):
        with pytest.raises(ConnectionError):
            download.fetch(one, place, [f"{shop.address}/none/"], progress=False)
        ways.whole(handler, content)

    shop.ways = {"/one/": other_fails, "/none/": ways.not_found}
    assert download.fetch(one, place, [f"{shop.address}/one/"], progress=False) == shop.files[NAMES[1]]
    assert [path.name for path in left_behind(shop)] == [NAMES[1]]


def test_a_folder_cleared_meanwhile_is_made_anew(shop):
    one, place = images.SETS["mnist"]["files"][1], shop.folder / "mnist" / NAMES[1]

    def cleared(handler, content):
        shutil.rmtree(shop.folder)
        ways.whole(handler, content)

    shop.ways = {"/one/": cleared}
    download.fetch(one, place, [f"{shop.address}/one/"], progress=False)
    assert place.read_bytes() == shop.files[NAMES[1]]


@pytest.mark.skipif(os.name != "posix", reason="pipes as POSIX has them")
def test_a_pipe_in_a_files_place_is_not_waited_for(shop):
    (shop.folder / "mnist").mkdir(parents=True)
    os.mkfifo(shop.folder / "mnist" / NAMES[0])
    with pytest.raises(OSError, match=r"expected a file that can be read, but: it is a pipe"):
        data.mnist()


@pytest.mark.skipif(os.name != "posix", reason="users as POSIX has them")
def test_without_a_home_a_sentence_names_the_variable(monkeypatch):
    for name in ("HOME", "XDG_CACHE_HOME", "COURSE_NN_DATA"):
        monkeypatch.delenv(name, raising=False)

    def nobody(*_):
        raise KeyError("getpwuid(): uid not found")

    import pwd

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    monkeypatch.setattr(pwd, "getpwnam", nobody)
    for chosen in (None, "~/data"):
        if chosen:
            monkeypatch.setenv("COURSE_NN_DATA", chosen)
        with pytest.raises(OSError, match="set COURSE_NN_DATA to a folder of your own") as told:
            data.mnist()
        check_sentence(told.value)
        assert not data.downloaded("mnist")


CHILD = """
import json, sys
from course_nn import _files, data
from course_nn.data import download, images
mirror, files, shapes = json.loads(sys.argv[1])
images.SETS["mnist"] |= {"mirrors": [mirror], "shapes": shapes, "files": [download.Published(*f) for f in files]}
train, test = data.mnist(download=True)
print(len(train), len(test), int(train.y.sum()))
"""


@pytest.mark.long
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

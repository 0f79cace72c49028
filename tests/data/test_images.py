"""MNIST, Fashion-MNIST and images of one's own: only the published files, downloaded when asked and then kept."""

import os
import stat
import tracemalloc

import misbehaving_server as ways
import numpy as np
import pytest
from example_images import NAMES, alter, idx, left_behind, small_set
from helpers import check_sentence, refused

from course_nn import data
from course_nn.data import images


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


def test_images_whose_pixels_have_too_many_names(tmp_path):
    """One of 4096 x 4096 took 1.3 GB: 80 bytes for the name of each pixel."""
    (tmp_path / "i").write_bytes(idx(np.zeros((1, 4096, 4096), np.uint8)))
    (tmp_path / "l").write_bytes(idx(np.zeros(1, np.uint8)))
    tracemalloc.start()
    with refused("images: expected images of at most 262,144 pixels, got 4096 x 4096"):
        data.idx_images(tmp_path / "i", tmp_path / "l")
    assert tracemalloc.get_traced_memory()[1] < 60e6, "the file, twice or three times"
    tracemalloc.stop()
    (tmp_path / "i").write_bytes(idx(np.zeros((1, 512, 512), np.uint8)))
    assert len(data.idx_images(tmp_path / "i", tmp_path / "l").feature_names) == 512 * 512


@pytest.mark.skipif(os.name != "posix", reason="pipes as POSIX has them")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match=r"images: expected a file that can be read at .*: it is a pipe"):
        data.idx_images(tmp_path / "pipe", tmp_path / "pipe")


def test_real_images_where_they_are():
    """The test set of MNIST, packed anew: the counts of its classes are those of its description."""
    place = data.folder() / "mnist"
    if not (place / NAMES[2]).exists():
        pytest.skip(f"needs {NAMES[2]} in {place}; COURSE_NN_DATA says where such files are")
    digits = data.idx_images(place / NAMES[2], place / NAMES[3], "MNIST test")
    assert np.bincount(digits.y).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert digits.y[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert digits.X.mean() == pytest.approx(0.1325, abs=1e-4)  # published: 0.1325 for the test images

"""MNIST and Fashion-MNIST, downloaded on request and kept; and any images in the same format."""

from pathlib import Path

import numpy as np

from .._checks import describe, one_of, truth
from .._files import read_plain
from .download import Published, fetch, folder, read_verified
from .idx import parse_idx
from .real import Dataset

_DIGITS = tuple(str(k) for k in range(10))
#: The classes of Fashion-MNIST in order.
CLOTHES = (
    "T-shirt/top",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
)

#: What each downloaded set is: its classes, its files with their published checksums (images and labels to train, then
#: to test), and its mirrors in the order in which they are asked.
SETS = {
    "mnist": {
        "classes": _DIGITS,
        "files": (
            Published("train-images-idx3-ubyte.gz", 9_912_422, "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
            Published("train-labels-idx1-ubyte.gz", 28_881, "d53e105ee54ea40749a09fcbcd1e9432"),
            Published("t10k-images-idx3-ubyte.gz", 1_648_877, "9fb629c4189551a2d022fa330f9573f3"),
            Published("t10k-labels-idx1-ubyte.gz", 4_542, "ec29112dd5afa0611ce80d1b7f02629c"),
        ),
        "shapes": ((60_000, 28, 28), (60_000,), (10_000, 28, 28), (10_000,)),
        "mirrors": (
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "https://storage.googleapis.com/cvdf-datasets/mnist/",
        ),
        "what": "handwritten digits",
        "source": "Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, Gradient-based learning applied to document "
        "recognition, Proceedings of the IEEE 86, 1998",
        "license": "CC BY-SA 3.0",
    },
    "fashion-mnist": {
        "classes": CLOTHES,
        "files": (
            Published("train-images-idx3-ubyte.gz", 26_421_880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
            Published("train-labels-idx1-ubyte.gz", 29_515, "25c81989df183df01b3e8a0aad5dffbe"),
            Published("t10k-images-idx3-ubyte.gz", 4_422_102, "bef4ecab320f06d8554ea6380940ec79"),
            Published("t10k-labels-idx1-ubyte.gz", 5_148, "bb300cfdad3c16e7a12a480ee83cd310"),
        ),
        "shapes": ((60_000, 28, 28), (60_000,), (10_000, 28, 28), (10_000,)),
        "mirrors": (
            "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        ),
        "what": "pieces of clothing",
        "source": "H. Xiao, K. Rasul and R. Vollgraf, Fashion-MNIST: a novel image dataset for benchmarking machine "
        "learning algorithms, 2017",
        "license": "MIT",
    },
}


def mnist(download=False, *, progress=True):
    """MNIST: handwritten digits, ``train, test`` of 60,000 and 10,000 images of 28 x 28 pixels.

    Each is a `Dataset` with X **float32** of shape (n, 784) from 0 (paper) to 1 (ink), half the memory of the float64
    of the smaller sets; y int64 (n,). The source counts ink from 0 to 255.

    Nothing is downloaded unless you ask: with ``download=True`` the four files (12 MB) are fetched once, compared with
    their published sizes and checksums, and kept in ``COURSE_NN_DATA`` or the user's cache folder (`folder`). A file
    there that is not the published one is refused (ValueError) and, with ``download=True``, replaced. Without the
    files, FileNotFoundError; if no mirror sends them, ConnectionError.
    """
    return _published("mnist", download, progress)


def fashion_mnist(download=False, *, progress=True):
    """Fashion-MNIST: clothes from a shop's catalog in ten classes, in the form of `mnist` (31 MB)."""
    return _published("fashion-mnist", download, progress)


def downloaded(name):
    """Whether all files of ``"mnist"`` or ``"fashion-mnist"`` are here, by their names and sizes; reads nothing."""
    one_of(name, SETS, "downloaded")
    try:
        place = folder() / name
        return all((place / one.name).stat().st_size == one.size for one in SETS[name]["files"])
    except OSError:
        return False


def idx_images(images, labels, name="images", classes=_DIGITS):
    """A `Dataset` from two files of your own in MNIST's format (IDX, packed by gzip or not).

    ``images`` and ``labels`` are paths to n images and their n labels; ``classes`` names the labels 0, 1, ... in order.
    X is float32 (n, height · width) from 0 to 1, y int64 (n,). ValueError says what is wrong with a file.
    """
    classes = tuple(str(one) for one in classes)
    pixels = parse_idx(_content(images, "images"), str(images), ndim=3)
    if pixels[0].size > _MOST_PIXELS:
        raise ValueError(
            f"images: expected images of at most {_MOST_PIXELS:,} pixels, got {pixels.shape[1]} x {pixels.shape[2]}; "
            "make them smaller, or take parts of them"
        )
    marks = parse_idx(_content(labels, "labels"), str(labels), ndim=1)
    if len(pixels) != len(marks):
        raise ValueError(
            f"idx_images: expected as many labels as images, got {len(marks):,} labels and {len(pixels):,} images"
        )
    return _dataset(str(name), pixels, marks, classes, f"{len(marks):,} images.", "your own files", "as you know")


_MOST_PACKED = 2**27
_MOST_PIXELS = 2**18  # of one image, 512 x 512: each has a name, which takes a hundred times its byte


def _content(path, name):
    try:
        content = read_plain(Path(path), _MOST_PACKED)
    except TypeError:
        raise TypeError(f"{name}: expected the path of a file, got {describe(path)}") from None
    except FileNotFoundError:
        raise FileNotFoundError(f"{name}: expected a file at {path}, but there is none") from None
    except OSError as error:
        raise OSError(f"{name}: expected a file that can be read at {path}: {error.strerror or error}") from None
    if len(content) > _MOST_PACKED:
        raise ValueError(f"{name}: expected a file of at most {_MOST_PACKED:,} bytes, {path} has more")
    return content


def _published(name, download, progress):
    download, progress = truth(download, "download"), truth(progress, "progress")
    about, place = SETS[name], folder() / name
    arrays = [
        parse_idx(_verified(name, place / one.name, one, download, progress), str(place / one.name), shape=shape)
        for one, shape in zip(about["files"], about["shapes"], strict=True)
    ]
    X, y, X_test, y_test = arrays
    return tuple(
        _dataset(
            f"{name} {part}",
            pixels,
            marks,
            about["classes"],
            f"{len(marks):,} images of {about['what']}, 28 x 28 pixels, ink from 0 to 1.",
            about["source"],
            about["license"],
        )
        for part, pixels, marks in (("train", X, y), ("test", X_test, y_test))
    )


def _verified(name, path, published, download, progress):
    """The file's content: as it is here, or downloaded if that is asked for."""
    try:
        return read_verified(path, published)
    except FileNotFoundError:
        if not download:
            size = sum(one.size for one in SETS[name]["files"]) / 1e6
            function = name.replace("-", "_")
            raise FileNotFoundError(
                f"{name}: expected its files in {path.parent}, but {path.name} is not there; "
                f"data.{function}(download=True) fetches them ({size:.0f} MB), data.digits() needs no network"
            ) from None
    except ValueError:
        if not download:
            raise
    return fetch(published, path, SETS[name]["mirrors"], progress=progress)


def _dataset(name, pixels, marks, classes, description, source, license_text):
    n, height, width = pixels.shape
    if marks.max() >= len(classes):
        raise ValueError(f"{name}: expected labels 0 to {len(classes) - 1}, got {marks.max()}")
    return Dataset(
        name,
        np.divide(pixels.reshape(n, height * width), np.float32(255), dtype=np.float32),
        marks.astype(np.int64),
        tuple(f"pixel {row},{column}" for row in range(height) for column in range(width)),
        classes,
        description,
        source,
        license_text,
        (height, width),
    )

"""Two photographs in color, which come with scikit-learn: something real to filter."""

import functools

import numpy as np

from .._checks import float_type, one_of, truth
from .real import _load

PHOTOGRAPHS = ("china", "flower")
#: Of red, green and blue in a gray picture: how bright each looks (luma, ITU-R BT.601).
GRAY_WEIGHTS = (0.299, 0.587, 0.114)


def photograph(name="china", *, gray=False, dtype=np.float32):
    """A photograph as numbers from 0 (black) to 1 (white): (427, 640, 3), or (427, 640) with ``gray=True``.

    "china": a tower above a lake, by danielbuechele; "flower": a dahlia before the dark, by vultilion (both on
    Flickr, 2011, CC BY 2.0, distributed with scikit-learn; Pillow, which Matplotlib brings, reads them). The axes are
    height, width, and color (red, green, blue); the files count from 0 to 255, which is divided by 255. Gray is
    0.299·red + 0.587·green + 0.114·blue. `Conv2D` wants the channels first: ``photograph().transpose(2, 0, 1)[None]``.
    ``dtype`` is float32 or float64.
    """
    pixels = _pixels(one_of(name, PHOTOGRAPHS, "photograph"))
    dtype = float_type(dtype, "photograph: dtype")
    if truth(gray, "photograph: gray"):
        return (pixels @ (np.array(GRAY_WEIGHTS) / 255)).astype(dtype)
    return np.divide(pixels, 255, dtype=dtype)


@functools.cache
def _pixels(name):
    return _load("load_sample_image", image_name=f"{name}.jpg")

"""A bench for filters: one filter on a real photograph, before and after."""

import functools

import numpy as np

from ... import _checks, data
from ...data.photographs import GRAY_WEIGHTS

#: Whole numbers, as they are written in books; the bench divides by their sum where it is not 0.
PRESETS = {
    "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "box blur 3 × 3": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
    "box blur 5 × 5": [[1, 1, 1, 1, 1]] * 5,
    "Gaussian 3 × 3": [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
    "Gaussian 5 × 5": [[a * b for b in (1, 4, 6, 4, 1)] for a in (1, 4, 6, 4, 1)],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "Laplace edge": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    "Sobel, vertical edges": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "Sobel, horizontal edges": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "emboss": [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
}
#: How numbers become brightness.
DISPLAYS = ("auto", "clip", "gray")
LARGEST = 50
MOST_PIXELS = 640 * 480
#: Upper left corner of the part that is enlarged, as parts of height and width; a tenth of each is its size.
_CORNERS = {"china": (0.06, 0.28), "flower": (0.44, 0.43), "own": (0.45, 0.45)}


def correlate(x, W):
    """y[c, i, j] = Σ_{p, q} W[p, q] · x[c, i + p − k_h // 2, j + q − k_w // 2] for x (c, h, w), with zeros around it.

    As `Conv2D` with padding does it for each channel. Computed as one shifted sum of whole planes for each weight,
    which for a single filter is faster than to copy what each of 273,280 windows sees.
    """
    (k_h, k_w), (_, h, w) = W.shape, x.shape
    padded = np.pad(x, ((0, 0), (k_h // 2, k_h // 2), (k_w // 2, k_w // 2)))
    y, product = np.zeros_like(x), np.empty_like(x)
    for p, q in zip(*np.nonzero(W), strict=True):
        y += np.multiply(padded[:, p : p + h, q : q + w], x.dtype.type(W[p, q]), out=product)
    return y


def mixed(filter, divide=True, strength=1.0):
    """The filter that the bench applies: (1 − strength) · identity + strength · filter, divided by its sum first."""
    W = np.array(filter, dtype=np.float64)
    total = W.sum()
    if divide and abs(total) > 1e-9 * np.abs(W).sum():
        W = W / total
    identity = np.zeros_like(W)
    identity[W.shape[0] // 2, W.shape[1] // 2] = 1
    return (1 - strength) * identity + strength * W


def bench(own=None):
    """The function behind the controls; ``own`` is what `own_photograph` returned."""

    def filtered(photograph, color, filter, divide=True, strength=1.0, display="auto"):
        """The photograph under the filter: pixels as they are shown before and after, and the numbers behind them."""
        x, before = _planes(photograph, color) if own is None or photograph != "own" else _own_planes(own, color)
        W = mixed(filter, divide, strength)
        y = correlate(x, W)
        _checks.one_of(display, DISPLAYS, "filter_bench: display")
        if display == "auto":
            display = "clip" if W.sum() > 0.5 else "gray"
        low, high = (0, 1) if display == "clip" else (-1, 1)
        least, most = float(y.min()), float(y.max())
        few = 1e-4  # what rounding may add is not seen, and not counted
        outside = np.count_nonzero(y < low - few) + np.count_nonzero(y > high + few)
        h, w = x.shape[1:]
        top, left = (int(part * side) for part, side in zip(_CORNERS[photograph], (h, w), strict=True))
        return {
            "photograph": photograph,
            "name": next((name for name, W in PRESETS.items() if np.array_equal(W, filter)), "your own filter"),
            "filter": W,
            "strength": strength,
            "sum": float(W.sum()),
            "y": y,
            "before": before,
            "after": _pixels(y, low, high),
            "display": display,
            "range": (least, most),
            "clipped": outside / y.size,
            "detail": (top, left, max(h // 10, 3), max(w // 10, 3)),
        }

    return filtered


def own_photograph(image):
    """A picture of the reader's own, (h, w) or (h, w, 3), as float32 planes (1 or 3, h, w) from 0 to 1; None for None.

    Whole numbers are counted from 0 to 255, as in files; others lie from 0 to 1. At most 307,200 pixels.
    """
    if image is None:
        return None
    who = "filter_bench: image"
    x = _checks.as_array(image, who, ndim=(2, 3))
    if x.ndim == 3 and x.shape[2] != 3:
        raise ValueError(f"{who}: expected (h, w), or (h, w, 3) with red, green and blue last, got {x.shape}")
    h, w = x.shape[:2]
    if min(h, w) < 5 or h * w > MOST_PIXELS or not 1 / 3 <= h / w <= 3:
        mend = "; take every second pixel, x[::2, ::2]" if h * w > MOST_PIXELS else ""
        raise ValueError(
            f"{who}: expected at least 5 pixels each way, at most {MOST_PIXELS:,}, and no side more than 3 times the "
            f"other, got {h} × {w}{mend}"
        )
    most = 255 if x.dtype.kind in "iu" else 1
    if x.min() < 0 or x.max() > most:
        raise ValueError(f"{who}: expected numbers from 0 to {most}, got {x.min():g} to {x.max():g}")
    planes = x.reshape(h, w, -1).transpose(2, 0, 1) / np.float32(most)
    return np.ascontiguousarray(planes, dtype=np.float32)


def _own_planes(own, color):
    x = own
    if len(own) == 3 and not color:
        x = np.tensordot(np.array(GRAY_WEIGHTS, dtype=own.dtype), own, axes=1)[None]
    return x, _pixels(x, 0, 1)


@functools.cache
def _planes(name, color):
    """The photograph with its channels first, and the pixels that are shown of it."""
    x = data.photograph(name, gray=not color)
    x = np.ascontiguousarray(x.transpose(2, 0, 1)) if color else x[None]
    return x, _pixels(x, 0, 1)


def _pixels(x, low, high):
    """Planes from ``low`` (black) to ``high`` (white) as a uint8 picture (h, w, 3); what lies outside is clipped."""
    scale = np.float32(255 / (high - low))
    shown = np.clip((x - np.float32(low)) * scale + np.float32(0.5), 0, 255)
    pixels = np.empty((*x.shape[1:], 3), np.uint8)
    for channel in range(3):
        pixels[..., channel] = shown[channel % len(x)]
    return pixels

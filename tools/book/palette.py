"""One picture, small: with a palette of its own, of at most 64 colors, or as a photograph, and at most 40 kB."""

import io

import numpy as np
from PIL import Image

COLORS = 64
#: Bytes of a picture at most. What has more gets half of the colors; what still has more, or loses more than `LOST` by
#: its palette, holds a photograph and is kept as one, with less and less of its quality and, at last, of its size.
MOST = 40_000
LOST = 3  # of 255, as `difference` counts: with more, a photograph is flat fields with hard edges
WORSE = ((80, 1.0), (65, 1.0), (50, 1.0), (35, 1.0), (20, 1.0), (12, 1.0), (50, 0.75), (35, 0.75), (35, 0.5))


def small(pixels, most=MOST):
    """``content, kind``: ``(h, w, 3 or 4)`` uint8 pixels as the bytes of a file of at most ``most`` bytes.

    ``kind`` is "png", of at most 64 colors, or, where that is too large or loses too much, "webp", which gives up
    sharpness instead; where both lose too much it is the one that loses less.
    """
    lost = np.inf
    for colors in (COLORS, COLORS // 2):
        if len(png := small_png(pixels, colors)) <= most:
            if (lost := difference(png, pixels)) <= LOST:
                return png, "png"
            break
    image = Image.fromarray(np.ascontiguousarray(pixels[..., :3]))
    for quality, scale in WORSE:
        smaller = image.resize([round(side * scale) for side in image.size], Image.Resampling.LANCZOS)
        out = io.BytesIO()
        smaller.save(out, "WEBP", quality=quality, method=6)
        if len(webp := out.getvalue()) <= most:
            return (webp, "webp") if difference(webp, pixels) < lost else (png, "png")
    if lost < np.inf:
        return png, "png"
    raise ValueError(f"expected a picture that fits into {most:,} bytes, got {len(out.getvalue()):,}")


def small_png(pixels, colors=COLORS):
    """The bytes of a PNG with so many colors at most, each pixel in that nearest to its own."""
    height, width = pixels.shape[:2]
    packed = np.dot(pixels[..., :3].astype(np.uint32).reshape(-1, 3), np.array([65536, 256, 1], np.uint32))
    found, place, count = np.unique(packed, return_inverse=True, return_counts=True)
    own = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1).astype(np.float32)
    table, nearest = palette(own, count, colors)
    image = Image.fromarray(nearest[place].reshape(height, width).astype(np.uint8), "P")
    image.putpalette(table.tobytes())
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def palette(own, count, colors=COLORS):
    """``table, nearest``: at most ``colors`` colors, (k, 3) uint8, and for each of ``own`` the nearest one's place.

    The colors that are seen most stand there as they are. Then comes, again and again, the color that fares worst:
    that is farthest from all in the table, times the fourth root of how often it is seen. So a dot keeps its color
    beside a wide field, which a table by areas would take from it.
    """
    if len(own) <= colors:
        return own.astype(np.uint8), np.arange(len(own))
    weight = count.astype(np.float32) ** 0.25
    often = np.argsort(-count, kind="stable")[: colors // 8]
    distance, nearest = np.full(len(own), np.inf, np.float32), np.zeros(len(own), int)
    table = []
    while len(table) < colors:
        chosen = often[len(table)] if len(table) < len(often) else int(np.argmax(weight * distance))
        apart = np.square(own - own[chosen]).sum(axis=1)
        nearer = apart < distance
        distance[nearer], nearest[nearer] = apart[nearer], len(table)
        table.append(own[chosen])
    return np.array(table).astype(np.uint8), nearest


def pixels_of(content, height, width):
    """The pixels of a file as they are shown, (height, width, 3) uint8."""
    image = Image.open(io.BytesIO(content)).convert("RGB")
    return np.asarray(image if image.size == (width, height) else image.resize((width, height)))


def difference(content, pixels):
    """How far a small picture is from its pixels: the mean over all of them of the largest of three channels, 0–255."""
    apart = np.abs(pixels_of(content, *pixels.shape[:2]).astype(np.int16) - pixels[..., :3].astype(np.int16))
    return float(apart.max(axis=2).mean())

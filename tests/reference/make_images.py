"""Write images.npz: what PyTorch computes in float64 for the layers of images, over many settings.

    python tests/reference/make_images.py             where PyTorch 2.13 is installed

Nothing of course_nn is used here. `cases` is JSON: of each case the layer, its settings in the words of the course, and
the shapes of its arrays; `numbers` holds all arrays, one after the other (tests/helpers.py reads them).
Inputs, weights and upstream gradients are multiples of 1/8, so that sums of products are exact.
"""

import json
from itertools import product
from pathlib import Path

import numpy as np
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
cases, numbers = [], []


def eighths(rng, shape):
    return rng.integers(-16, 17, tuple(shape)) / 8


def keep(layer, settings, module, x, rng):
    """Forward and all gradients of ``module`` at ``x``, for a random upstream gradient."""
    for p in module.parameters():
        p.data = torch.tensor(eighths(rng, p.shape))
    xt = torch.tensor(x, requires_grad=True)
    y = module(xt)
    dy = eighths(rng, y.shape)
    y.backward(torch.tensor(dy))
    arrays = {"x": x, "dy": dy, "y": y, "dx": xt.grad}
    for ours, p in zip("Wb", module.parameters(), strict=False):
        arrays |= {ours: p, f"d{ours}": p.grad}
    cases.append({"layer": layer, "settings": settings, "shapes": {key: tuple(a.shape) for key, a in arrays.items()}})
    numbers.extend(np.ravel(a.detach() if torch.is_tensor(a) else a) for a in arrays.values())


def pick(rng, options):
    return options[rng.integers(len(options))]


def theirs(settings):
    """The settings with the names and the tuples that PyTorch wants."""
    names = {"c_in": "in_channels", "c_out": "out_channels", "kernel": "kernel_size", "size": "kernel_size"}
    return {names.get(key, key): tuple(v) if isinstance(v, list) else v for key, v in settings.items()}


def convolutions(rng):
    kernels = [[1, 1], [3, 3], [2, 3], [3, 1], [4, 2], [1, 5]]
    for kernel, stride, dilation in product(kernels, [[1, 1], [2, 1], [2, 3]], [[1, 1], [2, 1], [1, 3]]):
        if dilation != [1, 1] and kernel == [1, 1]:
            continue
        span = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
        padding = [int(rng.integers(0, 4)) for _ in range(2)]
        # From the smallest image that one window fits into.
        image = [max(1, s - 2 * p) + int(rng.integers(0, 4)) for s, p in zip(span, padding, strict=True)]
        c_in, c_out = pick(rng, [(1, 1), (1, 3), (2, 3), (3, 2), (4, 1)])
        settings = {"c_in": c_in, "c_out": c_out, "kernel": kernel, "stride": stride, "padding": padding}
        settings |= {"dilation": dilation, "bias": bool(rng.random() < 0.7)}
        keep("Conv2D", settings, nn.Conv2d(**theirs(settings)), eighths(rng, (2, c_in, *image)), rng)


def grouped(rng):
    for groups, c_in, c_out in ((2, 4, 2), (2, 2, 6), (3, 3, 3), (4, 4, 8)):
        settings = {"c_in": c_in, "c_out": c_out, "kernel": [3, 2], "stride": [1, 2], "padding": [1, 0]}
        settings |= {"groups": groups, "bias": True}
        x = eighths(rng, (2, c_in, 5, 4))
        for name, module in (("Conv2D", nn.Conv2d), ("ConvTranspose2D", nn.ConvTranspose2d)):
            keep(name, settings, module(**theirs(settings)), x, rng)


def transposed(rng):
    """Every `output_padding` that a stride up to 3 or a dilation of 2 allows: every remainder."""
    kernels = [[1, 1], [3, 3], [2, 3], [4, 2]]
    for s, kernel, dilation in product((1, 2, 3), kernels, [[1, 1], [2, 1], [1, 2]]):
        if dilation != [1, 1] and kernel == [1, 1]:
            continue
        for rest in range(max(s, dilation[0])):
            stride = [s, int(rng.integers(1, 4))]
            output_padding = [rest, int(rng.integers(0, max(stride[1], dilation[1])))]
            padding = [int(rng.integers(0, min(3, d * (k - 1) + 1))) for d, k in zip(dilation, kernel, strict=True)]
            image = []
            for axis in range(2):  # from the smallest image that gives one pixel
                extra = dilation[axis] * (kernel[axis] - 1) + 1 + output_padding[axis] - 2 * padding[axis]
                least = max(1, -(-(1 - extra) // stride[axis]) + 1)
                image.append(least + int(rng.integers(0, 3)))
            c_in, c_out = pick(rng, [(1, 1), (1, 3), (2, 3), (3, 2)])
            settings = {"c_in": c_in, "c_out": c_out, "kernel": kernel, "stride": stride, "padding": padding}
            settings |= {"output_padding": output_padding, "dilation": dilation, "bias": bool(rng.random() < 0.7)}
            x = eighths(rng, (2, c_in, *image))
            keep("ConvTranspose2D", settings, nn.ConvTranspose2d(**theirs(settings)), x, rng)


def pools(rng):
    """Many ties, all-negative images, images that are −∞ in places, overlaps, gaps, remainders, padding."""
    for size, stride in product([[1, 1], [2, 2], [3, 3], [2, 3], [5, 1]], [None, [1, 1], [2, 1], [3, 4]]):
        for padded in (False, True):
            padding = [k // 2 if padded else 0 for k in size]
            if padded and padding == [0, 0]:
                continue
            settings = {"size": size, "padding": padding} | ({} if stride is None else {"stride": stride})
            image = [max(1, k - 2 * p + int(rng.integers(0, 5))) for k, p in zip(size, padding, strict=True)]
            shape = (2, 2, *image)
            ties = rng.integers(0, 3, shape).astype(float)
            negative = -1.0 - rng.integers(0, 4, shape)
            infinite = np.where(rng.random(shape) < 0.6, -np.inf, negative)
            for x in (ties, negative, infinite):
                keep("MaxPool2D", settings, nn.MaxPool2d(**theirs(settings)), x, rng)
            keep("AveragePool2D", settings, nn.AvgPool2d(**theirs(settings)), eighths(rng, shape), rng)
    for image in ((1, 1), (2, 3), (5, 4), (7, 1)):
        module = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        keep("GlobalAveragePool2D", {}, module, eighths(rng, (3, 2, *image)), rng)


if __name__ == "__main__":
    rng = np.random.default_rng(7)
    for part in (convolutions, grouped, transposed, pools):
        part(rng)
    path = Path(__file__).with_name("images.npz")
    np.savez_compressed(path, cases=np.array(json.dumps(cases)), numbers=np.concatenate(numbers))
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size:,} bytes, PyTorch {torch.__version__}")

"""How many windows fit: the size of a convolution's output along one axis, and which pixels each output sees."""

import numpy as np

from ... import _checks


def size(n, kernel, stride=1, padding=0, dilation=1):
    """⌊(n + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1, the windows that fit along n pixels; 0 if none does.

    ``dilation``·(kernel − 1) + 1 is how far a window reaches. PyTorch's and `Conv2D`'s formula.
    """
    n, padding = _checks.whole(n, "size: n", low=1), _checks.whole(padding, "size: padding", low=0)
    kernel, stride = _checks.whole(kernel, "size: kernel", low=1), _checks.whole(stride, "size: stride", low=1)
    reach = _checks.whole(dilation, "size: dilation", low=1) * (kernel - 1) + 1
    return max((n + 2 * padding - reach) // stride + 1, 0)


def sides(image, kernel, stride=1, padding=0, dilation=1):
    """`size` for height and width: (h′, w′)."""
    return tuple(size(n, k, stride, padding, dilation) for n, k in zip(image, kernel, strict=True))


def windows_on_a_row(n, kernel, stride, padding, dilation):
    """A row of n pixels: where each output's weights stand, how often each pixel is seen, and what is left over.

    Places are counted from 0; padding stands below 0 and from n on. ``left_over`` is how many places at the end no
    window reaches since no further one fits.
    """
    count = size(n, kernel, stride, padding, dilation)
    reach = dilation * (kernel - 1) + 1
    seen = stride * np.arange(count)[:, None] + dilation * np.arange(kernel) - padding  # (count, kernel)
    times = np.array([(seen == place).sum() for place in range(-padding, n + padding)])
    return {
        "n": n,
        "kernel": kernel,
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "count": count,
        "reach": reach,
        "seen": seen,
        "times": times[padding : padding + n],
        "left_over": (n + 2 * padding - reach) % stride if count else 0,
    }

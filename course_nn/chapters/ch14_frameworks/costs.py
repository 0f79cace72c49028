"""What the frameworks add, and what they cost: on a disk, in memory, in seconds. Stored, since times differ."""

from typing import NamedTuple

import numpy as np

from ...data.measured import measurements
from .elsewhere import run_elsewhere


class Way(NamedTuple):
    """One way to take a step: a program, its back end and mode, and the distributions that it needs.

    ``mode`` is ``"eager"``, ``"graph"``, or ``"compiled"``: of PyTorch the network alone, of Keras the step, by XLA.
    """

    program: str
    backend: str | None
    mode: str
    needs: tuple[str, ...]


#: By the name under which each is shown.
WAYS = {
    "course_nn": Way("cost_course", None, "eager", ("numpy",)),
    "scikit-learn": Way("cost_sklearn", None, "eager", ("scikit-learn",)),
    "PyTorch": Way("cost_pytorch", None, "eager", ("torch",)),
    "PyTorch, compiled": Way("cost_pytorch", None, "compiled", ("torch",)),
    "Keras on PyTorch": Way("cost_keras", "torch", "eager", ("keras", "torch")),
    "Keras on TensorFlow, eager": Way("cost_keras", "tensorflow", "eager", ("keras", "tensorflow-cpu")),
    "Keras on TensorFlow": Way("cost_keras", "tensorflow", "graph", ("keras", "tensorflow-cpu")),
    "Keras on TensorFlow, XLA": Way("cost_keras", "tensorflow", "compiled", ("keras", "tensorflow-cpu")),
}
#: Widths, examples in a batch, and steps whose median is taken.
SIZES = {"2-8-2": ((2, 8, 2), 4, 400), "784-128-10": ((784, 128, 10), 32, 400)}

#: Numbers whose root is taken.
ROOTS_OF = (0.25, 0.5, 2.0, 9.0, 1.0)


def arrays_of(size, mode):
    """What a program of `WAYS` reads: a batch of noise, the widths, and how many steps it shall take."""
    widths, batch, steps = SIZES[size]
    rng = np.random.default_rng(14)
    x = rng.standard_normal((batch, widths[0])).astype(np.float32)
    y = np.arange(batch, dtype=np.int64) % widths[-1]
    return {"x": x, "y": y, "widths": np.array(widths), "steps": steps, "mode": mode}


def measured_costs():
    """What was measured: name → quantity → number, and under ``"made_with"`` the machine and the versions.

    ``imported`` in s, ``memory`` in bytes, ``own`` and ``whole`` are bytes on the disk without and with all that is
    needed; of each of `SIZES` ``step`` and ``first`` in s. ``step`` is the median of three processes' medians,
    ``imported`` and ``memory`` are medians of six, and ``first`` is of the first process alone.
    """
    return measurements(__package__, "costs")


def differentiated_in_pytorch(a=ROOTS_OF):
    """``value``, ``first`` and ``second`` derivative of √a by Newton's steps, in PyTorch, and how many ``steps``.

    At a = 1 the loop ends before its first step, and the second derivative is that of the one step after it.
    """
    return run_elsewhere("differentiate_pytorch", {"a": np.asarray(a, np.float64)})


def mixed_arrays(seed=0):
    """What the program ``mixed_pytorch`` reads."""
    rng = np.random.default_rng([14, 10, seed])
    x, W = rng.standard_normal((256, 512)), rng.standard_normal((512, 512)) / np.sqrt(512)
    return {"x": x.astype(np.float32), "W": W.astype(np.float32), "small": 1e-9}


def mixed_in_pytorch(seed=0):
    """A layer of 512 × 512 in float32, bfloat16 and float16, and a small gradient in float16 with a scaled loss.

    ``errors`` (2,) are largest differences over the largest output, for bfloat16 and float16; ``small`` holds the
    gradients 1e-9 in float32, in float16, in float16 with the loss times 65,536 and the gradient divided by it, and in
    bfloat16. ``seconds`` (3,) are those of the product in float32, bfloat16 and float16, medians.
    """
    return run_elsewhere("mixed_pytorch", mixed_arrays(seed))

"""An exercise of chapter 09: the share of good samples, and how many modes they cover."""

from functools import cache

import numpy as np

from ...exercises.exercise import Exercise, Mistake


def _samples():
    return [(samples.copy(), centers.copy(), sigma) for samples, centers, sigma in _made()]


def _any_samples(rng):
    """Near some of the centers, far from all, and some on a border; circles of 3 sigma overlap at times."""
    while True:
        k, sigma = int(rng.integers(1, 6)), float(rng.choice([0.25, 0.5, 1.0]))
        centers = np.stack([4.0 * np.arange(k), rng.integers(-2, 3, k)], axis=1) * float(rng.choice([0.5, 1.0]))
        n = 4 * k if rng.random() < 0.5 else rng.integers(2, 30)  # the quarter of a fair share is 1, or any number
        around = centers[rng.choice(k, n, p=rng.dirichlet(np.ones(k)))]
        steps = rng.normal(size=around.shape) * sigma * float(rng.choice([0.5, 2.0]))
        steps[rng.random(n) < 0.2] = np.eye(2)[0] * 3 * sigma
        samples = around + np.round(steps, 3)
        distances = np.sort(np.linalg.norm(samples[:, None] - centers, axis=2), axis=1)
        if k == 1 or np.diff(distances[:, :2]).min() > 0.01:  # one center is the nearest
            return samples, centers, sigma


@cache
def _made():
    """The cases; made once, since a check runs each many times."""
    cases = [
        (np.array([[0.5, 0.0], [9.0, 0.0]]), np.array([[0.0, 0.0]]), 1.0),
        # Both centers are within reach of each sample.
        (np.array([[0.1, 0.0], [0.1, 0.1], [0.9, 0.0], [0.9, 0.1]]), np.array([[0.0, 0.0], [1.0, 0.0]]), 0.5),
        # A little nearer to one center than to the other: a rounded distance would not tell.
        (np.array([[0.1, 0.0], [0.2, 0.1], [0.604, 0.0], [0.3, 0.2]]), np.array([[0.0, 0.0], [1.2, 0.0]]), 0.5),
        # On the border, 3σ away: good. And the quarter of a fair share, one sample of four, to the last bit.
        (
            np.array(
                [[1.5, 0.0], [4.0, 2.0], [0.0, 4.0], [0.0, -2.0], [1.4, 1.4], [7.0, 0.0], [4.0, -3.0], [1.0, 1.0]]
            ),
            np.array([[0.0, 0.0], [4.0, 1.5]]),
            0.5,
        ),
    ]
    # Two modes have one sample each, the first one and the last: another center would be nearest along the axes, or by
    # the larger of the two differences.
    slanting = [[0.0, 0.0], [1.8, 0.7], [10.0, 0.0], [11.8, 0.7]]
    one_each = [[0.7, 0.7], [1.9, 0.8], [11.9, 0.9], [1.7, 0.7], [11.7, 0.8], [11.0, 0.0]]
    cases.append((np.array(one_each), np.array(slanting), 0.5))
    # One sample more, and one good one is less than a quarter of the fair share, 9 / 8. Some lie close to the border.
    few = [[0.7497, 0.0], [0.0, -0.7503], [0.1, 0.7], [0.5, 0.57], [3.0, 0.7503], [3.7497, 0.0], [6.0, 6.0], [-2.0, 1]]
    cases.append((np.array([*few, [0.0, 0.2]]), np.array([[0.0, 0.0], [3.0, 0.0]]), 0.25))
    # In each of four modes a sample decides: one on the border, one in the corner of the square around the circle, one
    # outside the diamond within it, and one that is there twice.
    deciding = [[0.2, 0.0], [0.0, -1.5], [6.2, 0.1], [7.2, 1.2], [0.1, 6.0], [0.9, 6.9], [6.3, 6.0], [6.3, 6.0]]
    bad = [[2.5, 0.0], [0.0, 2.5], [2.9, 2.8], [2.9, 2.8], [6.0, -2.5], [8.5, 0.0], [0.0, 9.0], [9.0, 9.0], [9.5, 8.0]]
    cases.append((np.array([*deciding, *bad, [-3.0, 1.0]]), np.array([[0.0, 0], [6, 0], [0, 6], [6, 6]]), 0.5))
    rng = np.random.default_rng(4)
    corners = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0], [4.0, 4.0]])
    # Fair share 6, its quarter 1.5: one good sample reaches a mode and doesn't cover it; those near it don't count.
    near = [(0, 8, 0.2), (1, 2, 0.2), (2, 1, 0.2), (2, 9, 1.3), (3, 4, 0.8)]
    cases.append((_around(rng, corners, near), corners, 0.25))
    # A quarter of the fair share is 2.7 here, whatever k is; and some samples lie beside 1, 1.5 and 2 sigma.
    three = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 3.0]])
    unequal = _around(np.random.default_rng(5), three, [(0, 19, 0.2), (1, 5, 0.2), (2, 1, 0.2)])
    beside = [[0.2375, 0.0], [0.2625, 0.0], [0.3625, 0.0], [0.3875, 0.0], [0.4875, 0.0], [0.5125, 0.0], [0.4, 0.0]]
    cases.append((np.array([*unequal, *beside]), three, 0.25))
    # Circles that overlap: each sample belongs to the nearest center alone.
    line = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [8.0, 0.0], [16.0, 0.0]])
    cases.append((_around(rng, line, [(0, 4, 0.2), (1, 20, 0.3), (2, 2, 0.2), (3, 13, 0.6), (4, 2, 2.5)]), line, 0.5))
    # Stairs: mode j has j good samples of n, and the number covered tells from how many on a mode is.
    for k, *some in ((3, 13, 16, 50), (4, 28, 32), (5, 20, 21, 22, 23, 25, 26), (6, 30), (8, 33)):
        cases += [_stairs(rng, k, n) for n in some]
    ring = 2 * np.stack([np.cos(np.arange(8) * np.pi / 4), np.sin(np.arange(8) * np.pi / 4)], axis=1)
    some = [(0, 24, 0.1), (1, 12, 0.15), (2, 3, 0.1), (3, 2, 0.1), (5, 8, 0.55), (6, 30, 0.1), (7, 1, 0.05)]
    cases.append((_around(rng, ring, some), ring, 0.1))
    return sorted(cases, key=lambda case: case[0].size + case[1].size)


def _stairs(rng, k, n):
    centers = np.array([[4.0 * (j // 3) + 0.5 * (j % 3), 4.0 * (j % 3)] for j in range(k)])
    good = [(j, j, 0.7) for j in range(k)]
    return _around(rng, centers, [*good, (k - 1, n - k * (k - 1) // 2, 1.9)]), centers, 0.25


def _around(rng, centers, some):
    """So many samples at about a distance from a center, for each (center, number, distance); none on a border."""
    found = []
    for k, number, distance in some:
        angles = rng.uniform(0, 2 * np.pi, number)
        steps = np.stack([np.cos(angles), np.sin(angles)], axis=1) * rng.uniform(0.5, 1, (number, 1)) * distance
        found.append(centers[k] + np.round(steps, 3))
    return rng.permutation(np.concatenate(found))


_COUNT = '''
def covered_modes(samples, centers, sigma):
    """good, covered: the share of the samples that are good, from 0 to 1, and the number of modes that they cover.

    samples (n, 2) come from a generator, centers (k, 2) are those of k equal modes, each of width sigma. A sample is
    good if it lies within 3 sigma of its nearest center, in straight distance; on the border it still is. A mode is
    covered if the good samples that are nearest to its center are at least a quarter of its fair share, n / k.
    """
%s
'''
_NEAREST = """    distances = np.linalg.norm(samples[:, None] - centers, axis=2)
    near, least = distances.argmin(axis=1), distances.min(axis=1)
"""
_GOOD = _NEAREST + "    is_good = least <= 3 * sigma\n"
_COUNTED = _GOOD + "    counts = np.bincount(near[is_good], minlength=len(centers))\n"
_SHARE = "np.mean(is_good)"


def _wrong(name, values, message, before=_COUNTED):
    return Mistake(name, _COUNT % (before + f"    return {values}"), message)


COVERED_MODES = Exercise(
    name="covered_modes",
    title="Count the modes",
    stub=_COUNT % "    ...",
    hints=(
        "Begin with an array (n, k) of the distances from each sample to each center. Which center is nearest, and is "
        "it near enough?",
        "The distances are np.linalg.norm(samples[:, None] - centers, axis=2); argmin and min over axis 1 are each "
        "sample's center and its distance. The good share is the mean of a mask.",
        "Count the good ones by mode, np.bincount(near[is_good], minlength=len(centers)), and compare each count with "
        "len(samples) / len(centers) / 4.",
    ),
    solution=_COUNT
    % (
        _COUNTED + "    covered = np.sum(counts >= len(samples) / len(centers) / 4)\n    return is_good.mean(), covered"
    ),
    cases=_samples,
    unseen=_any_samples,
    returns=("good", "covered"),
    mistakes=(
        _wrong(
            "the literature's rule",
            f"{_SHARE}, np.sum(counts > 0)",
            "A single good sample is enough for a mode here, as in much of the literature: in this chapter it takes a "
            "quarter of the fair share, n / k / 4.",
        ),
        _wrong(
            "more than a quarter",
            f"{_SHARE}, np.sum(counts > len(samples) / len(centers) / 4)",
            "A mode with a quarter of its fair share exactly is not counted: at least a quarter covers it.",
        ),
        _wrong(
            "the whole fair share",
            f"{_SHARE}, np.sum(counts >= len(samples) / len(centers))",
            "A mode is counted only from its whole fair share on: a quarter of it is enough.",
        ),
        _wrong(
            "a quarter of all",
            f"{_SHARE}, np.sum(counts >= len(samples) / 4)",
            "A mode is counted from a quarter of all samples on: its fair share is n / k, and a quarter of that is "
            "enough.",
        ),
        _wrong(
            "a quarter of the good ones",
            f"{_SHARE}, np.sum(counts >= is_good.sum() / len(centers) / 4)",
            "The fair share is taken of the good samples: it is n / k, with all n samples.",
        ),
        _wrong(
            "rounded up",
            f"{_SHARE}, np.sum(counts >= np.ceil(len(samples) / len(centers) / 4) + 1)",
            "It asks for one good sample too many in each mode: at least n / k / 4 cover it.",
        ),
        _wrong(
            "rounded down",
            f"{_SHARE}, np.sum(counts >= len(samples) // len(centers) // 4)",
            "The quarter of the fair share is rounded down to a whole number: keep it as it is, len(samples) / "
            "len(centers) / 4.",
        ),
        _wrong(
            "bad ones count",
            f"{_SHARE}, np.sum(np.bincount(near, minlength=len(centers)) >= len(samples) / len(centers) / 4)",
            "All samples that are nearest to a center count for its mode: only the good ones do.",
        ),
        _wrong(
            "the fair share rounded down",
            f"{_SHARE}, np.sum(counts >= len(samples) // len(centers) / 4)",
            "The fair share is rounded down to a whole number: keep it as it is, len(samples) / len(centers), and "
            "then take its quarter.",
        ),
        _wrong(
            "rounded",
            f"{_SHARE}, np.sum(counts >= round(len(samples) / len(centers) / 4))",
            "The quarter of the fair share is rounded: keep it as it is, len(samples) / len(centers) / 4.",
        ),
        _wrong(
            "half of the fair share",
            f"{_SHARE}, np.sum(counts >= len(samples) / len(centers) / 2)",
            "A mode is counted only from half of its fair share on: a quarter of it is enough.",
        ),
        _wrong(
            "n forgotten",
            f"{_SHARE}, np.sum(counts >= len(centers) / 4)",
            "A mode is counted from a number on that doesn't depend on n: its fair share is n / k, and a quarter of it "
            "is enough.",
        ),
        _wrong(
            "every center within reach",
            f"{_SHARE}, np.sum((distances <= 3 * sigma).sum(axis=0) >= len(samples) / len(centers) / 4)",
            "A sample counts for every center within 3 sigma of it: it belongs to the nearest one alone.",
        ),
        _wrong(
            "the first center within reach",
            f"{_SHARE}, np.sum(counts >= len(samples) / len(centers) / 4)",
            "A sample counts for the first center within 3 sigma of it: it belongs to the nearest one.",
            _GOOD + "    first = (distances <= 3 * sigma).argmax(axis=1)\n"
            "    counts = np.bincount(first[is_good], minlength=len(centers))\n",
        ),
        _wrong(
            "the last center within reach",
            f"{_SHARE}, np.sum(counts >= len(samples) / len(centers) / 4)",
            "A sample counts for the last center within 3 sigma of it: it belongs to the nearest one.",
            _GOOD + "    last = len(centers) - 1 - (distances <= 3 * sigma)[:, ::-1].argmax(axis=1)\n"
            "    counts = np.bincount(last[is_good], minlength=len(centers))\n",
        ),
        _wrong(
            "counted once for each center",
            "(distances <= 3 * sigma).sum() / len(samples), ...",
            "A sample counts as good once for every center within 3 sigma of it: it is one sample, good if its nearest "
            "center is.",
        ),
        _wrong(
            "the border",
            "np.mean(least < 3 * sigma), ...",
            "A sample that lies 3 sigma from its center exactly is not counted as good: on the border it is.",
        ),
        _wrong(
            "within sigma",
            "np.mean(least <= sigma), ...",
            "Samples are good only within sigma of their center: the rule is 3 sigma.",
        ),
        _wrong(
            "within 1.5 sigma",
            "np.mean(least <= 1.5 * sigma), ...",
            "Samples are good only within 1.5 sigma of their center: the rule is 3 sigma.",
        ),
        _wrong(
            "within 2 sigma",
            "np.mean(least <= 2 * sigma), ...",
            "Samples are good only within 2 sigma of their center: the rule is 3 sigma.",
        ),
        _wrong(
            "within 3",
            "np.mean(least <= 3), ...",
            "Samples are good within a distance of 3, whatever sigma is: the rule is 3 sigma.",
        ),
        _wrong(
            "the root of sigma",
            "np.mean(least <= 3 * np.sqrt(sigma)), ...",
            "Samples are good within 3 roots of sigma: sigma is the width itself, no variance.",
        ),
        _wrong(
            "squares against 3 sigma",
            "np.mean(least**2 <= 3 * sigma), ...",
            "Squared distances are compared with 3 sigma: compare them with (3 sigma)², or take the root.",
        ),
        _wrong(
            "squares against 3 sigma squared",
            "np.mean(least**2 <= 3 * sigma**2), ...",
            "Squared distances are compared with 3 sigma²: the 3 is squared as well, (3 * sigma)**2.",
        ),
        _wrong(
            "in each direction",
            "np.mean((np.abs(samples[:, None] - centers) <= 3 * sigma).all(axis=2).any(axis=1)), ...",
            "A sample is good if it is within 3 sigma in each direction alone, a square around the center: the "
            "distance is the straight one, the root of the sum of both squares.",
        ),
        _wrong(
            "along the axes",
            "np.mean(np.abs(samples[:, None] - centers).sum(axis=2).min(axis=1) <= 3 * sigma), ...",
            "The distance is measured along the axes, as a sum of both differences: it is the root of the sum of their "
            "squares.",
        ),
        _wrong(
            "number of good ones",
            "is_good.sum(), ...",
            "The good samples are counted: their share is asked for, a number from 0 to 1.",
        ),
        _wrong(
            "in percent",
            "100 * is_good.mean(), ...",
            "The good share is in percent: a number from 0 to 1 is asked for.",
        ),
        _wrong(
            "the bad share",
            "1 - is_good.mean(), ...",
            "It is the share of the samples that are not good: the others' is asked for.",
        ),
        _wrong(
            "share of the modes",
            f"{_SHARE}, np.mean(counts >= len(samples) / len(centers) / 4)",
            "The covered modes are a share: their number is asked for.",
        ),
        _wrong(
            "which modes",
            f"{_SHARE}, counts >= len(samples) / len(centers) / 4",
            "It tells of each mode whether it is covered: the number of those that are is asked for, np.sum of it.",
        ),
        _wrong(
            "modes that are not covered",
            f"{_SHARE}, np.sum(counts < len(samples) / len(centers) / 4)",
            "It counts the modes that are not covered: count the others.",
        ),
        _wrong(
            "the good share of the nearest mode",
            "np.mean(is_good & covers[near]), covers.sum()",
            "A sample near a mode that isn't covered is not counted as good: whether it is good depends on its own "
            "distance alone.",
            _COUNTED + "    covers = counts >= len(samples) / len(centers) / 4\n",
        ),
    ),
)

"""A random search over two workers of a Dask cluster against one worker, on trials of a second each.

    python benchmarks/cluster_search.py                 needs dask: pip install "course_nn[cluster]"

A trial sleeps for a second, so that what is measured is what sharing costs, not the machine. Both searches run through
the same cluster interface. The script ends with code 1 if the target is missed.
"""

import sys
import time

from course_nn.cluster import cluster
from course_nn.search import Uniform, random_search

TRIALS, TARGET = 12, 1.7


def second(rng, x):
    """A trial of one second."""
    time.sleep(1)
    return x + rng.random()


def main():
    seconds, rows = {}, {}
    for workers in (1, 2):
        with cluster(workers=workers) as machines:
            start = time.perf_counter()
            rows[workers] = random_search(second, {"x": Uniform(0, 1)}, TRIALS, workers=machines, progress=False).rows
            seconds[workers] = time.perf_counter() - start
    ratio = seconds[1] / seconds[2]
    reached = ratio >= TARGET and rows[1] == rows[2]
    print(
        f"{TRIALS} trials of a second: 1 worker {seconds[1]:.2f} s, 2 workers {seconds[2]:.2f} s, {ratio:.2f} times as "
        f"fast; rows equal: {rows[1] == rows[2]}   target {TARGET}: {'reached' if reached else 'MISSED'}"
    )
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())

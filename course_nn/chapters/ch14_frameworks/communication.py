"""A step of training shared by many machines: what computing gains, and what sending costs."""

from itertools import pairwise

import numpy as np

from ...data.measured import measurements

#: Inputs and classes of the network of the picture, 784-u-u-2u-9 with u units.
D_IN, D_OUT = 784, 9
UNITS = (64, 128, 256, 512, 1024, 2048)
BATCHES = tuple(2**k for k in range(5, 16))
#: 10⁶ bytes a second: from a slow wireless link to a rack of accelerators; and seconds for a message to go and return.
BANDWIDTHS = (10, 30, 100, 300, 1000, 3000, 10_000, 100_000)
LATENCIES = (1e-5, 1e-4, 1e-3, 1e-2, 1e-1)
MOST = 32
#: Operations a second of one worker; 6 for each entry of θ and example: 2 forward, 4 back.
RATE, OPERATIONS = 1e11, 6
WAYS = ("through one process", "around a ring")


def theta_size(units):
    """The number of entries of θ of 784-u-u-2u-9."""
    widths = (D_IN, units, units, 2 * units, D_OUT)
    return sum((a + 1) * b for a, b in pairwise(widths))


def computation(size, batch):
    """Seconds that one worker computes for a step at this batch: 6 · entries of θ · examples / rate."""
    return OPERATIONS * size * batch / RATE


def sent(size, batch, workers, way=WAYS[0]):
    """Bytes in float32 that pass the busiest place in a step: (with every exchange of θ, with every batch).

    Through one process: θ goes to each worker and a gradient as long comes back, 2 W θ, and the batch goes out once.
    Around a ring each worker sends and gets 2 (W − 1) / W θ, at the same time as all others, and has its data already
    (Patarasuk and Yuan, Bandwidth optimal all-reduce algorithms for clusters of workstations, 2009).
    """
    if way == WAYS[0]:
        return 4 * 2 * workers * size, 4 * D_IN * batch
    return 4 * 2 * (workers - 1) / workers * size, 0


def step_seconds(compute, exchanged, batch_bytes, workers, latency, bandwidth, every=1, messages=1):
    """t = computation / W + (messages · latency + exchanged / bandwidth) / every + batch / bandwidth.

    ``latency`` is the time that a round of messages without contents takes, ``bandwidth`` bytes a second; ``every`` is
    the number of steps between two exchanges (local SGD). With one worker nothing is sent: t is the computation.
    """
    if workers == 1:
        return compute
    return compute / workers + (messages * latency + exchanged / bandwidth) / every + batch_bytes / bandwidth


def share_step(units, batch, workers, bandwidth, latency, every, way):
    """The instrument's compute: a step's time on 1 to `MOST` workers, in all and what of it is computing.

    ``bandwidth`` in 10⁶ bytes a second.
    """
    size = theta_size(units)
    compute = computation(size, batch)
    counts = np.arange(1, MOST + 1)
    seconds = np.array([_seconds(size, batch, int(w), bandwidth * 1e6, latency, every, way) for w in counts])
    return {
        "units": units,
        "size": size,
        "batch": batch,
        "workers": workers,
        "way": way,
        "counts": counts,
        "seconds": seconds,
        "computing": compute / counts,
        "speed_up": compute / seconds,
    }


def _seconds(size, batch, workers, bandwidth, latency, every, way):
    # A ring takes 2 (W − 1) rounds of messages, one after the other.
    messages = 1 if way == WAYS[0] else 2 * (workers - 1)
    return step_seconds(
        computation(size, batch), *sent(size, batch, workers, way), workers, latency, bandwidth, every, messages
    )


def measured():
    """What ``benchmarks/data_parallel.py`` measured: "rows" of steps, "latency", "bandwidth", "made_with"."""
    return measurements(__package__, "data_parallel")


def predicted(row, stored):
    """The seconds of a measured step, by the model.

    From what the workers took to compute their parts all at once, "part", and from latency and bandwidth, which were
    measured on steps in which hardly anything is computed.
    """
    workers = stored["workers"]
    exchanged, batch_bytes = sent(row["size"], row["batch"], workers)
    compute = workers * row["part"]
    return step_seconds(compute, exchanged, batch_bytes, workers, stored["latency"], stored["bandwidth"], row["every"])

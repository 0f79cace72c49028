"""What an answer may use, and what is promised to hold it to that."""

from dataclasses import dataclass

MB = 2**20


@dataclass(frozen=True)
class Limits:
    """For one exercise of one student. Whoever goes beyond loses this exercise, and nobody else anything.

    The memory is that of each process, so that all of them have ``processes`` times as much at most.
    """

    seconds: float = 10.0  # by the clock
    training: float = 60.0  # where the course itself trains with what was answered
    memory: int = 1024 * MB
    processes: int = 4  # threads count
    disk: int = 16 * MB
    files: int = 1000
    answer: int = 4 * MB  # of what comes back


#: What the fence keeps, by name, in the words of the report where it does not.
KEPT = {
    "time": "how long an answer runs",
    "memory": "how much memory it takes",
    "processes": "how many processes it starts",
    "survivors": "that they end with it",
    "disk": "how much it writes",
    "answer": "how long what comes back is",
    "files": "that it reads no files of this computer but Python's own",
    "writing": "that it writes nowhere but in a place of its own",
    "network": "that it reaches no network",
    "neighbors": "that it can't reach other processes",
}

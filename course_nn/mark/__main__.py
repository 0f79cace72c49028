"""``python -m course_nn.mark FOLDER``: mark the notebooks in a folder (`course_nn.mark`)."""

import argparse
import signal
import sys


def main(arguments=None):
    """0 if all were marked; 2 with a sentence if nothing could be; 130 if it was ended before."""
    parser = argparse.ArgumentParser(
        "python -m course_nn.mark", description="Mark the notebooks that students hand in."
    )
    parser.add_argument("folder", help="notebooks, one a student, or a folder for each student")
    parser.add_argument("--out", help="where marks.csv, index.html and feedback/ go (default: FOLDER/marks)")
    parser.add_argument("--chapters", type=int, nargs="+", metavar="N", help="numbers of chapters (default: all)")
    parser.add_argument("--unsafe", action="store_true", help="mark also where answers can't be held back")
    parser.add_argument("--seed", type=int, help="of the inputs that students have not seen (default: a secret one)")
    parser.add_argument("--jobs", type=int, help="students at a time (default: one for each processor)")
    asked = parser.parse_args(arguments)
    try:
        from .desk import mark_folder  # here, because it takes a while, and may be interrupted as all that follows

        mark_folder(asked.folder, asked.out, asked.chapters, asked.unsafe, asked.seed, jobs=asked.jobs)
    except (OSError, ValueError) as error:
        told = f"{error.filename}: {error.strerror}" if getattr(error, "filename", None) else str(error)
        from .table import shown

        print(f"course_nn.mark: {shown(told)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted: what is marked is kept; the same command goes on.", file=sys.stderr)
        return 130
    return 0


#: The last one comes when a terminal is closed.
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def _end(*_):
    """Whoever ends it by a signal gets what an interrupt gets: nothing is left behind but what is marked.

    One is enough: another one would end the clearing up.
    """
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    for number in _SIGNALS:  # unless it was asked to go on (nohup)
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _end)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # a name may be one that the terminal can't write
    sys.exit(main())

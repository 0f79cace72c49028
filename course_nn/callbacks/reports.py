"""Callbacks that tell how a training goes: a table in a file, a bar."""

import csv
import io

from .. import _files
from . import Callback


class CSVLog(Callback):
    """A table for spreadsheets and pandas: one line an epoch with its number (from 1) and what was measured.

    Each line is on the disk when its epoch ends. A training that goes on with a history goes on with its table, without
    a second header or an epoch twice; a new one begins a new table, in the place of an old one.
    """

    def __init__(self, path):
        self.path = path

    def start(self, run):
        self.path = _files.place(self.path, "CSVLog")
        past = self._read()[: run.epoch + 1]
        names = past[0][1:] if past else []
        if not set(run.names) <= set(names) or [row[0] for row in past[1:]] != [*map(str, range(1, run.epoch + 1))]:
            # From the history, not the file.
            past, names = [], [*dict.fromkeys([*run.history.records, *run.names])]
            for epoch in range(1, run.epoch + 1):
                columns = (run.history.records.get(name, []) for name in names)
                # A column that is shorter began later.
                past.append([epoch, *("" if (i := epoch - run.epoch - 1 + len(c)) < 0 else c[i] for c in columns)])
            past.insert(0, ["epoch", *names])
        self._names = names
        try:
            with _files.replacing(self.path) as file:  # an interrupt does not lose the epochs of before
                file.write(_lines(past))
        except OSError as error:
            raise _files.refusal(self.path, "CSVLog", error) from None

    def after_epoch(self, run):
        with open(self.path, "ab") as file:
            file.write(_lines([[run.epoch, *(run.measured.get(name, "") for name in self._names)]]))

    def _read(self):
        """The rows of an older log; another file is not written over."""
        if not self.path.exists():
            return []
        with open(self.path, newline="", encoding="utf-8", errors="replace") as file:
            if file.read(6) not in ("", "epoch,"):
                raise ValueError(
                    f"CSVLog: expected a new file or an older log, got {self.path.name}, which is something else; "
                    "name another file"
                )
            file.seek(0)
            return list(csv.reader(file))

    def __repr__(self):
        return f"CSVLog({str(self.path)!r})"


def _lines(rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "backslashreplace")


class ProgressBar(Callback):
    """What ``fit(progress=True)`` shows: tqdm's bar, in a notebook as a widget; lines of text where it is missing."""

    _bar = None

    def start(self, run):
        try:
            from tqdm.auto import tqdm
        except ImportError:
            return
        self._bar = tqdm(total=run.epochs, initial=run.epoch, unit="epoch")

    def after_epoch(self, run):
        words = ", ".join(f"{name.replace('_', ' ')} {value:.4g}" for name, value in run.measured.items())
        if self._bar is None:
            print(f"epoch {run.epoch}/{run.epochs}  {words}")
            return
        self._bar.set_postfix_str(words, refresh=False)
        self._bar.update()

    def finish(self, run):
        if self._bar is not None:
            self._bar.close()
            self._bar = None

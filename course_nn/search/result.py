"""What a search found: the best values, all trials as a table, and as a picture of the axes."""

import html

from .. import _checks
from .space import text


class SearchResult:
    """The finished trials of a search.

    - ``best``: the values of the trial with the smallest score, a dict; ``score``: that score.
    - ``rows``: one flat dict a trial, in the order of the trials: ``trial``, a column for each value, ``score`` (None
      if it failed) and ``failure`` (None, or the reason in words). ``pandas.DataFrame(result.rows)`` works.
    - ``table(n)``: the best ``n`` as text; a result at the end of a cell shows them.
    - ``plot()``: the score against each axis, the most important one first.
    - ``interrupted``: whether it was stopped before the last trial.
    """

    def __init__(self, space, rows, interrupted=False):
        self.space, self.rows, self.interrupted = space, rows, interrupted

    @property
    def best(self):
        first = self._first()
        return {name: first[name] for name in self.space}

    @property
    def score(self):
        return self._first()["score"]

    def _first(self):
        if not self.ranked:
            why = f"the first failed: {self.rows[0]['failure']}" if self.rows else "none was finished"
            raise ValueError(f"search: expected at least one trial that gives a number, got none; {why}")
        return self.ranked[0]

    @property
    def ranked(self):
        """The rows that have a score, the smallest first; equal ones in the order of the trials."""
        return sorted((row for row in self.rows if row["failure"] is None), key=lambda row: row["score"])

    @property
    def failures(self):
        """The rows that have none."""
        return [row for row in self.rows if row["failure"] is not None]

    def __len__(self):
        return len(self.rows)

    def plot(self):
        """A figure of the score against each axis, with the share of its variation that each explains."""
        from ..plots.search import show_search  # a figure needs Matplotlib, a search does not

        return show_search(self)

    def table(self, n=10):
        """The ``n`` best trials as text, and below them how many failed."""
        head, *body = self._cells(_checks.whole(n, "n", low=1))
        widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
        lines = ["  ".join(f"{cell:>{w}}" for cell, w in zip(row, widths, strict=True)) for row in (head, *body)]
        return "\n".join([*lines, self._summary(len(body))])

    def __repr__(self):
        return self.table()

    def _repr_html_(self):
        head, *body = self._cells(10)
        rows = [_html_row("th", head), *(_html_row("td", row) for row in body)]
        return f"<table>{''.join(rows)}</table><p>{html.escape(self._summary(len(body)))}</p>"

    def _cells(self, n):
        yield ["trial", *self.space, "score"]
        for row in self.ranked[:n]:
            yield [str(row["trial"]), *(_shown(row[name]) for name in self.space), _shown(row["score"])]

    def _summary(self, shown):
        trials = f"the best {shown} of {len(self)}" if shown < len(self) else str(len(self))
        words = f"{trials} trial{'s' if len(self) != 1 else ''}"
        if self.failures:
            row = self.failures[0]
            words += f"; {len(self.failures)} failed, the first (trial {row['trial']}): {row['failure']}"
        return words + ("; interrupted" if self.interrupted else "")


def _shown(value):
    return f"{value:.4g}" if isinstance(value, float) else value if isinstance(value, str) else text(value)


def _html_row(kind, cells):
    return "<tr>" + "".join(f"<{kind}>{html.escape(cell)}</{kind}>" for cell in cells) + "</tr>"

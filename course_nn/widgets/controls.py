"""The controls of an instrument: what can be moved, within which range, and how it looks."""

import keyword
import math
import numbers
from dataclasses import KW_ONLY, dataclass
from typing import Any

from .. import _checks
from ..plots.powers import printed
from .versions import tooltip

WIDTH = "270px"  # of every control, so that all chapters look alike
MARKS = "course-nn-marks"  # a slider over given marks: its number can't be typed
_PREFERRED = (1, 1.3, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8)


@dataclass
class Control:
    """What all controls share: the ``name`` of compute's argument and the ``label`` the student reads."""

    name: str
    label: str

    #: Whether ``move`` of an instrument that has one redraws what depends on this control.
    moves = False

    def __post_init__(self):
        kind = type(self).__name__
        if not isinstance(self.name, str) or not self.name.isidentifier() or keyword.iskeyword(self.name):
            raise ValueError(f"{kind}: expected a name that can be an argument of compute, got {self.name!r}")
        if not isinstance(self.label, str) or not self.label.strip():
            raise ValueError(f"{kind} {self.name!r}: expected a label for the reader, got {self.label!r}")
        self.check()

    def check(self):
        """Refuse a definition that can't work, with one sentence."""

    def clean(self, value):
        """``value`` as compute gets it, or a sentence that says why it is none of this control's."""
        raise NotImplementedError

    def ends(self):
        """The values at which a test must look: both ends of a range, every option of a choice."""
        raise NotImplementedError

    def widget(self):
        """A new widget with a ``value`` for this control."""
        raise NotImplementedError

    def root(self, widget):
        """What is shown for ``widget``: itself, unless the control has more parts."""
        return widget

    @property
    def _where(self):
        return f"{type(self).__name__} {self.name!r}"

    def _check_range(self):
        for part in ("low", "high", "value"):
            _checks.number(getattr(self, part), f"{self._where}: {part}")
        if not self.low < self.high:
            raise ValueError(f"{self._where}: expected low below high, got {self.low:g} and {self.high:g}")
        if not self.low <= self.value <= self.high:
            raise ValueError(
                f"{self._where}: expected value between {self.low:g} and {self.high:g}, got {self.value:g}"
            )

    def _within(self, value):
        value = _checks.number(value, self._where)
        if not self.low <= value <= self.high:
            raise ValueError(f"{self._where}: expected a number from {self.low:g} to {self.high:g}, got {value:g}")
        return value


@dataclass
class Slider(Control):
    """A continuous quantity from ``low`` to ``high`` in steps of ``step``; ``unit`` stands after the label."""

    low: float
    high: float
    step: float
    value: float
    unit: str = ""

    def check(self):
        self._check_range()
        _checks.number(self.step, f"{self._where}: step", above=0, high=self.high - self.low)
        self.value = self.clean(self.value)

    def clean(self, value):
        # The nearest mark of the scale: what compute gets is what the student reads.
        value = self._within(value)
        marks = round((value - self.low) / self.step)
        return float(min(round(self.low + marks * self.step, 10), self.high)) + 0.0

    def ends(self):
        return [float(self.low), float(self.high)]

    def widget(self):
        import ipywidgets

        digits = next((d for d in range(7) if abs(round(self.step, d) - self.step) < 1e-12), 7)
        return ipywidgets.FloatSlider(
            value=self.value,
            min=self.low,
            max=self.high,
            step=self.step,
            readout_format=f".{digits}f",
            **_shown(self),
        )


@dataclass
class IntSlider(Control):
    """A whole number from ``low`` to ``high``."""

    low: int
    high: int
    value: int
    _: KW_ONLY
    step: int = 1
    unit: str = ""

    def check(self):
        for part in ("low", "high", "value"):
            setattr(self, part, _checks.whole(getattr(self, part), f"{self._where}: {part}"))
        self.step = _checks.whole(self.step, f"{self._where}: step", low=1)
        self._check_range()
        self.value = self.clean(self.value)

    def clean(self, value):
        _checks.number(value, self._where)
        value = _checks.whole(round(value) if value == round(value) else value, self._where)
        self._within(value)
        return min(self.low + round((value - self.low) / self.step) * self.step, self.high)

    def ends(self):
        return [self.low, self.high]

    def widget(self):
        import ipywidgets

        return ipywidgets.IntSlider(value=self.value, min=self.low, max=self.high, step=self.step, **_shown(self))


@dataclass
class LogSlider(Control):
    """A positive quantity on a logarithmic scale (rates, strengths) from ``low`` to ``high``.

    The marks are round numbers, ten for each factor of ten (1, 1.3, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8, 10: the
    preferred numbers of ISO 3), together with ``low``, ``high`` and ``value`` themselves. What is counted is
    ``whole``: the marks are rounded, each number standing once.
    """

    low: float
    high: float
    value: float
    _: KW_ONLY
    unit: str = ""
    whole: bool = False

    def check(self):
        _checks.number(self.low, f"{self._where}: low", above=0)
        self._check_range()
        decades = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        marks = {float(f"{part}e{decade}") for decade in decades for part in _PREFERRED}
        if self.whole:
            marks = {float(round(mark)) for mark in marks}
        inside = {mark for mark in marks if self.low < mark < self.high}
        self.marks = sorted(inside | {float(self.low), float(self.high), float(self.value)})
        self.value = float(self.value)

    def clean(self, value):
        value = self._within(value)
        return min(self.marks, key=lambda mark: abs(math.log(mark / value)))

    def ends(self):
        return [float(self.low), float(self.high)]

    def widget(self):
        import ipywidgets

        marks = [(printed(f"{mark:.4g}"), mark) for mark in self.marks]
        return ipywidgets.SelectionSlider(value=self.value, options=marks, **_shown(self)).add_class(MARKS)


@dataclass
class Choice(Control):
    """One of several ``options``: a list of strings, or a dict from what is read to what compute gets."""

    options: Any
    value: Any

    def check(self):
        pairs = self.options.items() if isinstance(self.options, dict) else None
        try:
            self.pairs = [(str(a), b) for a, b in pairs] if pairs else [(_read(o), o) for o in self.options]
        except TypeError:
            raise TypeError(
                f"{self._where}: expected options as a list or a dict, got {_checks.describe(self.options)}"
            ) from None
        if isinstance(self.options, str) or len(self.pairs) < 2:
            raise ValueError(f"{self._where}: expected at least two options, got {self.options!r}")
        if len({text for text, _ in self.pairs}) < len(self.pairs):
            raise ValueError(f"{self._where}: expected options that differ, got {self.options!r}")
        self.value = self.clean(self.value)

    def clean(self, value):
        for _, known in self.pairs:
            if known is value or (type(known) is type(value) and known == value):
                return known
        read = ", ".join(repr(known) for _, known in self.pairs)
        raise ValueError(f"{self._where}: expected one of {read}, got {value!r}")

    def ends(self):
        return [known for _, known in self.pairs]

    def widget(self):
        import ipywidgets

        return ipywidgets.Dropdown(value=self.value, options=self.pairs, **_shown(self))


class Ladder(Choice):
    """A slider over ``options`` that have an order but no even steps: 1, 2, 4, 8, …

    Of numbers any type will do: 2 where an option is 2.0.
    """

    def clean(self, value):
        options = [known for _, known in self.pairs if _is_number(known)]
        return super().clean(next((known for known in options if _is_number(value) and known == value), value))

    def ends(self):
        return [self.pairs[0][1], self.pairs[-1][1]]

    def widget(self):
        import ipywidgets

        return ipywidgets.SelectionSlider(value=self.value, options=self.pairs, **_shown(self)).add_class(MARKS)


@dataclass
class Toggle(Control):
    """Something that is on or off."""

    value: bool = False

    def check(self):
        self.value = self.clean(self.value)

    def clean(self, value):
        if not isinstance(value, bool):
            raise TypeError(f"{self._where}: expected True or False, got {_checks.describe(value)}")
        return value

    def ends(self):
        return [False, True]

    def widget(self):
        import ipywidgets

        shown = _shown(self)
        return ipywidgets.Checkbox(value=self.value, indent=False, **shown)


def _is_number(value):
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _shown(control):
    """What every widget of the course gets: its label, one width, one style."""
    unit = getattr(control, "unit", "")
    name = f"{control.label} ({unit})" if unit else control.label
    return {
        "description": name,
        **tooltip(name),  # without one, ipywidgets 8 writes "null" there
        "layout": {"width": WIDTH},
        "style": {"description_width": "initial"},
    }


def _read(option):
    """An option that has no words of its own."""
    return option if isinstance(option, str) else printed(str(option))

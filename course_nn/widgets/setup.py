"""The check of the reader's set-up: versions, data sets, and a button that proves that widgets answer."""

import html
import importlib.metadata
import platform

from .. import data
from .versions import view

PACKAGES = ("course_nn", "numpy", "matplotlib", "ipywidgets", "sympy", "scikit-learn", "jupyterlab")
#: Not needed where the notebook runs: in Colab, Kaggle and VS Code something else shows it.
ONLY_SHOWS = {"jupyterlab": "not here, nor needed: something else shows this notebook"}


def installed(packages=PACKAGES):
    """(package, version) for each; the version is None where the package is missing."""
    found = []
    for name in packages:
        try:
            found.append((name, importlib.metadata.version(name)))
        except importlib.metadata.PackageNotFoundError:
            found.append((name, None))
    return found


def available_data():
    """(name, what it is) for the data sets that are there without a network; the text says what fails, if one does."""
    rows = [
        (
            "toy sets",
            "made on the spot: " + ", ".join(("xor", "logic_gate", "blobs", "moons", "circles", "spirals")),
        )
    ]
    for load in (data.iris, data.digits, data.diabetes, data.breast_cancer, data.wine):
        try:
            found = load()
            rows.append((load.__name__, "{} examples, {} features".format(*found.X.shape)))
        except ImportError as error:
            rows.append((load.__name__, f"missing: {error}"))
    for call in ("mnist", "fashion_mnist"):
        here = data.downloaded(call.replace("_", "-"))
        rows.append((call, "downloaded" if here else f"not here, nor needed: data.{call}(download=True) brings it"))
    return rows


class SetupCheck:
    """A table of what is installed and which data are there, and a button. ``check_setup()`` shows it."""

    def __init__(self):
        self.packages, self.data = installed(), available_data()
        self.presses = 0

    @property
    def missing(self):
        """The packages that are not installed and should be."""
        return [name for name, version in self.packages if version is None and name not in ONLY_SHOWS]

    @property
    def verdict(self):
        """One sentence: all is there, or what to install."""
        if self.missing:
            return f"Missing: {', '.join(self.missing)}. Install with: python -m pip install {' '.join(self.missing)}"
        return "Everything the course needs is installed."

    def widget(self):
        """The tables, and the button that answers when it is pressed."""
        import ipywidgets as W

        button = W.Button(description="Press me", tooltip="do widgets answer?")
        answer = W.HTML("Press the button: if this line changes, the sliders will work too.")

        def pressed(_):
            self.presses += 1
            answer.value = f"<b>Widgets answer.</b> Pressed {self.presses} time{'s' if self.presses > 1 else ''}."

        button.on_click(pressed)
        return W.VBox([W.HTML(self._table()), W.HBox([button, answer])])

    def _table(self):
        cell = 'style="padding:1px 18px 1px 0;text-align:left"'
        rows = [
            ("Python", platform.python_version()),
            *((n, v or ONLY_SHOWS.get(n, "missing")) for n, v in self.packages),
            *self.data,
        ]
        body = "".join(f"<tr><td {cell}>{html.escape(a)}</td><td {cell}>{html.escape(b)}</td></tr>" for a, b in rows)
        return f"<p><b>{html.escape(self.verdict)}</b></p><table>{body}</table>"

    def __repr__(self):
        return self.verdict

    def _repr_mimebundle_(self, include=None, exclude=None):
        # The versions are this machine's: a stored notebook keeps the verdict alone, and says whose it is.
        stored = f"{self.verdict} (So it was where this cell was last run: run it for your own machine.)"
        return {**view(self.widget()), "text/plain": stored}


def check_setup():
    """Show whether everything the course needs is there, and whether widgets answer."""
    return SetupCheck()

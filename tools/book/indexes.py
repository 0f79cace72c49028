"""The pages that are about all chapters: the start, the notation, the instruments and the exercises."""

import re

from course_nn.exercises import EXERCISES

from .. import teaching_table
from . import links

NOTATION = "## The notation"
MAP = "## The map"


def short(text):
    """Words as they stand in a table's cell."""
    return " ".join(text.split()).replace("|", "\\|")


def start(chapters, instruments, moving, exercises, pictures):
    """The first page. ``instruments``, those of them that are ``moving`` without a kernel, and ``exercises`` are
    counts; ``pictures`` keeps the map of chapter 00."""
    here = (
        f"{'All' if moving == instruments else moving} of them move on these pages although nothing runs behind them: "
        "their pictures were made before, and where a picture is of a value near yours, a line says so."
        if moving
        else "On these pages you see each as it opens; in the notebooks they move."
    )
    openings = teaching_table.openings()
    rows = [
        f"| [{one.number:02d} {one.title}]({one.file}) | {short(one.question)} | {one.minutes} |" for one in openings
    ]
    return f"""# Neural networks, from one neuron on

<p class="lead">A course to take hold of. Every idea is said in words, then in mathematics, then in code that reads like
the mathematics, and then it lies under a slider: you predict, you move it, you see.</p>

What you read here are the course's notebooks, with what they gave when they were last run. {instruments} instruments
stand in them. {here} {exercises} exercises have three hints and a solution each, to be unfolded one by one.
The networks are those of a small package in NumPy alone, [all of which](api/index.md) can be opened and read; other
libraries draw, derive formulas, and are what some chapters compare with.

{links.where_it_runs("00_start_here").replace("Download the notebook", "Download chapter 00")}

## Run it yourself

Here you can look; in the notebooks you can also write. There an exercise says what kind of mistake an answer looks
like, a [playground](playground.ipynb) trains while you change it, and instruments take every value, some of them data
of your own. With Python 3.11 or newer, git and make:

```sh
git clone https://github.com/{links.repository()}.git
cd course_nn
make lab
```

Without git or make: [the course's own page](https://github.com/{links.repository()}#start) knows other ways.

## The chapters

{the_map(chapters[0], pictures)}

| Chapter | Its question | Minutes |
|:--|:--|--:|
{chr(10).join(rows)}
| [Playground](playground.ipynb) | What does a network do when you take hold of it? | 60 |

The minutes are without the exercises from chapter 06 on. Look things up in [the notation](notation.md), among
[all instruments](instruments.md), [all exercises](exercises.md), and in [the library](api/index.md); the search at the
top left finds words in all of it.

```{{toctree}}
:hidden:
:caption: The course

{chr(10).join(one.name for one in chapters)}
```

```{{toctree}}
:hidden:
:caption: To look up

notation
instruments
exercises
api/index
health
```
"""


def section(chapter, heading):
    """The cells of a chapter from this heading of a section to the next one."""
    inside = []
    for cell in chapter.notebook.cells:
        if cell.cell_type == "markdown" and (found := re.search(r"(?m)^## .*$", cell.source)):
            if inside and found[0] != heading:
                break
            if found[0] == heading:
                inside.append(cell)
                continue
        if inside:
            inside.append(cell)
    if not inside:
        raise ValueError(f"notebooks/{chapter.name}.ipynb: the book looks for its section '{heading}', and finds none")
    return inside


def the_map(chapter, pictures):
    """The picture in chapter 00's section about the map."""
    outputs = [out for cell in section(chapter, MAP) for out in cell.get("outputs", ())]
    text = next("".join(out.data["text/html"]) for out in outputs if "text/html" in out.get("data", {}))
    return pictures.unpacked(text)


def notation(chapter, files):
    """The notation, as chapter 00 has it."""
    text = section(chapter, NOTATION)[0].source.replace(NOTATION, "# The notation", 1).rstrip()
    if text.endswith(":"):  # the words that lead to the next cell
        text = text[: text.rindex("\n\n")]
    end = f"\n\n[Chapter 00](here:{chapter.name}.html#the-notation) goes on with an example of each shape."
    return links.to_chapters(text, files) + end + "\n"


def instruments(shown, stories):
    """The index of instruments: ``shown`` is (chapter, {name: sentence}) of all; ``stories`` is by names."""
    parts = [
        "# All instruments",
        "",
        "Each leads to its place. The sentence says what its picture shows on arrival, as the",
    ]
    parts[-1] += " line below an instrument always does."
    for chapter, inside in shown:
        if not inside:
            continue
        parts += ["", f"## {chapter.heading}", "", "| Instrument | On arrival |", "|:--|:--|"]
        for name, sentence in inside.items():
            title = short(stories[name]["title"] if name in stories else name)
            link = f"[{title}](here:{chapter.name}.html#instrument-{name})"
            parts.append(f"| {link} | {short(stored_sentence(sentence))} |")
    return "\n".join([*parts, ""])


def stored_sentence(text):
    """A sentence in plain text as Markdown, so that its stars and bars stay what they are."""
    return re.sub(r"([\\*_<>\[\]$`])", r"\\\1", text)


def exercises(shown):
    """The index of exercises: ``shown`` is (chapter, names) of all."""
    parts = [
        "# All exercises",
        "",
        "Each leads to its place: the stub, three hints and a solution, folded one by one. In",
    ]
    parts[-1] += " the notebook an exercise checks itself."
    for chapter, inside in shown:
        if not inside:
            continue
        parts += ["", f"## {chapter.heading}", "", "| Exercise | In code | What is expected |", "|:--|:--|:--|"]
        for name in inside:
            one = EXERCISES[name]
            kind = "a function" if one.is_function else "a value"
            link = f"[{short(one.title)}](here:{chapter.name}.html#exercise-{name})"
            parts.append(f"| {link} | `{name}` | {kind} |")
    return "\n".join([*parts, ""])

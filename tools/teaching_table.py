"""Carry what the notebooks and rooms say of themselves into TEACHING.md, between its two marks.

    python tools/teaching_table.py [--check]

Of each chapter: its question, goals, needs and minutes, from the notebook's first cell; its instruments and exercises,
from its room. --check writes nothing and fails with a sentence if TEACHING.md says something else.
"""

import re
import sys
from pathlib import Path
from typing import NamedTuple

import nbformat

from course_nn.exercises import EXERCISES
from course_nn.widgets import INSTRUMENTS

ROOT = Path(__file__).resolve().parent.parent
BEGIN = "<!-- Written by tools/teaching_table.py from the notebooks and rooms: change it there. -->"
END = "<!-- End of what tools/teaching_table.py writes. -->"
OPENING = re.compile(
    r"# (?P<number>\d\d) (?P<title>.+?)\n\n"
    r"\*\*The question of this chapter:\*\* (?P<question>.+?)\n\n"
    r"At the end (?P<goals>.+?)\s+You need\s+(?P<needs>.+?)\.\s+About (?P<minutes>\d+) minutes(?P<but>[^.]*)\.",
    re.DOTALL,
)


class Opening(NamedTuple):
    """What the first cell of a chapter's notebook says."""

    file: str
    number: int
    title: str
    question: str
    goals: str
    needs: str
    minutes: int
    but: str  # what the minutes don't include


def opening(path):
    """The `Opening` of the notebook at ``path``; ValueError, with the form that is expected, if it has none."""
    found = OPENING.match(nbformat.read(path, as_version=4).cells[0].source)
    if not found:
        raise ValueError(
            f"notebooks/{path.name}: its first cell should read '# 00 Title', '**The question of this chapter:** …', "
            "'At the end …', 'You need ….', 'About 60 minutes.', in this order"
        )
    said = {name: " ".join(text.split()) for name, text in found.groupdict().items()}
    return Opening(path.name, **said | {"number": int(said["number"]), "minutes": int(said["minutes"])})


def openings(root=ROOT):
    """The openings of all chapters, in their order."""
    return [opening(path) for path in sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb"))]


def written(chapters):
    """The part of TEACHING.md that follows from the chapters."""
    lines = ["| Chapter | Minutes | Needs | Its question |", "|---|---|---|---|"]
    for one in chapters:
        link = f"[{one.number:02d} {one.title}](notebooks/{one.file})"
        lines.append(f"| {link} | {one.minutes}{one.but} | {one.needs} | {_upper(one.question)} |")
    lines += [f"| All | {sum(one.minutes for one in chapters)} | | |"]
    for one in chapters:
        lines += ["", f"**{one.number:02d} {one.title}.** At the end {one.goals}", ""]
        lines.append("- Exercises: " + _list(f"`{name}` ({EXERCISES[name].title})" for name in _of(EXERCISES, one)))
        lines.append("- Instruments: " + _list(f"`{name}`" for name in _of(INSTRUMENTS, one)))
    return "\n".join(lines)


def _of(window, chapter):
    return [name for name in window.rooms if window.chapter(name) == chapter.number]


def _list(names):
    return ", ".join(names) + "."


def _upper(text):
    return text[:1].upper() + text[1:]


def wanted(root=ROOT):
    """What TEACHING.md should say, from its own text and the chapters."""
    text = (root / "TEACHING.md").read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"TEACHING.md: expected the lines {BEGIN!r} and {END!r}, and what stands between is written")
    return f"{before}{BEGIN}\n\n{written(openings(root))}\n\n{END}{after}"


def main(arguments=None, root=ROOT):
    check = "--check" in (sys.argv[1:] if arguments is None else arguments)
    path = root / "TEACHING.md"
    try:
        text = wanted(root)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    if path.read_text(encoding="utf-8") == text:
        return 0
    if check:
        print(
            "TEACHING.md does not follow the notebooks and rooms: run python tools/teaching_table.py", file=sys.stderr
        )
        return 1
    path.write_text(text, encoding="utf-8", newline="\n")
    print("TEACHING.md: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())

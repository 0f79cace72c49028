"""The page about the course's health: what the project's commands wrote when they last ran, and nothing by hand.

Read are build/tests, build/health (tests of other platforms, and benchmarks) and the stored notebooks. What is missing
or damaged is one sentence, and the rest is shown all the same.
"""

import ast
import re

from .. import run_tests
from . import written
from .chapters import ROOT
from .indexes import short, stored_sentence

HERE = ROOT / "build" / "tests"
#: The build/tests of other platforms, each in a folder of any name; and what tools/run_benchmarks.py keeps.
PLATFORMS, BENCHMARKS = ROOT / "build" / "health" / "platforms", ROOT / "build" / "health" / "benchmarks"
BOOK = re.compile(r"(?:.*\.)?(\w+)\.ipynb")
SLIP = "A single slip in the solution of an exercise"
#: What else is planted, and the tests that plant it, one a case, by their names.
PLANTED = {
    "An error in a layer or a sampler": r"test_\w*planted\w*|test_a_wrong_\w+_(?:fails|is_found|is_seen)\w*",
    "A mistake that students often make, in an answer": r"test_a_frequent_mistake\w*_is_named",
}


def page(chapters, here=HERE, platforms=PLATFORMS, benchmarks=BENCHMARKS):
    """The page in Markdown. ``chapters`` are those of the book, in their order."""
    notes = []
    folders = [here, *sorted(path for path in platforms.glob("*") if path.is_dir())]
    runs = [run for folder in folders for run in written.runs_in(folder, notes)]
    measured = measurements(benchmarks, notes)
    parts = [
        "# The course's health",
        "All that stands here was written by the project's own commands, on the day and at the commit that stand "
        "beside it; nothing was entered by hand. Where a command has not run yet, its name stands here.",
        *bullets(notes),
        "## Chapters by platform",
        *chapters_by_platform(chapters, runs),
        "## Claims that chapters assert",
        *claims(chapters),
        "## Tests",
        *tests(runs),
        "## Planted bugs",
        *planted(runs),
        "## Benchmarks",
        *measured,
    ]
    return "\n\n".join(parts) + "\n"


def plain(text):
    """What others wrote, as words in a line or in a table's cell."""
    return stored_sentence(short(str(text)))


def bullets(lines):
    return ["\n".join(f"- {line}" for line in lines)] if lines else []


def table(head, rows):
    """A Markdown table; the columns whose title ends in # are of numbers."""
    marks = ["--:" if title.endswith("#") else ":--" for title in head]
    lines = [[title.removesuffix(" #") for title in head], marks, *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def chapters_by_platform(chapters, runs):
    """A column a platform: how many cells passed, the seconds of all cells, the most memory that the kernel held."""
    ran = [run for run in runs if any(BOOK.fullmatch(case.where) for case in run.cases)]
    if not ran:
        return [f"No run of the notebooks has been written: `{written.COMMANDS['notebooks']}` writes one."]
    rows = [[plain(chapter.heading), *(of_chapter(run, chapter.name) for run in ran)] for chapter in chapters]
    machines = ["{processor}, {cores} cores, ".format(**run.about) if run.about else "" for run in ran]
    return [
        "How many of a chapter's cells ran and gave what is stored, the time that all of them took together, and the "
        "most memory that their kernel ever held. Each chapter has a fresh kernel.",
        table(["Chapter", *(plain(run.platform) for run in ran)], rows),
        *bullets(plain(f"{run.platform}: {machine}{run.when}") for run, machine in zip(ran, machines, strict=True)),
    ]


def of_chapter(run, name):
    cells = [case for case in run.cases if (found := BOOK.fullmatch(case.where)) and found[1] == name]
    if not cells:
        return "not run"
    text = f"{sum(case.outcome == 'passed' for case in cells)} of {len(cells)}"
    limits = [case.properties["notebook"] for case in cells if "notebook" in case.properties]
    if limits:
        text += f"; {max(seconds for seconds, _ in limits):.1f} s; {max(size for _, size in limits):.0f} MB"
    return text


def claims(chapters):
    """What can be counted of claims: sections, and lines that assert."""
    rows, lists = [], []
    for chapter in chapters:
        sections = asserted(chapter)
        holding, without = [one for one in sections if one[1]], [plain(title) for title, found in sections if not found]
        messages = [one.msg is not None for _, found in sections for one in found]
        share = f"{100 * len(holding) / len(sections):.0f} %" if sections else "no code"
        rows.append([plain(chapter.heading), len(sections), len(holding), share, len(messages), sum(messages)])
        if without:
            lists.append(f"{plain(chapter.heading)}: {'; '.join(without)}")
    stored = run_tests.git("log", "-1", "--format=%cs, commit %h", "--", "notebooks")
    return [
        "A section is what stands between two headings. Counted are those with code of their own, and of them those in "
        "which a line of code asserts something: where it is false, the chapter does not run. So this is a share of "
        "sections, not of sentences; what tests outside of the notebooks assert, and what `check` says about an "
        "exercise, is not in it. An assertion with a message says what is claimed.",
        table(["Chapter", "Sections #", "Asserting #", "Share #", "Assertions #", "With message #"], rows),
        *(["Sections with code that assert nothing:"] if lists else []),
        *bullets(lists),
        f"Counted in the stored notebooks as they are{f', last committed {stored}' if stored else ''}.",
    ]


def asserted(chapter):
    """(heading, the asserts below it) of each section that holds code; above the first one, all is only imported."""
    sections, title = [], None
    for cell in chapter.notebook.cells:
        if cell.cell_type == "markdown":
            headings = re.findall(r"(?m)^##+ (.+)$", re.sub(r"(?s)```.*?```", "", cell.source))
            if headings:
                title, new = headings[-1], True
        elif cell.cell_type == "code" and title is not None:
            if new:
                sections.append((title, []))
                new = False
            try:
                lines = ast.walk(ast.parse(cell.source))
            except SyntaxError:  # %pip and the like
                continue
            sections[-1][1].extend(one for one in lines if isinstance(one, ast.Assert))
    return sections


def tests(runs):
    rows = []
    for run in runs:
        counts = [sum(case.outcome == outcome for case in run.cases) for outcome in ("passed", "failed", "skipped")]
        minutes = f"{sum(case.seconds for case in run.cases) / 60:.1f}"
        rows.append([run.part, *counts, minutes, plain(run.platform), plain(run.when)])
    missing = [f"`{command}`" for part, command in written.COMMANDS.items() if part not in {run.part for run in runs}]
    not_yet = [f"Not written yet is what these would write: {', '.join(missing)}."] if missing else []
    if not rows:
        return not_yet
    head = ["Part", "Passed #", "Failed #", "Skipped #", "Minutes #", "Platform", "Day and commit"]
    about = "A cell of a notebook counts as a test. The minutes are those of all tests together; several run at once."
    return [about, table(head, rows), *not_yet]


def planted(runs):
    """Of each kind: how many bugs were planted, and how many the tests, or the checks of exercises, caught."""
    rows = []
    for run in runs:
        slips = [case.properties for case in run.cases if {"refused", "accepted"} <= set(case.properties)]
        refused, accepted = (sum(one[verdict] for one in slips) for verdict in ("refused", "accepted"))
        found = [(SLIP, refused + accepted, refused)]
        for kind, names in PLANTED.items():
            outcomes = [case.outcome for case in run.cases if re.fullmatch(names, case.name.partition("[")[0])]
            found.append((kind, len(outcomes) - outcomes.count("skipped"), outcomes.count("passed")))
        rows += [[*one, run.part, plain(run.platform), plain(run.when)] for one in found if one[1]]
    if not rows:
        command = f"{written.COMMANDS['unit']} long"
        return [f"No test that plants a bug has written what it caught: `{command}` writes it."]
    return [
        "What tests and checks are worth shows when there is a bug. So some are planted: errors and mistakes by hand, "
        "one a test, slips by a program that makes every edit it knows of a solution. Slips that do the same as the "
        "solution on all inputs that were drawn are no bugs, and not counted.",
        table(["What is planted", "Planted #", "Caught #", "Part", "Platform", "Day and commit"], rows),
    ]


def measurements(folder, notes, scripts=ROOT / "benchmarks"):
    """What each benchmark printed, below its machine."""
    parts, missing = [], []
    for script in sorted(scripts.glob("[!_]*.py")):
        path, command = folder / f"{script.stem}.txt", f"python tools/run_benchmarks.py {script.stem}"
        if not path.exists():
            missing.append(f"`{script.stem}`")
            continue
        try:
            head, _, text = path.read_text(encoding="utf-8").partition("\n")
            about = written.circumstances(head)
        except (OSError, ValueError):
            notes.append(f"`{path.name}`, what a benchmark printed, is damaged; `{command}` writes it anew.")
            continue
        purpose = (ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or "").partition("\n")[0]
        machine = "{processor}, {cores} cores, {system}, Python {python}, NumPy {numpy}".format(**about)
        ended = "" if about.get("code") == 0 else " It missed a target, or did not come to its end."
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
        parts += [f"### {plain(script.stem)}", plain(purpose), plain(f"{machine}; {written.when(about)}.{ended}")]
        parts.append(f"{fence}text\n{text.rstrip() or '(nothing was printed)'}\n{fence}")
    if missing:
        one, every = "python tools/run_benchmarks.py NAME", "make bench"
        parts.append(f"Not measured yet: {', '.join(missing)}. `{every}` measures all, `{one}` one.")
    return parts

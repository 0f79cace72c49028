"""The page about the course's health, made from files as the commands write them: right, damaged, and not there."""

import importlib.util
import json
import re
import sys

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.book import chapters, health, written
from tools.book.chapters import ROOT

ABOUT = {
    "system": "Linux x86_64",
    "processor": "Some CPU",
    "cores": 2,
    "python": "3.13.1",
    "numpy": "2.4.0",
    "date": "2026-11-28 08:00 UTC",
    "commit": "abc1234567",
    "options": [],
}
LINUX, MAC = r"Linux x86\_64, Python 3.13.1, NumPy 2.4.0", "Darwin arm64, Python 3.13.1, NumPy 2.4.0"
FAILURE, SKIPPED = "<failure/>", "<skipped/>"


def case(where, name, inside="", **properties):
    pairs = "".join(f'<property name="{key}" value="{value}"/>' for key, value in properties.items())
    return f'<testcase classname="{where}" name="{name}" time="30"><properties>{pairs}</properties>{inside}</testcase>'


def cell(number, seconds, megabytes, inside="", name="01_perceptron"):
    limits = f"('{name}.ipynb', {seconds}, {megabytes})"
    return case(f"notebooks.{name}.ipynb", f"Cell {number}", inside, **({} if inside else {"notebook": limits}))


def write(folder, part, *cases, **about):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{part}.xml").write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    (folder / f"{part}.json").write_text(json.dumps(ABOUT | about))


def chapter(*cells, number=1, name="01_perceptron"):
    head = new_markdown_cell(f"# {number:02d} Perceptron\n\nText.")
    return chapters.Chapter(name, number, f"{number:02d} Perceptron", new_notebook(cells=[head, *cells]))


@pytest.fixture
def folders(tmp_path):
    return tmp_path / "build" / "tests", tmp_path / "build" / "health" / "platforms", tmp_path / "build" / "measured"


def section(folders, heading, *book):
    """The lines of a section, "" that of what is above the first one."""
    text = health.page(book or [chapter()], *folders)
    return dict(re.findall(r"(?ms)^#+ ([^\n]*)\n(.*?)(?=^## |\Z)", text))[heading].strip().splitlines()


CHAPTERS, CLAIMS, TESTS = "Chapters by platform", "Claims that chapters assert", "Tests"
PLANTED, BENCHMARKS, TOP = "Planted bugs", "Benchmarks", "The course's health"


# What was written


def test_a_chapter_has_a_column_for_each_platform_on_which_it_ran(folders):
    here, platforms, _ = folders
    write(here, "notebooks", cell(0, 0.5, 100), cell(1, 2.25, 180.4), cell(2, 0, 0, FAILURE), cell(3, 0, 0, SKIPPED))
    write(platforms / "mac", "notebooks", cell(0, 4, 90), cell(1, 5, 80), system="Darwin arm64", processor="M9")
    write(here, "frameworks", cell(0, 60, 300, name="14_frameworks"))
    book = [chapter(), chapter(number=14, name="14_frameworks"), chapter(number=2, name="02_x")]
    lines = section(folders, CHAPTERS, *book)
    table = [line for line in lines if line.startswith("|")]
    assert table[0] == f"| Chapter | {LINUX} | {LINUX}, with the frameworks | {MAC} |"
    assert table[2] == "| 01 Perceptron | 2 of 4; 2.2 s; 180 MB | not run | 2 of 2; 5.0 s; 90 MB |"
    assert table[3] == "| 14 Perceptron | not run | 1 of 1; 60.0 s; 300 MB | not run |"
    assert table[4].count("not run") == 3
    assert rf"- {MAC}: M9, 2 cores, 2026-11-28 08:00 UTC, commit abc1234567" in lines


def test_a_notebook_is_known_by_its_whole_name(folders):
    write(folders[0], "notebooks", cell(0, 1, 1, name="own_01_perceptron"))
    assert section(folders, CHAPTERS)[-3].endswith("| not run |")


def test_tests_are_counted_part_by_part(folders):
    cases = [case("a", "b"), case("a", "c", FAILURE), case("a", "d", "<error/>"), case("a", "e", SKIPPED)]
    write(folders[0], "unit", *cases, options=["-k", "a|b"])
    lines = section(folders, TESTS)
    row = rf"| unit | 1 | 2 | 1 | 2.0 | {LINUX} | 2026-11-28 08:00 UTC, commit abc1234567, called with -k a\\|b |"
    assert row in lines
    assert lines[-1] == (
        "Not written yet is what these would write: `make long`, `make notebook-tests`, `make browser`, "
        "`make book-tests`, `make frameworks`."
    )


def test_planted_bugs_are_counted_with_those_that_were_not_caught(folders):
    slips = [case("t", f"slip[{k}]", refused=40 + k, accepted=k) for k in range(2)]
    planted = [case("t", "test_planted_errors_fail_it[a]"), case("t", "test_a_wrong_step_fails[b-1]", FAILURE)]
    others = [case("t", "test_a_wrong_letter"), case("t", "test_a_frequent_mistake_is_named[x]", SKIPPED)]
    write(folders[0], "long", *slips, *planted, *others)
    rows = [line.split(" | ")[:4] for line in section(folders, PLANTED) if " long |" in line]
    assert rows == [[f"| {health.SLIP}", "82", "81", "long"], ["| An error in a layer or a sampler", "2", "1", "long"]]


def test_what_plants_bugs_is_found_in_the_tests_of_today():
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    names = re.findall(r"(?m)^def (test_\w+)", text)
    for pattern in health.PLANTED.values():
        for way in pattern.split("|test_"):
            way = way if way.startswith("test_") else f"test_{way}"
            assert any(re.fullmatch(way, name) for name in names), way


@pytest.mark.parametrize("damaged", ["", "<testsuites>", "<a><testcase time='x'/></a>", "\0", "no"])
def test_a_damaged_result_is_a_sentence_and_the_rest_is_shown(folders, damaged):
    write(folders[0], "unit", case("a", "b"))
    write(folders[0], "long")
    (folders[0] / "long.xml").write_text(damaged)
    assert section(folders, TOP)[-1] == "- `build/tests/long.xml` is damaged; `make long` writes it anew."
    assert [line for line in section(folders, TESTS) if line.startswith("| unit | 1 | 0 | 0 |")]


@pytest.mark.parametrize("value", ["(", "1", "('a', 1)", "('a', 'x', 2)", "f()"])
def test_a_damaged_property_is_a_damaged_result(folders, value):
    write(folders[0], "notebooks", case("notebooks.01_perceptron.ipynb", "Cell 0", notebook=value))
    assert "`make notebook-tests` writes it anew" in section(folders, TOP)[-1]


@pytest.mark.parametrize("damaged", [None, "", "[]", "{}", json.dumps(ABOUT | {"options": 3}), "\0"])
def test_results_of_an_unknown_platform_are_shown_as_such(folders, damaged):
    write(folders[0], "unit", case("a", "b"))
    if damaged is None:
        (folders[0] / "unit.json").unlink()
    else:
        (folders[0] / "unit.json").write_text(damaged)
    assert "its .json is missing or damaged; `make unit` writes both anew" in section(folders, TOP)[-1]
    row = "| unit | 1 | 0 | 0 | 0.5 | a platform that is not known | unknown |"
    assert row in section(folders, TESTS)


def test_where_nothing_was_written_the_command_is_named(folders):
    assert (
        section(folders, CHAPTERS)[-1] == "No run of the notebooks has been written: `make notebook-tests` writes one."
    )
    assert "`make unit long` writes it" in section(folders, PLANTED)[-1]
    assert all(f"`{command}`" in section(folders, TESTS)[-1] for command in written.COMMANDS.values())
    assert "`make bench` measures all" in section(folders, BENCHMARKS)[-1]


def test_the_commands_are_those_of_the_makefile():
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert {command.removeprefix("make ") for command in written.COMMANDS.values()} | {"bench"} <= targets
    assert list(written.COMMANDS) == list(written.run_tests.PARTS)
    assert health.HERE == written.run_tests.RESULTS


# Claims


def test_sections_that_assert_are_counted():
    cells = [
        new_code_cell("assert imported"),
        new_markdown_cell("## One\n\n```\n## no heading\n```"),
        new_code_cell("x = 1\nassert x == 1, 'x is 1'"),
        new_markdown_cell("Text."),
        new_code_cell("def f():\n    assert True"),
        new_markdown_cell("## Only words"),
        new_markdown_cell("## Above\n### Two | three"),
        new_code_cell("%pip install x\nassert x"),
        new_code_cell("print(1)"),
        new_markdown_cell("## One"),
        new_code_cell("assert 2, 'two'"),
    ]
    assert [title for title, _ in health.asserted(chapter(*cells))] == ["One", "Two | three", "One"]
    _, table, words, without, _ = health.claims([chapter(*cells), chapter()])
    assert table.splitlines()[2:] == [
        "| 01 Perceptron | 3 | 2 | 67 % | 3 | 2 |",
        "| 01 Perceptron | 0 | 0 | no code | 0 | 0 |",
    ]
    assert words.endswith("assert nothing:") and without == r"- 01 Perceptron: Two \\| three"
    assert len(health.claims([chapter()])) == 3, "no list where there is nothing to list"


def test_every_chapter_of_the_course_has_its_share():
    book = chapters.read_all()
    rows = health.claims(book)[1].splitlines()[2:]
    assert len(rows) == len(book)
    for one, row in zip(book, rows, strict=True):
        sections, held = map(int, row.split(" | ")[1:3])
        assert sections >= held > 0, one.name


# Benchmarks


def test_what_a_benchmark_printed_stands_below_its_machine(folders, tmp_path):
    scripts, measured = tmp_path / "benchmarks", folders[2]
    scripts.mkdir()
    measured.mkdir(parents=True)
    for name in ("_help", "bad", "fast", "missed", "new"):
        (scripts / f"{name}.py").write_text(f'"""How {name} it is.\n\nMore.\n"""\n')
    (measured / "fast.txt").write_text(json.dumps(ABOUT | {"code": 0}) + "\n  a ``` b\n\n- c\n")
    (measured / "missed.txt").write_text(json.dumps(ABOUT | {"code": 1}) + "\n")
    (measured / "bad.txt").write_text("{\n")
    notes = []
    parts = health.measurements(measured, notes, scripts)
    machine = r"Some CPU, 2 cores, Linux x86\_64, Python 3.13.1, NumPy 2.4.0; 2026-11-28 08:00 UTC, commit abc1234567."
    assert parts[:4] == ["### fast", "How fast it is.", machine, "````text\n  a ``` b\n\n- c\n````"]
    assert parts[6] == f"{machine} It missed a target, or did not come to its end."
    assert parts[7] == "```text\n(nothing was printed)\n```" and parts[8].startswith("Not measured yet: `new`.")
    assert len(parts) == 9 and len(notes) == 1 and "`python tools/run_benchmarks.py bad` writes it anew" in notes[0]


# The commands that write it


def load(name, monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "tools")
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_reads_what_the_runner_of_tests_writes(tmp_path, monkeypatch, folders):
    runner = load("run_tests", monkeypatch)
    (tmp_path / "test_small.py").write_text(
        "def test_planted_a(): pass\n"
        "def test_b(request): request.node.user_properties += [('refused', 7), ('accepted', 1)]\n"
    )
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # a quicker start
    monkeypatch.setattr(runner, "RESULTS", folders[0])
    monkeypatch.setattr(runner, "PARTS", {"unit": [str(tmp_path), "-p", "no:cacheprovider"]})
    assert runner.run("unit", ["-x"]) == 0
    text = "\n".join(section(folders, PLANTED))
    assert f"| {health.SLIP} | 8 | 7 | unit |" in text and "| An error in a layer or a sampler | 1 | 1 | unit |" in text
    about = runner.circumstances()
    assert about["python"] in text and "called with -x" in text and about["date"][:10] in text
    assert re.search(r"commit ([0-9a-f]{10}|unknown)", text) and about["processor"] and about["cores"]


def test_without_git_the_commit_is_unknown(monkeypatch):
    runner = load("run_tests", monkeypatch)
    monkeypatch.setenv("PATH", "")
    assert runner.git("status") == "" and runner.circumstances()["commit"] == "unknown"


def test_the_page_reads_what_the_runner_of_benchmarks_keeps(tmp_path, monkeypatch, capsys):
    runner, kept = load("run_benchmarks", monkeypatch), tmp_path / "kept"
    assert runner.KEPT == health.BENCHMARKS
    monkeypatch.setattr(runner, "SCRIPTS", tmp_path)
    monkeypatch.setattr(runner, "KEPT", kept)
    script = tmp_path / "speed.py"
    script.write_text('"""How fast?"""\nimport sys\nprint("0.5 µs", *sys.argv[1:])')
    monkeypatch.setattr(sys, "argv", ["run_benchmarks.py", "speed", "--rounds", "3"])
    assert runner.main() == 0 and "0.5 µs --rounds 3\n" in capsys.readouterr().out
    parts = health.measurements(kept, [], tmp_path)
    assert parts[0] == "### speed" and "called with --rounds 3." in parts[2] and "µs --rounds 3\n" in parts[3]
    script.write_text("import sys\nsys.exit('its peer is not installed')")
    assert runner.main() == 1 and health.measurements(kept, [], tmp_path)[3] == parts[3], "what was measured stays"
    script.write_text("import sys\nprint('slow')\nsys.exit(1)")
    assert runner.main() == 1 and "slow" in (kept / "speed.txt").read_text(encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["run_benchmarks.py", "nothing"])
    assert runner.main() == 1 and "choose from speed" in capsys.readouterr().err

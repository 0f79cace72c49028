"""The tree has one form: ruff, American spelling, nobody's paths, and files that agree with pyproject.toml."""

import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import lint  # noqa: E402


@pytest.mark.long
@pytest.mark.parametrize("check", lint.CHECKS, ids=lambda check: check.__name__)
def test_nothing_to_complain_about(check):
    complaint = check()
    assert complaint == "", f"\n{complaint}\nmake format mends what can be mended without you"


@pytest.mark.parametrize(
    "check, text, complaint",
    [
        ("spelling", "the optimiser's weights\n", "optimizer"),  # codespell:ignore optimiser
        ("machine_paths", "open('/home" + "/me/data.csv')\n", "me/data.csv"),
    ],
)
def test_the_checks_bite(check, text, complaint, monkeypatch):
    monkeypatch.setattr(lint, "texts", lambda: [(lint.ROOT / "some.md", text)])
    assert complaint in getattr(lint, check)()


def test_every_text_is_seen():
    seen = {path.relative_to(ROOT).as_posix() for path, _ in lint.texts()}
    assert {"Makefile", ".ci/run", "README.md", "course_nn/__init__.py", "binder/postBuild"} <= seen


def test_files_are_found_without_git(tmp_path, monkeypatch):
    own = {"README.md", ".ci/run", "course_nn/core.py", "course_nn/my_course/lab.py"}
    for name in (*own, ".venv/lib/x.py", ".venv-frameworks/y.py", "build/y.py", "my_course/z.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    found = {path.relative_to(tmp_path).as_posix() for path in lint.project_files(tmp_path)}
    assert found == own


def test_files_are_read_in_one_sitting():
    lines = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in (ROOT / "course_nn").rglob("*.py")
    }
    long = {name: count for name, count in lines.items() if count > 350}
    assert not long, f"more than about 300 lines is two ideas: divide {long}"


def test_changelog_has_the_version():
    import course_nn

    head = f"## [{course_nn.__version__}]"
    lines = (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines()
    assert any(line.startswith(head) for line in lines), f"CHANGELOG.md: write a part {head} for this version"


def test_readme_links_lead_somewhere():
    text = (ROOT / "README.md").read_text("utf-8")
    targets = [link for link in re.findall(r"\]\(([^)#]+)[^)]*\)", text) if "://" not in link]
    assert len(targets) > 5
    missing = [target for target in targets if not (ROOT / target).exists()]
    assert not missing, f"README.md points to {missing}"


def test_readme_names_every_chapter():
    linked = set(re.findall(r"\]\(notebooks/([^)]+)\)", (ROOT / "README.md").read_text("utf-8")))
    lacking = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")} - linked
    assert not lacking, f"README.md: add a line with a link to each of {sorted(lacking)}"


def test_one_repository_address():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    repository = project["urls"]["Repository"].removeprefix("https://github.com/")
    for name in ("README.md", "FAQ.md", "CITATION.cff"):
        text = (ROOT / name).read_text("utf-8")
        addresses = re.findall(r"(?:github\.com|v2/gh|research\.google\.com/github)/([\w.-]+/[\w-]+)", text)
        assert addresses and set(addresses) == {repository}, (
            f"{name} has the addresses {sorted(set(addresses))}, pyproject.toml {repository}: run make format"
        )

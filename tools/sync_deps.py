"""Carry what pyproject.toml says to the files that have to say the same.

    python tools/sync_deps.py [--check]

- dependencies (core and course): environment.yml and binder/requirements.txt
- the repository's address, a placeholder until it has one: README.md, FAQ.md, CONTRIBUTING.md, CITATION.cff,
  and the cell of every notebook that fetches the course
- the version (course_nn/__init__.py): CITATION.cff

--check writes nothing and fails with a sentence for each file that says something else.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTE = "# Written by tools/sync_deps.py from pyproject.toml: change it there."
# owner/name in the addresses of GitHub, Binder and Colab
ADDRESS = re.compile(
    r"(github\.com/|mybinder\.org/v2/gh/|colab\.research\.google\.com/github/)[\w.-]+/[\w-]+(?=[/.?)\"\s]|$)"
)

FETCHED = re.compile(r"(git\+https://github\.com/)[\w.-]+/[\w-]+")  # in a notebook: other addresses are others' own


def wanted(root=ROOT):
    """A dict of path -> what the file should say, for every file that follows from pyproject.toml."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    requirements = sorted(project["dependencies"] + project["optional-dependencies"]["course"])
    repository = project["urls"]["Repository"].removeprefix("https://github.com/")
    version = re.search(r'__version__ = "(.*)"', (root / "course_nn/__init__.py").read_text(encoding="utf-8"))[1]
    python = project["requires-python"]
    files = {
        "environment.yml": environment(requirements, python),
        "binder/requirements.txt": "\n".join([NOTE, *requirements, ""]),
    }
    for name in ("README.md", "FAQ.md", "CONTRIBUTING.md", "CITATION.cff"):
        files[name] = ADDRESS.sub(rf"\g<1>{repository}", (root / name).read_text(encoding="utf-8"))
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        files[f"notebooks/{path.name}"] = FETCHED.sub(rf"\g<1>{repository}", path.read_text(encoding="utf-8"))
    files["CITATION.cff"] = re.sub(r"(?m)^version: .*$", f"version: {version}", files["CITATION.cff"])
    return files


def environment(requirements, python):
    """environment.yml: everything from conda-forge, then the course itself, editable, from this folder."""
    lines = [NOTE, "name: course_nn", "channels:", "  - conda-forge", "dependencies:", f"  - python{python}"]
    lines += [f"  - {requirement}" for requirement in requirements]
    return "\n".join([*lines, "  - pip", "  - pip:", "      - --editable .", ""])


def main(arguments=None, root=ROOT):
    check = "--check" in (sys.argv[1:] if arguments is None else arguments)
    differing = 0
    for name, text in wanted(root).items():
        path = root / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        differing += 1
        if check:
            print(f"{name} does not follow pyproject.toml: run python tools/sync_deps.py", file=sys.stderr)
        else:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"{name}: written")
    return 1 if check and differing else 0


if __name__ == "__main__":
    sys.exit(main())

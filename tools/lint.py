"""Everything about form that a machine can check. The tests call the same functions.

python tools/lint.py
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import nb_clean
import nbformat
import sync_deps
import teaching_table

ROOT = Path(__file__).resolve().parent.parent
#: "" is for the Makefile and the like.
TEXT = {".py", ".md", ".toml", ".yml", ".yaml", ".cff", ".cfg", ".json", ".txt", ""}
BUILT = {
    ".venv",
    ".venv-frameworks",
    ".git",
    "build",
    "dist",
    "__pycache__",
    ".pytest_cache",
    ".ruff_cache",
    ".ipynb_checkpoints",
}
READERS = "my_course"  # at the top: the working copy of whoever uses this folder
MACHINE_PATH = re.compile(r"/(?:home|Users|root|tmp|work|opt|mnt)/\w|\b[A-Z]:\\\\?Users")


def project_files(root=ROOT):
    """The paths that belong to the project: what git knows or would take; without git, all but build products."""
    command = [
        "git",
        "-c",
        "core.quotePath=off",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    try:
        listed = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=True).stdout
        paths = {root / name for name in listed.split("\0") if name}
    except (OSError, subprocess.CalledProcessError):  # downloaded as an archive
        parts = {path: path.relative_to(root).parts for path in root.rglob("*")}
        paths = {path for path, names in parts.items() if not BUILT & set(names) and names[0] != READERS}
    return sorted(path for path in paths if path.is_file())


def texts():
    """(path, text) of every file that a person wrote; of a notebook, what its cells say and show."""
    for path in project_files():
        if path.suffix == ".ipynb":
            yield path, notebook_text(path)
        elif path.suffix in TEXT:
            yield path, path.read_text(encoding="utf-8")


def notebook_text(path):
    parts = []
    for cell in nbformat.read(path, as_version=4).cells:
        parts.append(cell.source)
        for output in cell.get("outputs", []):
            parts.append(output.get("text", "") or output.get("data", {}).get("text/plain", ""))
    return "\n".join(parts)


def tool(*command):
    """What a tool complains about; empty if nothing."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, encoding="utf-8")
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip() or f"{command[0]} failed"


def style():
    return tool("ruff", "check", "--output-format=concise", "--quiet", ".")


def formatting():
    return tool("ruff", "format", "--check", "--quiet", ".")


def spelling():
    """American spelling, and no common misspellings, in code, documents and notebooks."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in texts():
            copy = Path(folder, path.relative_to(ROOT))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(text, encoding="utf-8")
        found = tool("codespell_lib", "--toml", str(ROOT / "pyproject.toml"), "--check-hidden", folder)
        return found.replace(folder + "/", "").replace(folder + "\\", "")


def machine_paths():
    """Paths of somebody's machine have no place in the project."""
    found = []
    for path, text in texts():
        for number, line in enumerate(text.splitlines(), start=1):
            if MACHINE_PATH.search(line) and path != Path(__file__).resolve():
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    return "\n".join(found)


def notebooks():
    return "" if nb_clean.main(["--check"]) == 0 else "notebooks: see above"


def followers():
    return "" if sync_deps.main(["--check"]) == 0 else "files that follow pyproject.toml: see above"


def teaching():
    return "" if teaching_table.main(["--check"]) == 0 else "TEACHING.md: see above"


CHECKS = (style, formatting, spelling, machine_paths, notebooks, followers, teaching)


def main():
    complaints = [complaint for check in CHECKS if (complaint := check())]
    print("\n".join(complaints) or "No complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())

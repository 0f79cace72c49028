"""Run the notebooks in environments with Colab's versions: the kernel's side of Colab, and not its pages.

    python tools/colab_like.py [--runtime 2025.07] [NOTEBOOK ...]     default: every runtime, every notebook

A runtime is a list of versions in tools/colab/. Its environment is made once, in build/colab-like/, with the Python
that the runtime has where that is on the PATH (PYTHON3_13 names one), and otherwise with this one. Every notebook
begins there as in a new session of Colab, without the course: its first cell installs it, from a wheel of this folder
in the place of the repository. The notebook's client runs here. Said is what failed, wrote on stderr, or changed a
version. What Colab's pages do with the widgets is not seen.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import first_cell
import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "build" / "colab-like"
RUNTIMES = sorted((ROOT / "tools" / "colab").glob("*.txt"))
KERNEL = "colab-like"
FREEZE = """
import importlib.metadata, json
print(json.dumps({d.name: d.version for d in importlib.metadata.distributions()}))
"""


class Failed(RuntimeError):
    """An environment could not be made."""


def name_of(package):
    """The name by which indexes know a package, however it is written."""
    return re.sub(r"[-_.]+", "-", package).lower()


def versions(text):
    """{package: version} of a runtime's list."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {name_of(name): version for name, version in (line.split("==") for line in lines)}


def python_of(text):
    """The Python of a runtime's list, as "3.13"."""
    return re.search(r"Python (\d+\.\d+)", text)[1]


def interpreter(version):
    """A Python of this version if there is one, else the one that runs this."""
    named = os.environ.get("PYTHON" + version.replace(".", "_"))
    if named or version == "{}.{}".format(*sys.version_info):
        return named or sys.executable
    found = shutil.which(f"python{version}")
    works = found and subprocess.run([found, "--version"], capture_output=True).returncode == 0
    return found if works else sys.executable


def python_in(folder):
    return str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def commands(runtime, folder, python):
    """The commands that make a runtime's environment; nothing but its list: no dependency is looked for."""
    pip = [python_in(folder), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    return [[python, "-m", "venv", str(folder)], [*pip, "--requirement", str(runtime)]]


def environment(runtime):
    """The folder of a runtime's environment, made if it isn't there as the list wants it."""
    folder = BUILT / runtime.stem
    text = runtime.read_text(encoding="utf-8")
    made, python = folder / "made.txt", interpreter(python_of(text))
    wanted = f"{python}\n{text}"
    if not made.exists() or made.read_text(encoding="utf-8") != wanted:
        print(f"Making the environment {folder.relative_to(ROOT)} ...", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        for command in commands(runtime, folder, python):
            if subprocess.run(command, stdin=subprocess.DEVNULL).returncode:
                raise Failed(f"{runtime.stem}: the environment could not be made; the lines above say why")
        made.write_text(wanted, encoding="utf-8")
    return folder


def wheel():
    """A wheel of this folder, built anew."""
    place = BUILT / "wheel"
    shutil.rmtree(place, ignore_errors=True)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8")
    if done.returncode:
        raise Failed(f"the wheel could not be built: {done.stderr.strip()[-300:]}")
    return next(place.glob("*.whl"))


def from_wheel(notebook, wheel):
    """The notebook, whose first cell takes the package from ``wheel`` in the place of the repository."""
    (cell,) = [cell for cell in notebook.cells if cell.id == first_cell.ID]
    address = re.search(r"git\+[^\"]+", cell.source)[0]
    cell.source = cell.source.replace(address, wheel.as_uri())
    return notebook


def complaints(notebook):
    """What went wrong in a notebook that has run: (the cell's beginning, what)."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                yield cell.source[:60], f"{output.ename}: {output.evalue}"
            elif output.output_type == "stream" and output.name == "stderr":
                yield cell.source[:60], f"wrote on stderr: {output.text.strip()}"


def changed(python, listed):
    """What installing the course changed: sentences about versions that are no longer the runtime's."""
    done = subprocess.run([python, "-c", FREEZE], capture_output=True, encoding="utf-8", check=True)
    found = {name_of(name): version for name, version in json.loads(done.stdout).items()}
    wrong = [name for name in listed if found.get(name) != listed[name]]
    return [f"{name} is {found.get(name)} now, and {listed[name]} on Colab" for name in wrong]


def run(path, folder, wheel, home):
    """Run the notebook at ``path`` in this environment, from a session without the course; what went wrong."""
    python = python_in(folder)
    subprocess.run([python, "-m", "pip", "uninstall", "--quiet", "--yes", "course_nn"], stderr=subprocess.DEVNULL)
    notebook = from_wheel(nbformat.read(path, as_version=4), wheel)
    place = {"metadata": {"path": home}}
    client = NotebookClient(
        notebook, timeout=300, kernel_name=KERNEL, allow_errors=True, store_widget_state=False, resources=place
    )
    client.execute()
    return list(complaints(notebook))


def surroundings(folder, runtime, home):
    """What the kernel finds around it; ``home`` also holds the kernel's specification."""
    spec = Path(home, "kernels", KERNEL)
    spec.mkdir(parents=True, exist_ok=True)
    argv = [python_in(folder), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    text = json.dumps({"argv": argv, "display_name": KERNEL, "language": "python"})
    (spec / "kernel.json").write_text(text, encoding="utf-8")
    return {
        "JUPYTER_PATH": home,
        "COLAB_RELEASE_TAG": f"like {runtime.stem}",
        "COURSE_NN_STRICT": "1",
        "COURSE_NN_HOME": str(Path(home, "progress")),
        "IPYTHONDIR": str(Path(home, "ipython")),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # no advice about debugging
        "PYTHONPATH": "",
    }


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: every notebook in notebooks/")
    parser.add_argument("--runtime", choices=[path.stem for path in RUNTIMES], help="default: each of them")
    options = parser.parse_args(arguments)
    books = options.notebooks or sorted((ROOT / "notebooks").glob("*.ipynb"))
    failed = ran = 0
    try:
        built = wheel()
        for runtime in [path for path in RUNTIMES if options.runtime in (None, path.stem)]:
            folder, listed = environment(runtime), versions(runtime.read_text(encoding="utf-8"))
            said = subprocess.run([python_in(folder), "--version"], capture_output=True, text=True).stdout.strip()
            print(f"Like Colab's runtime {runtime.stem} ({said}, Colab's is {python_of(runtime.read_text())})")
            for path in books:
                start = time.perf_counter()
                with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
                    os.environ |= surroundings(folder, runtime, home)
                    wrong = run(path, folder, built, home)
                wrong += [("the first cell", sentence) for sentence in changed(python_in(folder), listed)]
                ran, failed = ran + 1, failed + bool(wrong)
                took = f"{time.perf_counter() - start:.0f} s"
                print(f"  {path.name}: {'FAILED' if wrong else 'ran'}, {took}", flush=True)
                for cell, what in wrong:
                    print(f"    {cell!r}: {what}")
    except Failed as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{ran - failed} of {ran} notebooks ran without a complaint" if ran else "no notebooks")
    return 1 if failed or not ran else 0


if __name__ == "__main__":
    sys.exit(main())

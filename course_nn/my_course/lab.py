"""python -m course_nn [--copy] [what JupyterLab understands]

Brings your working copy of the course, the folder my_course, up to date and opens it in JupyterLab, on chapter 00.
With --copy it is only brought up to date, for Jupyter Notebook, Visual Studio Code and others.
"""

import os
from pathlib import Path

from . import working_copy

_SETTINGS = Path(__file__).resolve().parent / "settings"  # overrides.json: nobody is asked about news
_FIRST = "00_start_here.ipynb"


def main(arguments):
    """Do what the command line says; returns the exit code."""
    if {"-h", "--help"} & set(arguments):
        print(f"{__doc__}\nWhat JupyterLab understands is said by: python -m jupyterlab --help")
        return 0
    try:
        folder, sentence = working_copy.place()
        sentences = [sentence, *working_copy.update(folder, working_copy.course())]
    except OSError as error:
        print(f"{error}.")
        return 1
    except KeyboardInterrupt:
        return 130
    print(*filter(None, sentences), f"Your working copy: {folder}", sep="\n", flush=True)
    if not any(folder.glob("*.ipynb")):
        return 1
    rest = [argument for argument in arguments if argument != "--copy"]
    return 0 if "--copy" in arguments else _open(folder, rest)


def _open(folder, arguments):
    try:
        from jupyterlab.labapp import LabApp
    except ModuleNotFoundError as error:
        if error.name.partition(".")[0] != "jupyterlab":
            raise
        print('JupyterLab is not installed: python -m pip install "course_nn[course]" brings it.')
        return 1
    LabApp.launch_instance(argv=[*options(folder, arguments), *arguments])
    return 0


def options(folder, arguments):
    """What JupyterLab is told, except where the reader says something else."""
    start = f"/lab/tree/{_FIRST}" if (folder / _FIRST).is_file() else "/lab"
    wanted = {
        ("--ServerApp.root_dir", "--ServerApp.notebook_dir", "--notebook-dir"): folder,
        ("--LabApp.default_url", "--ServerApp.default_url"): start,
        ("--LabApp.app_settings_dir",): _SETTINGS,
    }
    given = {argument.partition("=")[0] for argument in arguments}
    told = [f"{names[0]}={value}" for names, value in wanted.items() if not given & set(names)]
    # JupyterLab refuses to start for root, as one is in a container, unless it is told that this is meant.
    return told + ["--allow-root"] * (getattr(os, "geteuid", lambda: 1)() == 0 and "--allow-root" not in given)

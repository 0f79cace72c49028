"""The project's frame: dependencies in one place, what follows from them, make targets, and the environment."""

import ast
import importlib.util
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import psutil
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]


def load(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


# Dependencies


def test_the_core_depends_on_numpy_alone():
    assert [re.split(r"\W", entry)[0] for entry in PROJECT["dependencies"]] == ["numpy"]


def test_lower_bounds_and_no_upper_ones():
    for entry in [*PROJECT["dependencies"], *(entry for extra in EXTRAS.values() for entry in extra)]:
        requirement = entry.split(";")[0].strip()
        assert re.fullmatch(r"course_nn\[[\w,]+\]|[\w-]+>=\d[\d.]*", requirement), (
            f"pyproject.toml: write {requirement!r} with a lower bound and no other, as in numpy>=2.0"
        )


def test_pythons_agree_everywhere():
    assert PROJECT["requires-python"] == ">=3.11"
    named = [line.split("::")[-1].strip() for line in PROJECT["classifiers"] if "Python :: 3." in line]
    assert named == PYTHONS
    assert text("binder/runtime.txt").strip().removeprefix("python-") in PYTHONS


def test_environment_yml_holds_what_a_reader_needs():
    entries = yaml.safe_load(text("environment.yml"))["dependencies"]
    needed = {"python>=3.11", *PROJECT["dependencies"], *EXTRAS["course"]}
    written = {entry for entry in entries if isinstance(entry, str)}
    assert written == needed | {"pip"}, "environment.yml does not follow pyproject.toml: run make format"
    assert entries[-1] == {"pip": ["--editable ."]}


def test_binder_holds_what_a_reader_needs():
    lines = [line for line in text("binder/requirements.txt").splitlines() if not line.startswith("#")]
    needed = {*PROJECT["dependencies"], *EXTRAS["course"]}
    assert set(lines) == needed, "binder/requirements.txt does not follow pyproject.toml: run make format"


def test_a_change_of_dependencies_or_address_is_noticed(tmp_path, capsys):
    sync = load("sync_deps")
    names = ("pyproject.toml", "course_nn/__init__.py", "README.md", "FAQ.md", "CONTRIBUTING.md", "CITATION.cff")
    for name in (*names, "environment.yml", "binder/requirements.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text(name), encoding="utf-8")
    assert sync.main(["--check"], root=tmp_path) == 0
    address = PROJECT["urls"]["Repository"]
    changed = text("pyproject.toml").replace("sympy>=1", "sympy>=9").replace(address, "https://github.com/me/nets")
    (tmp_path / "pyproject.toml").write_text(changed, encoding="utf-8")
    assert sync.main(["--check"], root=tmp_path) == 1
    complaints = capsys.readouterr().err
    assert all(
        f"{name} does not follow" in complaints for name in ("environment.yml", "README.md", "FAQ.md", "CITATION.cff")
    )
    assert sync.main([], root=tmp_path) == 0 == sync.main(["--check"], root=tmp_path)
    assert "v2/gh/me/nets/main" in (tmp_path / "README.md").read_text("utf-8")


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="repo2docker does not run on Windows")
def test_binder_builds_as_far_as_can_be_told_without_docker():
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "python=" + text("binder/runtime.txt").strip().removeprefix("python-") in said
    assert 'pip install --no-cache-dir -r "binder/requirements.txt"' in said
    assert "RUN ./binder/postBuild" in said


def test_binder_opens_chapter_00():
    assert "/lab/tree/notebooks/00_start_here.ipynb" in text("binder/postBuild")
    assert "urlpath=lab/tree/notebooks/00_start_here.ipynb" in text("README.md")


# Commands


def test_make_targets_are_said_and_done():
    makefile = text("Makefile")
    targets = set(re.findall(r"(?m)^([\w-]+):", makefile))
    told = set(re.findall(r"make ([\w-]+) {2,}", makefile))
    assert {"lab", "test", "browser", "lint", "clean-notebooks", "notebooks", "bench", "clean"} <= told
    assert told <= targets, f"Makefile: help tells of {sorted(told - targets)}, which it does not have"
    for name in ("README.md", "CONTRIBUTING.md", ".ci/run", ".github/workflows/tests.yml"):
        assert set(re.findall(r"(?m)(?:^|`|run: |- )\s*make ([a-z][\w-]*)", text(name))) <= targets, (
            f"{name}: a make target that is none"
        )
    assert re.search(r"(?m)^lab: course-env\n\t@\$\(RUN\) -m course_nn$", makefile)
    phony = set(" ".join(re.findall(r"(?m)^\.PHONY: (.*)$", makefile)).split())
    assert phony == targets, f"Makefile: .PHONY and the targets differ in {sorted(phony ^ targets)}"


@pytest.mark.parametrize("target", ["clean", "clean-all"])
def test_to_clean_up_never_touches_the_readers_own(target, tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    own = [tmp_path / "my_course" / name for name in ("00.ipynb", "build/x.py", "old/0.ipynb", ".course_nn/0.json")]
    folders = [tmp_path / name for name in ("course_nn", "tests", "tools", "benchmarks")]
    for path in [*own, *(folder / "__pycache__" / "x.pyc" for folder in folders)]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    subprocess.run(["make", target], cwd=tmp_path, check=True, capture_output=True)
    assert all(path.exists() for path in own) and not any(tmp_path.rglob("__pycache__"))
    assert "/my_course" in text(".gitignore").splitlines()


def test_ci_run_calls_the_readmes_command_and_the_browser():
    run = text(".ci/run")
    assert run.startswith("#!/usr/bin/env bash\n") and "set -euo pipefail" in run
    assert re.search(r"(?m)^ +make test$", text("README.md"))
    assert re.search(r"(?m)^make test </dev/null", run) and re.search(r"(?m)^make browser </dev/null", run)
    if os.name != "nt":
        assert (ROOT / ".ci/run").stat().st_mode & stat.S_IXUSR
        assert (ROOT / "binder/postBuild").stat().st_mode & stat.S_IXUSR


def test_workflow_runs_the_same_targets_everywhere():
    workflow = yaml.safe_load(text(".github/workflows/tests.yml"))
    on = workflow[True]  # YAML 1.1 reads the key `on` as a truth value
    assert on["schedule"] and "pull_request" in on
    matrix = workflow["jobs"]["test"]["strategy"]["matrix"]
    assert matrix["python"] == PYTHONS
    systems = {(entry["os"].split("-")[0], entry["python"]) for entry in matrix["include"]}
    assert systems >= {(system, python) for system in ("macos", "windows") for python in ("3.11", "3.14")}
    assert "lowest-direct" in {entry["resolution"] for entry in matrix["include"]}
    commands = [step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"]]
    assert any(command.startswith("make test ") for command in commands)
    assert any(command.startswith("make browser") for command in commands)


def unpinned(workflow):
    """The lines of a workflow that use an action by a name that can be moved to other code, or without its version."""
    used = re.findall(r"(?m)^[\s-]*uses:.*$", workflow)
    return [line.strip() for line in used if not re.fullmatch(r"[\s-]*uses: [\w/-]+@[0-9a-f]{40}  # v[\d.]+", line)]


def test_actions_are_pinned_by_commit():
    for path in (ROOT / ".github" / "workflows").glob("*.y*ml"):
        loose = unpinned(path.read_text("utf-8"))
        assert not loose, (
            f"in {path.relative_to(ROOT)}, write owner/action@<40 digits of the commit>  # v<version>: {loose}"
        )
    sha = "0123456789abcdef" * 2 + "01234567"
    assert not unpinned(f"      - uses: a/b@{sha}  # v1.2.3")
    for wrong in ("a/b@v4", f"a/b@{sha}", f"a/b@{sha[1:]}  # v1", "a/b@main  # v1", f'"a/b@{sha}"'):
        assert unpinned(f"steps:\n      - uses: {wrong}\n      - run: make"), wrong


def test_pre_commit_hooks_name_tools_that_exist():
    hooks = yaml.safe_load(text(".pre-commit-config.yaml"))["repos"][0]["hooks"]
    scripts = [word for hook in hooks for word in hook["entry"].split() if word.endswith(".py")]
    gone = [script for script in scripts if not (ROOT / script).exists()]
    assert scripts and not gone, f".pre-commit-config.yaml calls {gone}, which are not there"


# The runner of tests


@pytest.mark.parametrize(
    "body, code, last",
    [
        ("def test_a(): pass\ndef test_b(): pass", 0, "2 passed, 0 failed"),
        ("def test_a(): pass\ndef test_b(): assert 1 == 2", 1, "1 passed, 1 failed"),
        ("import nothing_of_that_name", 1, "0 passed, 1 failed"),
        ("import os\nos._exit(3)", 1, "0 passed, 1 failed"),
        ("", 1, "0 passed, 0 failed"),
    ],
)
def test_summary_is_true(body, code, last, tmp_path, monkeypatch, capsys):
    runner = load("run_tests")
    (tmp_path / "test_small.py").write_text(body)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # a quicker start
    monkeypatch.setattr(runner, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(runner, "PARTS", {"unit": [str(tmp_path), "-p", "no:cacheprovider"]})
    monkeypatch.setattr(sys, "argv", ["run_tests.py", "unit"])
    assert runner.main() == code
    assert capsys.readouterr().out.rstrip().splitlines()[-1] == last
    monkeypatch.setattr(sys, "argv", ["run_tests.py", "--summary"])
    runner.main()
    assert capsys.readouterr().out.rstrip().splitlines()[-1] == last


# The environment


@pytest.fixture
def setup(tmp_path, monkeypatch):
    """setup_env in a folder of its own whose name has a space; the commands it would run are noted, not run."""
    module = load("setup_env")
    root = tmp_path / "my course"
    root.mkdir()
    (root / "pyproject.toml").write_text("[project]\n")
    venv = root / ".venv"
    monkeypatch.setattr(module, "ROOT", str(root))
    monkeypatch.setattr(module, "VENV", str(venv))
    monkeypatch.setattr(module, "VENV_PYTHON", str(venv / "python"))
    monkeypatch.setattr(module, "STATE", str(venv / "installed.txt"))
    monkeypatch.setattr(module, "UNFINISHED", str(venv / "installing.txt"))
    monkeypatch.delenv("RESOLUTION", raising=False)
    module.commands = []

    def call(command, **_):
        module.commands.append(command)
        if "venv" in command:
            Path(command[-1]).mkdir(parents=True)
            Path(module.VENV_PYTHON).parent.mkdir(exist_ok=True)
            Path(module.VENV_PYTHON).write_text("")
        return 0

    monkeypatch.setattr(module, "call", call)
    monkeypatch.setattr(module.subprocess, "call", call)
    monkeypatch.setattr(module.signal, "signal", lambda *_: None)
    monkeypatch.setattr(module, "runs", lambda command: "True" if Path(command[0]).exists() else None)
    monkeypatch.setattr(module.shutil, "which", lambda name: None)

    def run(extra="test"):
        module.commands.clear()
        monkeypatch.setattr(sys, "argv", ["setup_env.py", extra])
        module.main()
        return [" ".join(command) for command in module.commands]

    module.run = run
    return module


def test_the_second_time_nothing_is_done(setup):
    first = setup.run()
    assert len(first) == 2 and first[0].endswith(setup.VENV) and first[1].endswith(" --editable .[test]")
    assert setup.run() == []


def test_what_makes_it_install_again(setup, monkeypatch):
    setup.run("course")
    assert len(setup.run("test")) == 1  # another extra, in the same environment
    assert setup.run("course") == setup.run("test") == []
    Path(setup.ROOT, "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert len(setup.run()) == 1
    Path(setup.STATE).write_text(Path(setup.STATE).read_text().replace("my course", "old course"))
    assert len(setup.run()) == 1
    Path(setup.VENV_PYTHON).unlink()
    assert len(setup.run()) == 2


def test_the_frameworks_have_an_environment_of_their_own(setup):
    setup.run()
    kept = Path(setup.STATE).read_text()
    own = Path(setup.ROOT, ".venv-frameworks")
    commands = setup.run("framework-tests")
    assert commands[0].endswith(str(own)) and commands[-1].endswith(" --editable .[framework-tests]")
    assert Path(setup.STATE).parent == own and "framework-tests" in Path(setup.STATE).read_text()
    assert Path(own.with_name(".venv"), "installed.txt").read_text() == kept, "that of students stays as it is"


def test_frameworks_that_are_not_there_count_as_failed(monkeypatch, tmp_path, capsys):
    runner = load("run_tests")
    monkeypatch.setattr(runner, "RESULTS", tmp_path)
    monkeypatch.setattr(runner, "FRAMEWORKS", ("numpy", "nothing_of_that_name"))
    assert runner.run("frameworks", []) == 1 and runner.summary(["frameworks"]) == 1
    assert "make frameworks" in capsys.readouterr().out


def test_uv_is_used_where_it_is(setup, monkeypatch):
    monkeypatch.setattr(setup.shutil, "which", {"uv": "/bin/uv"}.get)
    assert all(command.startswith("/bin/uv ") for command in setup.run())
    monkeypatch.setenv("RESOLUTION", "lowest-direct")
    commands = setup.run()  # other versions: an environment from the start
    assert len(commands) == 2 and "--resolution lowest-direct" in commands[1]
    assert " venv " in commands[0] and " --seed " in commands[0], "without pip in it, %pip would not work"


def stopped(capsys):
    said = capsys.readouterr().err.strip()
    assert len(said.splitlines()) == 1
    return said


def test_oldest_versions_need_uv(setup, monkeypatch, capsys):
    monkeypatch.setenv("RESOLUTION", "lowest-direct")
    with pytest.raises(SystemExit):
        setup.run()
    assert "needs uv" in stopped(capsys)


def test_what_was_not_finished_is_made_anew(setup, monkeypatch):
    setup.run()

    def cut_off(command, **_):
        assert Path(setup.UNFINISHED).exists()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(setup, "call", cut_off)
        setup.run("browser")
    assert len(setup.run()) == 2 and setup.run() == [], "an environment of which a part may be missing is made anew"


#: In the place of uv: makes an environment that has a Python; installing takes a while, in a process of its own.
SLOW_UV = """#!/usr/bin/env bash
case "$1" in
    venv) mkdir -p .venv/bin && ln -s "$(command -v python3)" .venv/bin/python ;;
    pip) if [ -e slow ]; then sleep 60 & echo $! > sleeper; echo ready; wait; fi ;;
esac
"""


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_all_of_an_installation_in_one_sentence_and_the_next_run_heals(sign, tmp_path):
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "setup_env.py", tmp_path / "tools")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "uv").write_text(SLOW_UV)
    (tmp_path / "uv").chmod(0o755)
    (tmp_path / "slow").touch()
    command = [sys.executable, "tools/setup_env.py", "course"]
    how = {"cwd": tmp_path, "env": os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}, "text": True}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how) as process:
        while process.stdout.readline() != "ready\n":
            assert process.poll() is None
        process.send_signal(sign)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said == "Stopped: the same command begins the installation again.\n"
    sleeper = psutil.pid_exists(int((tmp_path / "sleeper").read_text()))
    assert not sleeper or psutil.Process(int((tmp_path / "sleeper").read_text())).status() == psutil.STATUS_ZOMBIE
    (tmp_path / "slow").unlink()
    assert subprocess.run(command, capture_output=True, check=True, **how).stdout.startswith("Making the environment")
    assert subprocess.run(command, capture_output=True, check=True, **how).stdout == ""


def test_an_old_python_gets_one_sentence(setup, monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit) as stop:
        setup.run()
    assert stop.value.code == 1
    sentence = stopped(capsys)
    assert "Python 3.11 or newer" in sentence and "is Python 3.9" in sentence


def test_an_old_python_hands_over_to_a_newer_one(setup, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    versions = {"python3.13": "3 13", "python3": "3 9"}  # python3.14 is not there
    monkeypatch.setattr(setup, "runs", lambda command: versions.get(command[0]))
    with pytest.raises(SystemExit) as stop:
        setup.run()
    assert stop.value.code == 0
    assert setup.commands[0][0] == "python3.13" and setup.commands[0][-1] == "test"


def test_a_python_without_venv_gets_one_sentence(setup, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit):
        setup.run()
    assert "python3-venv" in stopped(capsys)


def test_setup_parses_under_old_pythons():
    new = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.Match, ast.AsyncFunctionDef, ast.Nonlocal)
    tree = ast.parse(text("tools/setup_env.py"), feature_version=(3, 4))
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, new)]
    lists = [node for node in ast.walk(tree) if isinstance(node, (ast.List, ast.Tuple))]
    assert not [node.lineno for node in lists if any(isinstance(item, ast.Starred) for item in node.elts)]

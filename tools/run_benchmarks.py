"""Run the scripts in benchmarks/ one after the other: nothing else should be running meanwhile.

python tools/run_benchmarks.py [NAME ...]     default: all; a script whose peers are not installed says so itself
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main():
    scripts = {path.stem: path for path in sorted((ROOT / "benchmarks").glob("[!_]*.py"))}
    unknown = [name for name in sys.argv[1:] if name not in scripts]
    if unknown:
        print(f"unknown benchmark {unknown[0]!r}; choose from {', '.join(scripts)}", file=sys.stderr)
        return 1
    code = 0
    for name in sys.argv[1:] or scripts:
        print(f"\n{name}", flush=True)
        code = subprocess.call([sys.executable, scripts[name]], cwd=ROOT) or code
    return code


if __name__ == "__main__":
    sys.exit(main())

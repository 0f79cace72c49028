"""Make the editions of the course: for students, for whoever teaches, and slides.

python -m tools.editions [--chapters 01 04] [--editions student instructor slides] [--out build/editions]
"""

import argparse
import sys
from pathlib import Path

from . import folder, making

OUT = making.teaching_table.ROOT / "build" / "editions"


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m tools.editions", description=__doc__.splitlines()[0])
    parser.add_argument("--chapters", nargs="+", metavar="NN", help="such as 01 04; default: all, with the playground")
    parser.add_argument("--editions", nargs="+", choices=making.KINDS, default=list(making.KINDS), help="default: all")
    parser.add_argument("--out", type=Path, default=OUT, help="default: build/editions")
    options = parser.parse_args(arguments)
    try:
        folder.write(options.out, making.files(options.chapters, options.editions))
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

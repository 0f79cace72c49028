"""A class at once on one machine: so many kernels, each with a chapter, started together; memory of each, and clashes.

    python benchmarks/kernels.py                             thirty kernels, chapters 01, 03 and 05 in turn
    python benchmarks/kernels.py --kernels 8 --chapters 09   others

All share one empty home folder, the hardest case: caches that don't exist yet are made by all of them at the same time,
and each checks an exercise into one file of progress. A kernel's memory is its own share (PSS, where the system tells
it: pages that several kernels share count in parts) when all have run all of their cells and none has ended. The script
ends with code 1 if a cell failed, a kernel died, or progress was lost.
"""

import argparse
import asyncio
import itertools
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 1800  # for a cell, while all others want the processor as well
NOTE = "from course_nn.exercises import store\nprint(repr(store.record('kernel_{0}', attempted=True)))"


async def run(number, path, arrived, leave):
    """Run a chapter's cells; ``(seconds, MB, what failed)``. It ends when all others have arrived."""
    book = nbformat.read(path, as_version=4)
    book.cells.append(nbformat.v4.new_code_cell(NOTE.format(number)))
    client = NotebookClient(book, timeout=SECONDS, kernel_name="python3", allow_errors=True, store_widget_state=False)
    begun, failed, memory = time.monotonic(), [], float("nan")
    try:
        async with client.async_setup_kernel():
            for place, cell in enumerate(book.cells):
                await client.async_execute_cell(cell, place)
            failed = [o.evalue for c in book.cells for o in c.get("outputs", ()) if o.output_type == "error"]
            told = "".join(o.get("text", "") for o in book.cells[-1].outputs if o.get("name") == "stdout").strip()
            failed += [told] * (told != "''")
            seconds = time.monotonic() - begun
            arrived()
            await leave.wait()
            memory = megabytes(psutil.Process(client.km.provisioner.process.pid))
    except Exception as error:
        failed.append(f"{type(error).__name__}: {error}")
        seconds = time.monotonic() - begun
        arrived()
    return seconds, memory, failed


def megabytes(process):
    full = process.memory_full_info()
    return getattr(full, "pss", full.rss) / 2**20


async def all_at_once(paths):
    leave, left = asyncio.Event(), len(paths)

    def arrived():
        nonlocal left
        left -= 1
        if not left:
            leave.set()

    return await asyncio.gather(*(run(number, path, arrived, leave) for number, path in enumerate(paths)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernels", type=int, default=30)
    parser.add_argument("--chapters", nargs="+", default=["01", "03", "05"])
    given = parser.parse_args()
    chapters = [next((ROOT / "notebooks").glob(f"{number}_*.ipynb")) for number in given.chapters]
    paths = list(itertools.islice(itertools.cycle(chapters), given.kernels))
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(
            HOME=home,
            COURSE_NN_HOME=home,
            OMP_NUM_THREADS="1",
            OPENBLAS_NUM_THREADS="1",
            PYTHONPATH=str(ROOT),
            IPYTHONDIR=f"{home}/ipython",
        )
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "MPLCONFIGDIR", "COURSE_NN_STRICT"):
            os.environ.pop(name, None)
        found = asyncio.run(all_at_once(paths))
        kept = json.loads(Path(home, "progress.json").read_text(encoding="utf-8"))["exercises"]
    bad = [f"{path.stem}: {one}" for path, (_, _, failed) in zip(paths, found, strict=True) for one in failed]
    for chapter in chapters:
        mine = [one for path, one in zip(paths, found, strict=True) if path == chapter]
        memory, seconds = [one[1] for one in mine], [one[0] for one in mine]
        print(
            f"{chapter.stem:32} {len(mine):3} kernels  {min(memory):4.0f} to {max(memory):4.0f} MB each  "
            f"{statistics.median(seconds):5.0f} s to run all cells, at the same time"
        )
    print(f"all {len(paths)} kernels: {sum(one[1] for one in found):.0f} MB")
    lost = [number for number in range(len(paths)) if f"kernel_{number}" not in kept]
    print(f"{len(bad)} failures; progress of {len(lost)} kernels lost", *bad, sep="\n  ")
    return int(bool(bad or lost))


if __name__ == "__main__":
    sys.exit(main())

"""The folder that the editions are written into. What somebody else put there, or changed, stays as it is."""

import hashlib
import json
import os
from pathlib import Path

SIGN = "editions.json"  # what this program has written there: path → checksum


def write(out, files, tell=print):
    """Write ``files``, path → bytes, below ``out``; nothing is written if ValueError says what would be lost."""
    out = Path(out)
    known = _known(out)
    changed = [name for name, content in files.items() if _is_others(out / name, content, known.get(name))]
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise ValueError(
            f"{out / changed[0]}{more}: changed since it was made, and would be lost; move it away, or choose another "
            "folder with --out"
        )
    written = 0
    for name, content in files.items():
        path = out / name
        if not path.is_file() or path.read_bytes() != content:
            _put(path, content)
            written += 1
    sums = known | {name: _sum(content) for name, content in files.items()}
    _put(out / SIGN, json.dumps(sums, indent=0, sort_keys=True).encode())
    tell(f"{out}: {len(files)} files, {written} of them new or changed.")


def _known(out):
    """What the sign of a folder tells; ValueError for a folder, or a file, that isn't ours."""
    if not out.exists():
        return {}
    if not out.is_dir():
        raise ValueError(f"{out}: expected a folder for the editions, and this is a file; choose another with --out")
    try:
        known = json.loads((out / SIGN).read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = {}
        if others := sorted(path.name for path in out.iterdir()):
            raise ValueError(
                f"{out}: expected a new folder, or one with editions, and it holds {others[0]!r} and no {SIGN}; "
                "choose another with --out"
            ) from None
    except ValueError:
        known = None
    if not isinstance(known, dict):
        raise ValueError(f"{out / SIGN}: damaged; choose another folder with --out, or delete this one")
    return known


def _is_others(path, content, known):
    """Whether what stands at ``path`` is neither what was written there nor what is to be."""
    if not path.exists():
        return False
    return not path.is_file() or _sum(path.read_bytes()) not in (known, _sum(content))


def _sum(content):
    return hashlib.sha256(content).hexdigest()


def _put(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    os.replace(part, path)

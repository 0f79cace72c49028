"""One file of named arrays and notes, a NumPy ``.npz`` without pickle, that is read whole or refused with the reason.

Each array's SHA-256 stands in the notes, and that of the notes beside them. Nothing is unpacked or allocated beyond the
bytes that the file has, and nothing in it is run.
"""

import math
import os
import struct

import numpy as np

from . import _checks, _files

#: The member that holds the notes.
NOTES = "course_nn.json"


def write(path, arrays, notes):
    """Write ``arrays`` (name → array) and ``notes`` (what JSON can hold) to ``path``, a `Path`.

    The file takes its place when it is whole (`_files.replacing`): an error, an interrupt or a full disk leaves the old
    one, and OSError says what the system said. The same content gives the same bytes.

    >>> import numpy as np
    >>> import tempfile
    >>> from pathlib import Path
    >>> from course_nn import archive
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = archive.write(Path(folder, "one.npz"), {"W": np.eye(2)}, {"by": "hand"})
    ...     print(np.load(Path(folder, "one.npz"))["W"])
    [[1. 0.]
     [0. 1.]]
    """
    import zipfile  # here, as nothing below: `import course_nn` is to take little time

    notes = notes | {"arrays": {name: _digest(array) for name, array in arrays.items()}}
    text = _json({"content": notes, "sha256": _sha256(_json(notes).encode())})
    try:
        with _files.replacing(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, array in arrays.items():
                with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as member:
                    np.lib.format.write_array(member, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(NOTES), text)
    except OSError as error:
        raise _files.refusal(path, "save", error) from None


class Reader:
    """A file that `write` wrote, or ``np.savez`` before there were notes: its ``names``, ``notes`` and arrays.

    ``expected`` is the number of arrays that may be in it, about; a directory far longer is not even read. All that is
    wrong with a file comes out as a ValueError that says so. For use in a ``with``.
    """

    def __init__(self, path, expected):
        self.path, self.names, self.notes = path, [], None
        self._file = open(path, "rb")
        try:
            self._guarded(self._directory, "its list of parts", expected)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._file.close()

    def array(self, name):
        """The array of that name, equal to the one written in every bit, or a ValueError."""
        return self._guarded(self._array, name, name)

    def size(self, name):
        """How many bytes it takes in the file."""
        return self._members[f"{name}.npy"].file_size

    def _guarded(self, action, part, *arguments):
        try:
            return action(*arguments)
        except _Refused as refusal:
            reason = str(refusal)
        except Exception as error:  # whatever a broken or hostile file sets off inside
            reason = f"{part} is damaged: {type(error).__name__}"
        raise ValueError(f"load: {self.path.name} is not a whole file saved by save() ({reason})")

    def _directory(self, expected):
        import json
        import zipfile

        bytes_in_all = os.fstat(self._file.fileno()).st_size
        _check_tail(self._file, bytes_in_all, 100_000 + 500 * expected)
        self._zip = zipfile.ZipFile(self._file)
        members = self._zip.infolist()
        self._members = {member.filename: member for member in members}
        if len(self._members) != len(members):
            raise _Refused("it holds a name twice")
        if any(name != NOTES and not name.endswith(".npy") for name in self._members):
            raise _Refused("it holds something else than arrays")
        if any(m.compress_type != zipfile.ZIP_STORED or m.file_size != m.compress_size for m in members):
            raise _Refused("its parts are packed, which save() does not do")
        if bytes_in_all > sum(member.file_size + 1000 for member in members) + 1000:
            raise _Refused("it holds more bytes than its parts")
        if NOTES in self._members:
            if self._members[NOTES].file_size > 1_000_000:
                raise _Refused("its notes hold more bytes than save() writes")
            text = json.loads(self._zip.read(NOTES))
            self.notes = text["content"]
            if text["sha256"] != _sha256(_json(self.notes).encode()):
                raise _Refused("its notes were altered")
        self.names = [name.removesuffix(".npy") for name in self._members if name != NOTES]
        if self.notes is not None and sorted(self.names) != sorted(self.notes["arrays"]):
            raise _Refused("parts were added or taken away")

    def _array(self, name):
        with self._zip.open(f"{name}.npy") as member:
            headers = {
                (1, 0): np.lib.format.read_array_header_1_0,
                (2, 0): np.lib.format.read_array_header_2_0,
            }
            shape, columns_first, dtype = headers[np.lib.format.read_magic(member)](member)
            data = member.read()
        if dtype.kind not in "fiub" or len(data) != math.prod(shape) * dtype.itemsize:
            raise _Refused(f"{name} is not made of the numbers that its header says")
        array = np.frombuffer(data, dtype).reshape(shape, order="F" if columns_first else "C")
        if self.notes is not None and self.notes["arrays"][name] != _digest(array):
            raise _Refused(f"{name} was altered")
        return array


class _Refused(Exception):
    """The reason, in words."""


def _check_tail(file, bytes_in_all, most):
    """The end of a ZIP archive without a comment, and with a directory of at most so many bytes."""
    file.seek(max(0, bytes_in_all - 42))
    tail = file.read()
    if len(tail) < 22 or tail[-22:-18] != b"PK\5\6":
        raise _Refused("its end is missing, or it is something else")
    directory = struct.unpack("<L", tail[-10:-6])[0]
    # An archive of more than 2 GiB has a second end, which says the same with more digits.
    if (directory > most or tail[:4] == b"PK\6\7") and bytes_in_all < 2**31 - 1:
        raise _Refused("its directory is far too long")


def _digest(array):
    array = np.asarray(array)
    return _sha256(f"{array.dtype.str} {array.shape} ".encode(), np.ascontiguousarray(array))


def _sha256(*parts):
    import hashlib

    whole = hashlib.sha256()
    for part in parts:
        whole.update(part)
    return whole.hexdigest()


def _json(value):
    import json

    try:
        return json.dumps(value, sort_keys=True)
    except (TypeError, ValueError):
        raise TypeError(f"save: expected notes of numbers and words, got {_checks.describe(value)}") from None

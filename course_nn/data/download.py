"""A published file from the network: from more than one mirror, checked before it is believed, whole or not at all.

The file is read into memory, never more bytes than were published, and compared by size and checksum before it touches
the disk; then it is put in its place in one step. So nothing bad is ever there to be found, and two kernels at once do
no harm. What is found later is checked again whenever it is read. One deadline holds for the whole exchange.

Why not pooch: it reads as long as a server sends, knows no limit on the whole time and no second mirror, replaces an
altered file without a word, leaves files that only their owner can read (bad for a folder that a class shares), and on
Windows it does not replace in one step. What would be left to it is the comparison of a checksum.
"""

import contextlib
import functools
import hashlib
import os
import socket
import tempfile
import threading
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from .. import _files

CONNECT = 15.0  # seconds without a single byte after which a server counts as silent
SPEED = 20_000  # bytes a second: slower, on the average, counts as stuck
GRACE = 30.0  # seconds that every file is given at least
REDIRECTS = 5


class Published(NamedTuple):
    """A file as it was published: its name, its size in bytes, and its MD5 checksum in hexadecimal digits.

    MD5 is what the authors published. Two files can be made to have the same MD5, but nobody knows how to make a
    second file for one that is given.
    """

    name: str
    size: int
    md5: str

    def complaint(self, content):
        """What is wrong with ``content``, or an empty text."""
        if len(content) != self.size:
            return f"{len(content):,} bytes in place of {self.size:,}"
        if hashlib.md5(content, usedforsecurity=False).hexdigest() != self.md5:
            return f"{self.size:,} bytes, but not the published ones (MD5 differs)"
        return ""


def folder():
    """The folder of downloaded data: ``COURSE_NN_DATA`` if that is set, otherwise a part of the user's cache folder."""
    chosen = os.environ.get("COURSE_NN_DATA")
    try:
        if chosen:
            return Path(chosen).expanduser()
        try:
            from platformdirs import user_cache_path
        except ImportError:
            return Path.home() / ".cache" / "course_nn"
        path = user_cache_path("course_nn", appauthor=False)
    except (RuntimeError, KeyError):  # no HOME, and no entry of this user
        path = Path()
    if not path.is_absolute():
        raise OSError("data: expected a home folder to keep downloads in; set COURSE_NN_DATA to a folder of your own")
    return path


def read_verified(path, published):
    """The bytes of the file at ``path`` if they are the published ones.

    FileNotFoundError where there is none; ValueError, naming the file, where it is another.
    """
    try:
        content = _files.read_plain(path, published.size)
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(f"{path}: expected the published file, but there is none") from None
    except OSError as error:
        raise OSError(
            f"{path}: expected a file that can be read, but: {error.strerror or error}; set the "
            "environment variable COURSE_NN_DATA to a folder of your own"
        ) from None
    complaint = published.complaint(content)
    if complaint:
        if len(content) > published.size:
            complaint = f"more than {published.size:,} bytes"
        raise ValueError(
            f"{path}: expected the published file, got {complaint}; it was not used: remove it, or get it anew with "
            "download=True"
        )
    return content


def fetch(published, path, mirrors, *, progress=True):
    """Download a file to ``path`` from the first of ``mirrors`` (addresses that end in /) that has it; its bytes.

    ConnectionError if none of them sends the published file: the sentence says what each did and what to do. OSError
    if the folder can't be written. Proxies are taken from the environment (``HTTPS_PROXY`` and the like).
    """
    path = Path(path)
    _check_writable(path)
    said = []
    for mirror in mirrors:
        try:
            content = _download(mirror + published.name, published, progress)
            complaint = published.complaint(content)
        except (OSError, ValueError) as error:
            complaint = _words(error)
        if not complaint:
            _put(content, path, published)
            return content
        said.append(f"{urlsplit(mirror).hostname}: {complaint}")
    raise ConnectionError(
        f"{published.name}: expected the published file from one of {len(mirrors)} mirrors, got {'; '.join(said)}. "
        f"Nothing was kept. Without a network, put the file into {path.parent}, or go on with data.digits()"
    )


def _download(url, published, progress):
    """What the server sends, at most one byte more than was published."""
    from http.client import HTTPException

    parts, missing = [], published.size + 1
    with _Deadline(GRACE + published.size / SPEED) as deadline:
        try:
            with _open(url, deadline) as response, _bar(published, progress) as moved:
                # read1 returns what has arrived, so that the bar moves.
                while missing > 0 and (part := response.read1(min(missing, 2**16))):
                    parts.append(part)
                    missing -= len(part)
                    moved(len(part))
        except HTTPException as error:
            if not deadline.over:
                raise ConnectionError(f"an answer that is not HTTP ({type(error).__name__})") from None
        except OSError:
            if not deadline.over:
                raise
        if deadline.over:
            raise TimeoutError(f"too slow, {published.size + 1 - missing:,} bytes only")
    if missing <= 0:
        raise ValueError(f"more than the {published.size:,} bytes that were published")
    content = b"".join(parts)
    kind = response.headers.get_content_type()
    if len(content) != published.size and kind.startswith("text/"):
        raise ValueError(f"a page ({kind}) in place of the file")
    return content


class _Deadline:
    """Cuts the connections made within the ``with`` when the time is over; ``over`` says that it is.

    A limit on each wait, which sockets have, is no limit on the whole: a server that sends a byte now and then, in its
    status line, its headers or between the chunks, would hold us for ever.
    """

    def __init__(self, seconds):
        self.over, self._connections = False, []
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self):
        self._timer.start()
        return self

    def __exit__(self, *error):
        self._timer.cancel()
        for connection in self._connections:
            connection.close()

    def connect(self, *address, **options):
        """`socket.create_connection`, kept in mind by a second handle: the first is lost to the encryption."""
        connection = socket.create_connection(*address, **options)
        self._connections.append(connection.dup())
        if self.over:
            connection.close()
            raise TimeoutError
        return connection

    def watched(self, kind):
        """``kind`` of `http.client` connection, whose sockets are made by `connect`."""

        def make(*arguments, **options):
            connection = kind(*arguments, **options)
            connection._create_connection = self.connect
            return connection

        return make

    def _cut(self):
        self.over = True
        for connection in self._connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def _open(url, deadline):
    """The response for ``url``. Redirections are followed here, because urllib reads their bodies without a limit."""
    from http.client import HTTPConnection, HTTPSConnection
    from urllib.error import HTTPError
    from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

    class Stay(HTTPRedirectHandler):
        def redirect_request(self, *args):
            return None

    class Plain(HTTPHandler):
        def http_open(self, request):
            return self.do_open(deadline.watched(HTTPConnection), request)

    class Encrypted(HTTPSHandler):
        def https_open(self, request):
            return self.do_open(deadline.watched(HTTPSConnection), request, context=_certificates())

    opener = build_opener(Stay, Plain, Encrypted)
    for _ in range(REDIRECTS + 1):
        # "identity": the published bytes as they are, not packed once more on the way.
        request = Request(url, headers={"User-Agent": "course_nn", "Accept-Encoding": "identity"})
        try:
            return opener.open(request, timeout=CONNECT)
        except HTTPError as error:
            error.close()
            target = urljoin(url, error.headers.get("Location") or "")
            if error.code not in (301, 302, 303, 307, 308) or target == url:
                raise
            if urlsplit(target).scheme not in ("https", urlsplit(url).scheme):
                raise ValueError(f"a redirection to {urlsplit(target).scheme}, which is not followed") from None
            url = target
    raise ValueError(f"more than {REDIRECTS} redirections")


@functools.cache
def _certificates():
    """The system's certificates, and certifi's where it is installed: Python on macOS may come without any."""
    import ssl

    context = ssl.create_default_context()
    try:
        import certifi
    except ImportError:
        return context
    context.load_verify_locations(certifi.where())
    return context


def _words(error):
    """An error of the network in a few words."""
    from urllib.error import HTTPError, URLError

    if isinstance(error, HTTPError):
        return f"error {error.code} ({error.reason})"
    if isinstance(error, URLError):
        error = error.reason
    if isinstance(error, TimeoutError) and "slow" not in str(error):
        return "no answer in time"
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(text.split())[:90]


def _bar(published, progress):
    """A bar for what takes a while: tqdm's where it is installed. Inside the ``with``, a function of the bytes read."""

    @contextlib.contextmanager
    def shown():
        try:
            from tqdm.auto import tqdm
        except ImportError:
            print(f"downloading {published.name}, {published.size / 1e6:.1f} MB")
            yield lambda size: None
            return
        with tqdm(total=published.size, unit="B", unit_scale=True, desc=published.name, leave=False) as bar:
            yield bar.update

    return shown() if progress and published.size > 1e6 else contextlib.nullcontext(lambda size: None)


def _check_writable(path):
    """Before anything is downloaded: whether it can be kept."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise _unwritable(path.parent, error) from None


def _unwritable(place, error):
    return OSError(
        f"{place}: expected a folder that can be written, but: {error.strerror or error}; set the environment "
        "variable COURSE_NN_DATA to one that can"
    )


def _put(content, path, published):
    try:
        path.parent.mkdir(parents=True, exist_ok=True)  # once more: somebody may have cleared the cache meanwhile
        with _files.replacing(path) as file:
            file.write(content)
    except OSError as error:
        try:
            read_verified(path, published)  # Windows: another kernel has put it there and is reading it
        except (OSError, ValueError):
            raise _unwritable(path.parent, error) from None

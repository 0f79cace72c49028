"""A server on this machine that has a tiny MNIST, and misbehaves when told to."""

import misbehaving_server as ways
import pytest
from example_images import NAMES, published, small_set

from course_nn.data import download, images


@pytest.fixture
def server(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with ways.running() as server:
        yield server


@pytest.fixture
def shop(server, monkeypatch, tmp_path):
    """The server has a small set under the name of MNIST at two mirrors; the cache is a new folder."""
    arrays, contents = small_set()
    server.files = dict(zip(NAMES, contents, strict=True))
    server.arrays, server.folder = arrays, tmp_path / "cache"
    small = images.SETS["mnist"] | {
        "files": published(contents),
        "shapes": tuple(array.shape for array in arrays),
        "mirrors": (f"{server.address}/one/", f"{server.address}/two/"),
    }
    monkeypatch.setitem(images.SETS, "mnist", small)
    monkeypatch.setenv("COURSE_NN_DATA", str(server.folder))
    monkeypatch.setattr(download, "CONNECT", 0.4)
    monkeypatch.setattr(download, "GRACE", 0.6)
    monkeypatch.setattr(download, "SPEED", 1e9)
    return server

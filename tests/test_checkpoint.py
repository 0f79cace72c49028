"""Saving and loading: equal, whole or not at all, and safe against files made to do harm."""

import io
import os
import pickle
import warnings
import zipfile

import numpy as np
import pytest
from helpers import refused
from hypothesis import given, settings
from hypothesis import strategies as st

from course_nn import Dense, PReLU, Sequential, Tanh, load, mlp, save


def net(seed=0, sizes=(3, 4, 2), dtype=np.float32):
    return mlp(sizes, np.random.default_rng(seed), dtype=dtype)


@pytest.fixture
def saved(tmp_path):
    return save(net(), tmp_path / "net.npz")


def unchanged(network, path):
    before = network.theta.copy()
    with refused():
        load(network, path)
    np.testing.assert_array_equal(network.theta, before)


def test_there_and_back(tmp_path):
    network = net()
    path = save(network, tmp_path / "a name without ending")
    other = net(1)
    theta = other.theta
    assert load(other, str(path)) is other
    np.testing.assert_array_equal(theta, network.theta)
    with np.load(path) as archive:  # the file is plain NumPy, under the names that parameters() gives
        assert archive.files == ["0.W", "0.b", "2.W", "2.b", "course_nn.json"]
        np.testing.assert_array_equal(archive["0.W"], network[0].W.value)
    assert os.listdir(tmp_path) == ["a name without ending"]


def test_others_may_read_it_as_any_file(tmp_path):
    (tmp_path / "plain").touch()
    assert save(net(), tmp_path / "net.npz").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_between_types(tmp_path, saved):
    wide = load(net(3, dtype=np.float64), saved)
    assert wide.theta.dtype == np.float64
    np.testing.assert_array_equal(wide.theta, net().theta)
    back = load(net(4), save(wide, tmp_path / "wide.npz"))
    np.testing.assert_array_equal(back.theta, net().theta)
    wide[0].W.value[0, 0] = 1e300  # too large for float32
    unchanged(net(), save(wide, tmp_path / "wide.npz"))


def test_shared_parameters_are_saved_once(tmp_path):
    layer = Dense(2, 2, np.random.default_rng(0))
    network = Sequential(layer, Tanh(), layer)
    with np.load(save(network, tmp_path / "n.npz")) as archive:
        assert archive.files == ["0.W", "0.b", "course_nn.json"]


def test_no_parameters(tmp_path):
    load(Sequential(Tanh()), save(Sequential(Tanh()), tmp_path / "n.npz"))
    unchanged(net(), tmp_path / "n.npz")


def test_an_interrupted_save_leaves_the_old_file(tmp_path, saved, monkeypatch):
    before = saved.read_bytes()
    for error in (KeyboardInterrupt, OSError):

        def broken(file, array, error=error, **options):
            file.write(b"half")
            raise error

        monkeypatch.setattr(np.lib.format, "write_array", broken)
        with pytest.raises(error):
            save(net(5), saved)
        assert saved.read_bytes() == before and os.listdir(tmp_path) == ["net.npz"]


def test_saving_over_an_old_file(saved):
    save(net(7), saved)
    np.testing.assert_array_equal(load(net(), saved).theta, net(7).theta)


@pytest.mark.parametrize(
    "other",
    [
        net(sizes=(3, 5, 2)),
        net(sizes=(3, 4, 2, 2)),
        net(sizes=(3, 2)),
        Sequential(PReLU()),
        Sequential(
            Dense(3, 4, np.random.default_rng(0), bias=False), Tanh(), Dense(4, 2, np.random.default_rng(0))
        ),
    ],
)
def test_a_network_of_another_shape_is_refused_and_left_alone(saved, other):
    unchanged(other, saved)


def test_nothing_there(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is none at"):
        load(net(), tmp_path / "nothing.npz")
    for path in (tmp_path, tmp_path / "no folder" / "net.npz"):
        with refused("file"):
            save(net(), path)
    for path in (3.5, None, ["a"]):
        with refused("path"):
            save(net(), path)
        with refused("path"):
            load(net(), path)


class Bomb:
    """Unpickled, it would make a folder."""

    def __init__(self, place):
        self.place = place

    def __reduce__(self):
        return os.mkdir, (self.place,)


def test_pickles_are_not_opened(tmp_path):
    place, path = str(tmp_path / "exploded"), tmp_path / "evil.npz"
    path.write_bytes(pickle.dumps(Bomb(place)))
    unchanged(net(), path)
    evil = np.empty(1, object)
    evil[0] = Bomb(place)
    with open(path, "wb") as file:
        np.savez(file, **{name: evil for name in net().parameters()})
    assert not os.path.exists(place) or os.rmdir(place) is None
    unchanged(net(), path)
    assert not os.path.exists(place)


def header(shape, dtype="<f4"):
    part = io.BytesIO()
    np.lib.format.write_array_header_1_0(part, {"descr": dtype, "fortran_order": False, "shape": shape})
    return part.getvalue()


@pytest.mark.parametrize(
    ("shape", "dtype", "body"),
    [
        ((10**15,), "<f4", b""),  # claims a petabyte
        ((3, 4), "<f4", b"\0" * 40),  # eight bytes short
        ((3, 4), "<c8", b"\0" * 96),
        ((3, 4), "<U1", b"\0" * 48),
        ((3, 4), "<f4", np.full(12, np.nan, np.float32).tobytes()),
        ((12,), "<f4", b"\0" * 48),
        ((3, 4), "|O", b"\0" * 96),
    ],
)
def test_arrays_that_lie_are_refused(tmp_path, shape, dtype, body):
    with zipfile.ZipFile(tmp_path / "lie.npz", "w") as archive:
        for name, p in net().parameters().items():
            honest = header(p.value.shape) + p.value.tobytes()
            archive.writestr(f"{name}.npy", header(shape, dtype) + body if name == "0.W" else honest)
    unchanged(net(), tmp_path / "lie.npz")


@pytest.mark.parametrize(
    ("kind", "words"), [(zipfile.ZIP_DEFLATED, "parts are packed"), (zipfile.ZIP_STORED, "more bytes")]
)
def test_a_zip_bomb_is_not_unpacked(tmp_path, kind, words):
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", kind) as archive:
        for name in net().parameters():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as part:
                part.write(header((5_000_000,), "|u1"))
                part.write(bytes(5_000_000))
    with refused(words):
        load(net(), path)


def test_fortran_order_inside_is_fine(tmp_path):
    network = net()
    with open(tmp_path / "f.npz", "wb") as file:
        np.savez(file, **{name: np.asfortranarray(p.value) for name, p in network.parameters().items()})
    np.testing.assert_array_equal(load(net(1), tmp_path / "f.npz").theta, network.theta)


WHOLE = io.BytesIO()
np.savez(WHOLE, **{name: p.value for name, p in net().parameters().items()})


@settings(max_examples=150)
@given(st.integers(0, len(WHOLE.getvalue()) - 1), st.integers(1, 255), st.booleans())
def test_a_damaged_file_is_refused_or_reads_the_same(tmp_path_factory, place, change, cut):
    """Any byte changed, or the end cut off: never a crash, never other numbers."""
    path = tmp_path_factory.getbasetemp() / "damaged.npz"
    data = bytearray(WHOLE.getvalue())
    data[place] ^= change
    path.write_bytes(data[:place] if cut else data)
    network = net(1)
    before = network.theta.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            load(network, path)
        except ValueError as error:
            assert "\n" not in str(error) and str(error).startswith("load: ")
            np.testing.assert_array_equal(network.theta, before)
        else:
            np.testing.assert_array_equal(network.theta, net().theta)

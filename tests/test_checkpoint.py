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

from course_nn import (
    SGD,
    AdaGrad,
    Adam,
    AdamW,
    BatchNorm,
    Checkpoint,
    CrossEntropy,
    Dense,
    Dropout,
    GaussianNoise,
    History,
    PReLU,
    RMSProp,
    Sequential,
    Tanh,
    fit,
    load,
    mlp,
    save,
)
from course_nn.schedules import CosineDecay, StepDecay, WarmUp


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
        Sequential(Dense(3, 4, np.random.default_rng(0), bias=False), Tanh(), Dense(4, 2, np.random.default_rng(0))),
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


# --- all that a training needs ---------------------------------------------------------------------------------------

OPTIMIZERS = {
    "SGD": lambda: SGD(0.1),
    "momentum": lambda: SGD(0.1, momentum=0.9),
    "Nesterov": lambda: SGD(0.1, momentum=0.9, nesterov=True),
    "AdaGrad": lambda: AdaGrad(0.05),
    "RMSProp": lambda: RMSProp(0.01),
    "Adam": lambda: Adam(0.01),
    "AdamW": lambda: AdamW(0.01),
    "steps": lambda: SGD(StepDecay(0.1, every=7), momentum=0.9),
    "cosine": lambda: Adam(CosineDecay(0.02, steps=30)),
    "warm-up": lambda: RMSProp(WarmUp(0.01, steps=15)),
}


def noisy(seed=0, dtype=np.float32, bits=np.random.PCG64):
    """A network with everything that a file must hold: weights, running statistics, noise of its own."""
    rng, own = np.random.default_rng(seed), np.random.Generator(bits(seed))
    first = Dense(3, 6, rng, dtype=dtype)
    second = Dense(6, 4, rng, dtype=dtype)
    return Sequential(
        GaussianNoise(0.1, own),
        first,
        BatchNorm(6, dtype=dtype),
        Tanh(),
        Dropout(0.3, np.random.default_rng(seed)),
        second,
    )


def learn(network, optimizer, history=None, rng=None, epochs=4, callbacks=(), **options):
    data = np.random.default_rng(0)
    X, y = data.normal(size=(25, 3)), data.integers(0, 4, 25)
    given = {"history": history, "rng": rng, "epochs": epochs, "callbacks": callbacks, "progress": False}
    given |= {"validation": (X[20:], y[20:]), "batch_size": 6, "clip_norm": 0.5}
    return fit(network, X[:20], y[:20], CrossEntropy(), optimizer, **(given | options))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_resumed_is_uninterrupted(tmp_path, name, dtype):
    """Stopped after some epochs, and gone on with in objects that began otherwise: equal in every bit."""
    path = tmp_path / "training.npz"
    network, optimizer, rng = noisy(dtype=dtype), OPTIMIZERS[name](), np.random.default_rng(1)
    whole = learn(network, optimizer, rng=rng, epochs=6)
    for epochs in (1, 3):
        learn(
            noisy(dtype=dtype),
            OPTIMIZERS[name](),
            rng=np.random.default_rng(1),
            epochs=epochs,
            callbacks=[Checkpoint(path)],
        )
        again, their, history, shuffle = (
            noisy(7, dtype),
            OPTIMIZERS[name](),
            History(),
            np.random.default_rng(),
        )
        if their.schedule is None:
            their.learning_rate = 0.7
        load(again, path, optimizer=their, history=history, rng=shuffle)
        assert learn(again, their, history, shuffle, epochs=6) is history
        np.testing.assert_array_equal(again.theta, network.theta)
        for buffer, other in zip(again.buffers().values(), network.buffers().values(), strict=True):
            np.testing.assert_array_equal(buffer.value, other.value)
        assert history.records == whole.records and len(whole) == 6
        assert shuffle.random() == np.random.Generator(copied(rng)).random()
        for key, value in optimizer.state().items():
            np.testing.assert_array_equal(their.state()[key], value, err_msg=key)


def copied(rng):
    bits = type(rng.bit_generator)()
    bits.state = rng.bit_generator.state
    return bits


@pytest.mark.parametrize("bits", [np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64])
def test_every_kind_of_generator_comes_back(tmp_path, bits):
    rng, network = np.random.Generator(bits(3)), noisy(bits=bits)
    rng.random(11), rng.integers(0, 9, 3, np.uint32), network.generators()["0.rng"].random(5)
    path = save(network, tmp_path / "n.npz", rng=rng)
    other, own = np.random.Generator(bits(9)), noisy(4, bits=bits)
    load(own, path, rng=other)
    np.testing.assert_array_equal(other.integers(0, 2**31, 999, np.uint32), rng.integers(0, 2**31, 999, np.uint32))
    for name, generator in network.generators().items():
        np.testing.assert_array_equal(own.generators()[name].random(9), generator.random(9))


def test_a_network_of_many_noises(tmp_path):
    """Their names do not stand in the order of the alphabet: 2.rng, 10.rng."""
    deep = [Sequential(*(Dropout(0.5, np.random.default_rng(s + i)) for i in range(12))) for s in (0, 50)]
    load(deep[1], save(deep[0], tmp_path / "n.npz", rng=np.random.default_rng()), rng=np.random.default_rng())
    ones = np.ones((2, 3))
    np.testing.assert_array_equal(deep[1].forward(ones, True)[0], deep[0].forward(ones, True)[0])


def test_a_generator_shared_by_layers_and_batches(tmp_path):
    path, rng = tmp_path / "n.npz", np.random.default_rng(0)
    network = Sequential(Dropout(0.5, rng), Dense(3, 4, rng))
    whole = learn(network, SGD(0.1), rng=rng, epochs=4)
    rng = np.random.default_rng(0)
    learn(
        Sequential(Dropout(0.5, rng), Dense(3, 4, rng)),
        SGD(0.1),
        rng=rng,
        epochs=2,
        callbacks=[Checkpoint(path)],
    )
    rng, optimizer, history = np.random.default_rng(5), SGD(0.1), History()
    again = Sequential(Dropout(0.5, rng), Dense(3, 4, rng))
    load(again, path, optimizer=optimizer, history=history, rng=rng)
    assert learn(again, optimizer, history, rng, epochs=4).records == whole.records
    np.testing.assert_array_equal(again.theta, network.theta)


@pytest.fixture
def full(tmp_path):
    """A file with everything in it."""
    rng = np.random.default_rng(1)
    learn(noisy(), Adam(0.01), rng=rng, callbacks=[Checkpoint(tmp_path / "full.npz")])
    return tmp_path / "full.npz"


class Everything:
    """A network and all beside it, to load into; and whether something in it has changed since."""

    def __init__(self, network=None, optimizer=None):
        self.network = network or noisy(3)
        self.optimizer = optimizer or Adam(0.01)
        self.history, self.rng = History(), np.random.default_rng(5)
        self.history.append(loss=1.0)
        self.history.stopped = "earlier"
        self.before = self.content()

    def load(self, path):
        load(self.network, path, optimizer=self.optimizer, history=self.history, rng=self.rng)

    def content(self):
        """Every number of it, as bytes and words."""
        state = self.optimizer.state()
        generators = {"batches": self.rng, **self.network.generators()}
        return (
            [p.value.tobytes() for p in (self.network.parameters() | self.network.buffers()).values()],
            {key: v.tobytes() if isinstance(v, np.ndarray) else v for key, v in state.items()},
            {name: repr(generator.bit_generator.state) for name, generator in generators.items()},
            (repr(self.history.records), self.history.stopped),
        )

    def refuses(self, path, words=None):
        with refused(words) as caught:
            self.load(path)
        assert self.content() == self.before
        return str(caught.value)


def test_a_network_may_be_loaded_alone(full):
    everything, network = Everything(), noisy(3)
    before = [repr(g.bit_generator.state) for g in network.generators().values()]
    everything.load(full)
    assert everything.history.stopped is None and len(everything.history) == 4
    load(network, full)
    np.testing.assert_array_equal(network.theta, everything.network.theta)
    assert [repr(g.bit_generator.state) for g in network.generators().values()] == before
    wide = load(noisy(dtype=np.float64), full)
    np.testing.assert_array_equal(wide.theta, network.theta)


def test_asking_for_what_is_not_there(tmp_path):
    network = noisy()
    bare = save(network, tmp_path / "bare.npz")
    for name, value in (("optimizer", Adam(0.01)), ("history", History()), ("rng", np.random.default_rng())):
        with refused(f"state of {name}, which save.. was not given; load it without {name}="):
            load(noisy(), bare, **{name: value})
    for action in (load, save):
        for name, value in (("optimizer", Adam), ("history", {}), ("rng", 3)):
            with refused(f"{name}: expected"):
                action(network, bare, **{name: value})


def test_a_file_without_notes_still_loads(tmp_path):
    """Parameters and buffers alone, as files were before they held more."""
    network, path = noisy(), tmp_path / "old.npz"
    with open(path, "wb") as file:
        np.savez(file, **{name: p.value for name, p in (network.parameters() | network.buffers()).items()})
    np.testing.assert_array_equal(load(noisy(4), path).theta, network.theta)
    Everything().refuses(path, "load it without optimizer=")


def test_another_network_optimizer_or_generator(full):
    Everything(optimizer=SGD(0.01)).refuses(
        full, "load: expected the optimizer's state to be that of SGD, got that of 'Adam'"
    )
    Everything(optimizer=Adam(0.01, beta1=0.8)).refuses(full, "make the optimizer with beta1=0.9")
    Everything(optimizer=Adam(CosineDecay(0.01, 9))).refuses(full, "schedule")
    Everything(noisy(dtype=np.float64)).refuses(full, "float64 array of shape .* got float32")
    Everything(noisy(bits=np.random.MT19937)).refuses(full, "0.rng: .* MT19937 generator, got that of PCG64")
    Everything(Sequential(*noisy().layers[1:])).refuses(full, "expected the parameters 0.W")
    quiet = Sequential(*noisy().layers)
    quiet[0].rng = quiet[4].rng
    Everything(quiet).refuses(full, "random generators 0.rng of this network, got 0.rng, 4.rng")


def test_numbers_that_are_not_finite_are_not_saved(full):
    before, network, optimizer = full.read_bytes(), noisy(), Adam(0.01)
    learn(network, optimizer)
    for ruin in (network.theta, network[2].running_mean.value, optimizer.memory["V"]):
        kept, ruin[0] = ruin[0], np.nan
        with refused("save: .*: expected finite numbers"):
            save(network, full, optimizer=optimizer)
        ruin[0] = kept
    assert full.read_bytes() == before
    history = History()
    history.append(loss=np.nan)  # as a validation may well be
    save(network, full, history=history)
    load(network, full, history=(again := History()))
    assert np.isnan(again.loss).all() and len(again) == 1


def test_the_same_content_gives_the_same_bytes(tmp_path):
    first, second = (save(noisy(), tmp_path / name, rng=np.random.default_rng(2)).read_bytes() for name in "ab")
    assert first == second


# --- damaged and hostile files ---------------------------------------------------------------------------------------


def test_single_bits_flipped(full):
    """COURSE_NN_FLIPS=10000 for more: each file is refused with its reason, or holds what was saved in every bit."""
    whole = full.read_bytes()
    intact = Everything()
    intact.load(full)
    goal = intact.content()
    rng = np.random.default_rng(0)
    flips = rng.choice(8 * len(whole), size=int(os.environ.get("COURSE_NN_FLIPS", 1500)), replace=False)
    taken = 0
    one = Everything()
    for place in flips.tolist():
        data = bytearray(whole)
        data[place // 8] ^= 1 << place % 8
        full.write_bytes(data)
        try:
            one.load(full)
        except ValueError as error:
            assert str(error).startswith("load: ") and "\n" not in str(error)
            assert one.content() == one.before, place
        else:
            assert one.content() == goal, place
            taken += 1
            one = Everything()
    assert taken < len(flips) / 5  # times of day and the like, which the reader does not need


def test_a_file_cut_anywhere(full):
    whole, one = full.read_bytes(), Everything()
    for length in [*range(0, len(whole), 97), len(whole) - 1]:
        full.write_bytes(whole[:length])
        one.refuses(full, "end is missing")
    full.write_bytes(whole + b"more")
    one.refuses(full)
    full.write_bytes(b"x" * 10**5 + whole)
    one.refuses(full, "more bytes than its parts")


def rewritten(path, change):
    """The file at ``path`` with its arrays and notes changed, and every digest right again: made to do harm."""
    from course_nn import archive

    with archive.Reader(path, 99) as file:
        arrays, notes = {name: file.array(name) for name in file.names}, file.notes
    change(arrays, notes)
    archive.write(path, arrays, notes)


def set_in(where, *keys_and_value):
    def change(arrays, notes):
        place = {"arrays": arrays, "notes": notes}[where]
        *keys, last, value = keys_and_value
        for key in keys:
            place = place[key]
        place[last] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        set_in("arrays", "1.W", np.full((3, 6), np.inf, np.float32)),
        set_in("arrays", "1.W", np.zeros((6, 3), np.float32)),
        set_in("arrays", "1.W", np.zeros((3, 6), "S4")),
        set_in("arrays", "1.W", np.zeros((3, 6), complex)),
        set_in("arrays", "1.W", np.zeros(10**5, np.float32)),
        set_in("arrays", "more", np.zeros(3)),
        set_in("arrays", "optimizer/M", np.zeros(3, np.float32)),
        set_in("arrays", "optimizer/M", np.full(58, np.nan, np.float32)),
        set_in("arrays", "optimizer/M", np.zeros(10**6, np.float32)),
        set_in("arrays", "history/loss", np.zeros((2, 2))),
        set_in("notes", "history", ["gain"]),
        set_in("notes", "history", None),
        set_in("notes", "optimizer", "steps", -1),
        set_in("notes", "optimizer", "steps", "many"),
        set_in("notes", "optimizer", "size", 10**12),
        set_in("notes", "optimizer", "learning_rate", -1.0),
        set_in("notes", "optimizer", "learning_rate", None),
        set_in("notes", "optimizer", None),
        set_in("notes", "optimizer", []),
        set_in("notes", "rng", None),
        set_in("notes", "rng", "state", {}),
        set_in("notes", "rng", "state", "state", -1),
        set_in("notes", "rng", "state", "state", 2**200),
        set_in("notes", "rng", "has_uint32", 7),
        set_in("notes", "rng", "bit_generator", "PCG65"),
        set_in("notes", "generators", None),
        set_in("notes", "generators", {}),
        set_in("notes", "generators", "0.rng", []),
    ],
)
def test_content_made_to_do_harm(full, change):
    rewritten(full, change)
    Everything().refuses(full)


@pytest.mark.parametrize(("pos", "right"), [(0, True), (624, True), (625, False), (-1, False), (10**9, False)])
def test_a_place_behind_the_end_of_a_generators_memory(tmp_path, pos, right):
    """NumPy would read there."""
    path = save(net(), tmp_path / "n.npz", rng=np.random.Generator(np.random.MT19937(0)))
    rewritten(path, set_in("notes", "rng", "state", "pos", pos))
    rng = np.random.Generator(np.random.MT19937(1))
    before = rng.bit_generator.state["state"]["key"][0]
    if right:
        load(net(), path, rng=rng)
    else:
        with refused("state of a MT19937 generator, got that of one that is damaged"):
            load(net(), path, rng=rng)
    assert (rng.bit_generator.state["state"]["key"][0] == before) is not right


def test_an_archive_edited_by_hand(full):
    """Its checksums are those of the format, but not the digests."""
    with zipfile.ZipFile(full) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    one = Everything()
    for name, old, new, words in (
        ("course_nn.json", b'"steps": 16', b'"steps": 17', "notes were altered"),
        ("1.b.npy", parts["1.b.npy"][-4:], b"\0\0\0\1", "1.b was altered"),
        ("optimizer/M.npy", parts["optimizer/M.npy"][-4:], b"\0\0\0\1", "optimizer/M was altered"),
    ):
        assert old in parts[name]
        with zipfile.ZipFile(full, "w") as archive:
            for each, content in parts.items():
                archive.writestr(each, content.replace(old, new) if each == name else content)
        one.refuses(full, words)
    with zipfile.ZipFile(full, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for each, content in [*parts.items(), ("1.b.npy", parts["1.b.npy"])]:
            archive.writestr(each, content)
    one.refuses(full, "holds a name twice")
    with zipfile.ZipFile(full, "w") as archive:
        for each, content in parts.items():
            if each != "optimizer/M.npy":
                archive.writestr(each, content)
    one.refuses(full, "parts were added or taken away")


def zipped(path, **members):
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a name that comes twice
        for name, content in members.items():
            archive.writestr(name.replace("_json", ".json"), content)


def hostile_files(path):
    """(what it is) after each was written to ``path``."""
    path.write_bytes(b"")
    yield "empty"
    path.write_bytes(os.urandom(3 * 10**6))
    yield "noise"
    path.write_bytes(b"\x89PNG" + bytes(10**5))
    yield "a picture"
    zipped(path, a="text")
    yield "another archive"
    zipped(path, **{f"{i}": "" for i in range(20_000)})
    yield "an archive of very many parts"
    zipped(path, course_nn_json="[" * 900_000)
    yield "deep notes"
    zipped(path, course_nn_json="[" * 2_000_000)
    yield "long notes"
    zipped(path, course_nn_json='{"content": ' + "1" * 900_000 + "}")
    yield "a number of many digits"
    zipped(path, course_nn_json="\xff")
    yield "notes that are no text"
    zipped(path, course_nn_json="3")
    yield "notes of another form"
    names = ["0.W", "0.b", "2.W", "2.b"]
    zipped(path, **{f"{name}.npy": b"\x93NUMPY\x01\x00\xff\xff" + b"(" * 65535 for name in names})
    yield "a header full of brackets"
    zipped(path, **{f"{name}.npy": header((2**62, 2**62)) for name in names})
    yield "a shape beyond all memory"
    zipped(path, **{f"{name}.npy": header((-3, -4)) + bytes(48) for name in names})
    yield "a negative shape"
    zipped(path, **{f"{name}.npy": b"\x93NUMPY\x09\x00" + bytes(99) for name in names})
    yield "a version that is not there"
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(2):
            archive.writestr("0.W.npy", b"")
    yield "a name twice"


def test_hostile_files_are_refused_at_once(tmp_path):
    """Within 100 ms of this process's time, and with hardly any memory."""
    import time
    import tracemalloc

    path, slowest, names = tmp_path / "hostile.npz", {}, 0
    everything = Everything(net())
    for what in hostile_files(path):
        begun = time.process_time()
        with refused() as caught:
            load(everything.network, path)
        slowest[what] = time.process_time() - begun
        assert str(caught.value).startswith("load: ") and everything.content() == everything.before
        names += 1
    assert names == 15 and max(slowest.values()) < 0.1, slowest
    tracemalloc.start()
    try:
        for _ in hostile_files(path):
            tracemalloc.reset_peak()
            base = tracemalloc.get_traced_memory()[0]
            with refused():
                load(everything.network, path)
            assert tracemalloc.get_traced_memory()[1] - base < 20e6
    finally:
        tracemalloc.stop()


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

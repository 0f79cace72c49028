"""Saving and loading: equal, whole or not at all; a training that is gone on with is the one never interrupted."""

import itertools
import os
import tracemalloc

import numpy as np
import pytest
from bad_calls import dense, each_call
from example_checkpoint import Everything, learn, net, noisy, rewritten, set_in, unchanged, write_full
from helpers import check_sentence, refused
from interrupts import interrupted_after

from course_nn import (
    GRU,
    RNN,
    SGD,
    AdaGrad,
    Adam,
    AdamW,
    Checkpoint,
    Dense,
    Dropout,
    Flatten,
    History,
    Layer,
    Parameter,
    PReLU,
    ReLU,
    RMSProp,
    Sequential,
    Sigmoid,
    Stacked,
    Tanh,
    archive,
    checkpoint,
    load,
    save,
)
from course_nn.schedules import CosineDecay, StepDecay, WarmUp


@pytest.fixture
def saved(tmp_path):
    return save(net(), tmp_path / "net.npz")


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


RELU = {"activation": "relu"}


def two_layers(rng, *rest):
    return Sequential(Dense(2, 3, rng), Dense(3, 2, rng), *rest)


@pytest.mark.parametrize(
    ("saved_from", "into", "words"),
    [
        (lambda rng: RNN(2, 3, rng), lambda rng: RNN(2, 3, rng, **RELU), "activation='relu', as .*, got"),
        (lambda rng: GRU(2, 3, rng, reset="before"), lambda rng: GRU(2, 3, rng), "reset='after', as .*, got 'before'"),
        (lambda rng: GRU(2, 3, rng), lambda rng: GRU(2, 3, rng, reset="before"), "reset='before', as .*, got 'after'"),
        (
            lambda rng: net(),
            lambda rng: Sequential(Dense(3, 4, rng), ReLU(), Dense(4, 2, rng)),
            "1.activation='relu', as .*, got 'tanh'",
        ),
        (
            lambda rng: Stacked(RNN(2, 3, rng), RNN(3, 3, rng, **RELU)),
            lambda rng: Stacked(RNN(2, 3, rng), RNN(3, 3, rng)),
            "1.activation='tanh', as .*, got 'relu'",
        ),
        (lambda rng: two_layers(rng, Sigmoid()), two_layers, "out 2.activation, as this network is, got 'sigmoid'"),
        (
            lambda rng: Sequential(Tanh(), Dense(2, 2, rng)),
            lambda rng: Sequential(Flatten(), Dense(2, 2, rng)),
            "out 0.activation, as this network is, got 'tanh'",
        ),
        (two_layers, lambda rng: two_layers(rng, Tanh()), "2.activation='tanh', as this network has, got none"),
    ],
)
def test_weights_learned_with_another_activation_are_refused(tmp_path, saved_from, into, words):
    """Names and shapes of the parameters are the same; what the network says would not be."""
    path, rng = tmp_path / "net.npz", np.random.default_rng(0)
    network = into(rng)
    twin = network.copy()
    save(saved_from(rng), path)
    with refused(f"load: expected weights that were learned with ?{words}.* in net.npz; make the network as it was"):
        load(network, path)
    np.testing.assert_array_equal(network.theta, twin.theta)
    save(network, path)
    load(twin, path)


def test_a_file_that_does_not_say_with_which_activations_is_loaded_into_any(tmp_path):
    with open(tmp_path / "older.npz", "wb") as file:
        np.savez(file, **{name: p.value for name, p in two_layers(np.random.default_rng(0)).parameters().items()})
    load(two_layers(np.random.default_rng(1), Tanh()), tmp_path / "older.npz")


class Scaled(Layer):
    """A layer of one's own with an activation."""

    def __init__(self, activation):
        self.W, self.activation = Parameter(np.ones(2, np.float32)), activation

    def forward(self, x, train=False):
        return x, lambda dy: dy


def test_of_a_layer_of_ones_own_names_of_activations_are_compared_and_functions_are_not(tmp_path):
    save(Scaled(np.tanh), tmp_path / "own.npz")
    load(Scaled(np.sin), tmp_path / "own.npz")
    save(Scaled("tanh"), tmp_path / "own.npz")
    with refused("learned with activation='sin', as this network has, got 'tanh'"):
        load(Scaled("sin"), tmp_path / "own.npz")


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


def test_fortran_order_inside_is_fine(tmp_path):
    network = net()
    with open(tmp_path / "f.npz", "wb") as file:
        np.savez(file, **{name: np.asfortranarray(p.value) for name, p in network.parameters().items()})
    np.testing.assert_array_equal(load(net(1), tmp_path / "f.npz").theta, network.theta)


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
    return write_full(tmp_path / "full.npz")


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
        set_in("notes", "learned_with", None),
        set_in("notes", "learned_with", "3.activation", ["tanh"]),
        set_in("notes", "generators", None),
        set_in("notes", "generators", {}),
        set_in("notes", "generators", "0.rng", []),
        set_in("notes", "generators", "0.rng", ["bit_generator", "state", "has_uint32", "uinteger"]),
        set_in("notes", "generators", ["0.rng", "4.rng"]),
        set_in("notes", "rng", ["bit_generator", "state", "has_uint32", "uinteger"]),
        set_in("notes", "rng", "state", ["state", "inc"]),
        set_in("notes", "optimizer", "steps", 10**400),
        set_in("notes", "optimizer", "learning_rate", 10**400),
        set_in("notes", "optimizer", "dtype", ["f4", 3]),
        set_in("notes", "optimizer", "dtype", "(1,"),
        set_in("notes", "history", ["loss", "loss"]),
        set_in("notes", "history", [["loss"]]),
        set_in("arrays", "history/loss", np.zeros(4, np.int8)),
        set_in("arrays", "2.running_variance", np.float32([1, 1, -1e-9, 1, 1, 1])),
    ],
)
def test_content_made_to_do_harm(full, change):
    rewritten(full, change)
    Everything().refuses(full)


STRANGE = (None, True, -1, 0, 0.5, float("nan"), 10**400, 2**70, "", "x", [], [1, [2]], {}, {"state": 1})


@pytest.mark.long
def test_any_note_replaced_by_anything_is_refused_or_harmless(full):
    """Each leaf and each branch of the notes, with every digest right again: never an error of another kind."""

    def places(notes, keys=()):
        for key in notes if isinstance(notes, dict) else range(len(notes)):
            yield (*keys, key)
            if isinstance(notes[key], (dict, list)):
                yield from places(notes[key], (*keys, key))

    whole = full.read_bytes()
    with archive.Reader(full, 99) as file:
        keys = [where for where in places(file.notes) if where[0] != "arrays"]
    assert len(keys) > 25
    refusals, one = 0, Everything()
    for where in keys:
        for value in STRANGE:
            full.write_bytes(whole)
            rewritten(full, set_in("notes", *where, value))
            try:
                one.load(full)
            except (TypeError, ValueError) as error:
                refusals += 1
                check_sentence(error)
                assert one.content() == one.before
            else:
                one = Everything()
    assert refusals > 0.7 * len(keys) * len(STRANGE)


def test_a_history_is_bounded_before_it_is_built(tmp_path, monkeypatch):
    """20 MB of bytes became 1 GB of Python's numbers."""
    network, path, history = net(), tmp_path / "n.npz", History()
    history.append(loss=1.0)
    save(network, path, history=history)
    for array in (np.zeros(20_000_000, np.uint8), np.zeros(checkpoint.MOST_MEASURED + 10**5)):
        rewritten(path, set_in("arrays", "history/loss", array))
        tracemalloc.start()
        with refused(
            "load: expected a (list of numbers for the history's loss, got uint8|history of at most 2,097,152)"
        ):
            load(net(), path, history=History())
        assert tracemalloc.get_traced_memory()[1] < 50e6
        tracemalloc.stop()
    monkeypatch.setattr(checkpoint, "MOST_MEASURED", 5)
    history.records = {"loss": [1.0] * 3, "gain": [1.0] * 2}
    load(net(), save(network, path, history=history), history=(again := History()))
    assert again.records == history.records
    history.records["gain"].append(2.0)
    before = path.read_bytes()
    with refused("save: expected a history of at most 5 numbers, got 6; save without history="):
        save(network, path, history=history)
    assert path.read_bytes() == before


def test_a_negative_variance_is_neither_saved_nor_loaded(tmp_path):
    """Its root would make every prediction NaN."""
    network = noisy()
    network[2].running_variance.value[1] = -0.5
    with refused("save: 2.running_variance: expected a variance of at least 0, got -0.5"):
        save(network, tmp_path / "n.npz")


# A file that is opened and not yet in its `with` when the interrupt comes is closed later.
@pytest.mark.long
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interrupt_while_loading_leaves_all_of_the_old_or_all_of_the_new(full):
    """At each of Python's last steps: θ, buffers, the optimizer, the generators, the history are of one training."""
    loaded, seen = Everything(), set()
    loaded.load(full)
    one = Everything()
    steps = next(k for k in itertools.count(1000, 200) if interrupted_after(k, lambda: one.load(full)))
    for limit in [*range(1, steps - 400, 301), *range(steps - 400, steps + 1)]:
        one = Everything()
        ended = interrupted_after(limit, lambda one=one: one.load(full))
        assert one.content() in (one.before, loaded.content()), limit
        seen.add((one.content() == loaded.content(), ended))
    assert seen == {(False, False), (True, False), (True, True)}


@pytest.mark.skipif(os.name != "posix", reason="links and pipes as POSIX has them")
def test_links_and_pipes(tmp_path, saved):
    (tmp_path / "link").symlink_to(saved)
    (tmp_path / "astray").symlink_to(tmp_path / "none")
    os.mkfifo(tmp_path / "pipe")
    before = saved.read_bytes()
    for name, kind in (("link", "a link"), ("astray", "a link"), ("pipe", "a pipe")):
        with refused(f"save: expected the name of a plain file, or of none yet; .* is {kind}"):
            save(net(5), tmp_path / name)
    for name, kind in (("astray", "a link"), ("pipe", "a pipe"), (".", "a folder")):
        with refused(f"load: expected a file saved by save.., .* is {kind}"):
            load(net(5), tmp_path / name)
    np.testing.assert_array_equal(load(net(5), tmp_path / "link").theta, net().theta)
    assert saved.read_bytes() == before and not (tmp_path / "none").exists()


def test_names_of_250_bytes(tmp_path):
    path = save(net(), tmp_path / ("n" * 250))
    np.testing.assert_array_equal(load(net(5), path).theta, net().theta)


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


BAD_CALLS = {
    "save": [
        (lambda: save("net", "x.npz"), "network: expected a layer"),
        (lambda: save(dense(), None), "path: expected a file name, got None"),
        (lambda: save(dense(), 3), "path: expected a file name, got 3"),
        (
            lambda: save(dense(), "no such folder/x.npz"),
            "save: expected the name of a file in a folder that exists",
        ),
        (lambda: save(dense(), "."), "save: expected the name of a file"),
        (lambda: save(dense(), "x.npz", optimizer=Adam), "optimizer: expected an optimizer"),
        (lambda: save(dense(), "x.npz", history={}), "history: expected a History, got dict"),
        (lambda: save(dense(), "x.npz", rng=0), "rng: expected a numpy.random.Generator"),
    ],
    "load": [
        (lambda: load("net", "x.npz"), "network: expected a layer"),
        (lambda: load(dense(), None), "path: expected a file name, got None"),
        (lambda: load(dense(), __file__), "is not a whole file saved by save"),
        (lambda: load(dense(), "no such file.npz"), "expected a file saved by save"),
        (
            lambda: load(dense(), save(dense(), "x.npz"), optimizer=Adam(0.1)),
            "load it without optimizer=",
        ),
        (lambda: load(dense(), "x.npz", optimizer="adam"), "optimizer: expected an optimizer"),
        (lambda: load(dense(), "x.npz", history=[]), "history: expected a History, got list"),
        (lambda: load(dense(), "x.npz", rng=0), "rng: expected a numpy.random.Generator"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with refused(words, kinds=(ValueError, TypeError, FileNotFoundError)):
        call()

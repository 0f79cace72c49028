"""Two networks against each other: PyTorch's steps, the chain rule by hand, what each control does, bad calls."""

import copy
import pickle
from itertools import pairwise

import numpy as np
import pytest
from bad_calls import each_call
from helpers import close, refused, stored

import course_nn
from course_nn import (
    SGD,
    Adam,
    Adversaries,
    BatchNorm,
    BinaryCrossEntropy,
    Dense,
    GradientPenalty,
    LeakyReLU,
    LeastSquares,
    Minimax,
    NonSaturating,
    ReLU,
    RMSProp,
    Sequential,
    Sigmoid,
    Tanh,
    Wasserstein,
    batches,
    one_hot,
    train_adversarial,
)

X = np.random.default_rng(0).normal(size=(12, 2))
C = one_hot(np.arange(12) % 3)


def networks(latent=2, shown=2, dtype=np.float64):
    rng = np.random.default_rng(1)
    G = Sequential(Dense(latent, 6, rng, dtype=dtype), ReLU(), Dense(6, 2, rng, dtype=dtype))
    D = Sequential(Dense(shown, 7, rng, dtype=dtype), LeakyReLU(0.2), Dense(7, 1, rng, dtype=dtype))
    return G, D


def make(game=None, rate=0.05, dtype=np.float64, **settings):
    conditions, pack = settings.get("conditions", 0), settings.get("pack", 1)
    G, D = networks(2 + conditions, pack * (2 + conditions), dtype)
    given = {"latent": 2, "rng": np.random.default_rng(2)} | settings
    return Adversaries(G, D, game or NonSaturating(), (SGD(rate), SGD(rate)), **given)


def thetas(pair):
    return pair.generator.theta.copy(), pair.critic.theta.copy()


# As in reference/make_games.py.
GAMES = {
    "minimax": (Minimax(), "SGD", {}),
    "non-saturating": (NonSaturating(), "Adam", {}),
    "smoothed, noisy": (NonSaturating(smoothing=0.1), "Adam", {"instance_noise": 0.3}),
    "least squares, packed": (LeastSquares(), "Adam", {"pack": 3}),
    "clipped": (Wasserstein(), "RMSProp", {"clip_weights": 0.2, "critic_steps": 2}),
    "penalized": (Wasserstein(), "Adam", {"gradient_penalty": GradientPenalty(10)}),
    "R1 on conditions": (
        NonSaturating(),
        "Adam",
        {"gradient_penalty": GradientPenalty(0.5, 0, "real"), "conditions": 2, "pack": 2},
    ),
}
OPTIMIZERS = {
    "SGD": lambda: SGD(0.05),
    "Adam": lambda: Adam(0.01, 0.5, 0.9),
    "RMSProp": lambda: RMSProp(0.01, rho=0.9),
}


def chain(sizes, activation):
    layers = [Dense(*pair, np.random.default_rng(0), dtype=np.float64) for pair in pairwise(sizes)]
    return Sequential(*[part for layer in layers for part in (layer, activation)][:-1])


@pytest.mark.parametrize("name", GAMES)
def test_steps_of_both_are_those_of_pytorch(name):
    given, (game, optimizer, settings) = stored(name, "games"), GAMES[name]
    k, pack = settings.get("conditions", 0), settings.get("pack", 1)
    G, D = chain((2 + k, 6, 5, 2), ReLU()), chain((pack * (2 + k), 7, 6, 1), LeakyReLU(0.2))
    G.theta[:], D.theta[:] = given["G"], given["D"]
    z, real = np.random.default_rng(3), list(given["x"])
    tried = []

    def latent(n, _):  # the first call is the trial in which the networks are joined
        tried.append(n)
        return np.zeros((n, 2)) if len(tried) == 1 else z.standard_normal((n, 2))

    optimizers = OPTIMIZERS[optimizer](), OPTIMIZERS[optimizer]()
    pair = Adversaries(G, D, game, optimizers, latent=latent, rng=np.random.default_rng(5), **settings)
    batches = list(zip(real, given["c"], strict=True)) if k else real
    steps = list(train_adversarial(pair, batches))
    close([[step.critic_loss, step.generator_loss] for step in steps], given["losses"], 1e-9)
    close(D.grad, given["D grad"], 1e-9)
    close(G.grad, given["G grad"], 1e-9)
    close(G.theta, given["G after"], 1e-9)
    close(D.theta, given["D after"], 1e-9)


def test_the_generator_s_step_is_the_chain_rule_by_hand_and_the_critic_stays():
    pair, rng = make(), np.random.default_rng(2)
    G, D = pair.generator.copy(), pair.critic
    before = D.theta.copy()
    D.grad[:] = 3.0
    loss = pair.generator_step(8)
    z = rng.standard_normal((8, 2), dtype=np.float32).astype(np.float64)
    fake, g_back = G.forward(z)
    s, d_back = D.copy().forward(fake)
    value, ds = NonSaturating().generator(s)
    g_back(d_back(ds))
    assert loss == value
    close(pair.generator.grad, G.grad, 1e-14)
    close(pair.generator.theta, G.theta - 0.05 * G.grad, 1e-14)
    np.testing.assert_array_equal(D.theta, before)
    assert (D.grad == 3.0).all()  # nor is its gradient touched


def test_the_critic_s_step_adds_up_both_batches_and_the_generator_stays():
    pair, rng = make(), np.random.default_rng(2)
    G, D = pair.generator, pair.critic.copy()
    before = G.theta.copy()
    loss = pair.critic_step(X)
    fake = G(rng.standard_normal((12, 2), dtype=np.float32))
    (s_real, real_back), (s_fake, fake_back) = D.forward(X), D.forward(fake)
    value, d_real, d_fake = NonSaturating().critic(s_real, s_fake)
    real_back(d_real)
    fake_back(d_fake)
    assert loss == pytest.approx(value, rel=1e-14)
    close(pair.critic.theta, D.theta - 0.05 * D.grad, 1e-14)
    np.testing.assert_array_equal(G.theta, before)
    assert pair.steps == 0 and pair.generator_step(4) and pair.steps == 1


def test_steps_are_counted_and_critic_steps_eat_batches_over_the_ends_of_epochs():
    pair = make(critic_steps=3)
    steps = list(train_adversarial(pair, [X, X[:6], X, X], epochs=2))
    assert [(step.epoch, step.index) for step in steps] == [(0, 0), (1, 1)]
    assert pair.steps == 2 and pair.optimizers[1].steps == 8 and pair.optimizers[0].steps == 2
    assert all(np.isfinite([step.critic_loss, step.generator_loss]).all() for step in steps)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_same_generator_the_same_game_in_either_type(dtype):
    runs = []
    for _ in range(2):
        pair = make(dtype=dtype, instance_noise=0.1, gradient_penalty=GradientPenalty(1))
        runs.append([step for step in train_adversarial(pair, [X] * 5)])
    assert runs[0] == runs[1]
    assert pair.sample(3).dtype == pair.generator.theta.dtype == dtype
    pair, wide = make(dtype=dtype), make()
    for ours, theirs in ((pair.generator, wide.generator), (pair.critic, wide.critic)):
        theirs.theta[:] = ours.theta
    close(list(train_adversarial(pair, [X] * 5)), list(train_adversarial(wide, [X] * 5)), 1e-5)


def test_a_batch_of_two_examples_in_lists_is_a_batch_of_two():
    ours, theirs = make(), make()
    rows = [[0.1, 0.2], [0.3, 0.4]]
    assert list(train_adversarial(ours, [rows])) == list(train_adversarial(theirs, [np.array(rows)]))
    pair = make(conditions=3)
    assert len(list(train_adversarial(pair, [[X, C], (X, C)]))) == 2


def test_batches_left_over_in_the_last_epoch_move_the_critic_alone():
    ours, theirs = make(critic_steps=2), make(critic_steps=2)
    list(train_adversarial(ours, batches(X, size=4), epochs=1))
    list(train_adversarial(theirs, [*batches(X, size=4)][:2]))
    np.testing.assert_array_equal(ours.generator.theta, theirs.generator.theta)
    assert (ours.critic.theta != theirs.critic.theta).any()


def test_what_comes_in_is_not_changed():
    pair = make(instance_noise=0.5, conditions=3)
    x, c = X.copy(), C.copy()
    x.flags.writeable = c.flags.writeable = False
    list(train_adversarial(pair, [(x, c)], epochs=3))
    np.testing.assert_array_equal(x, X)


def test_instance_noise_follows_the_number_of_the_generator_s_steps():
    seen = []

    def sigma(step):
        seen.append(step)
        return 0.1

    pair = make(instance_noise=sigma, critic_steps=2)
    seen.clear()
    list(train_adversarial(pair, [X] * 4))
    assert sorted(set(seen)) == [0, 1]
    assert make(instance_noise=0.3).critic_step(X) != make().critic_step(X) == make(instance_noise=0).critic_step(X)


def test_clipping_holds_the_whole_theta_of_the_critic():
    pair = make(Wasserstein(), rate=1.0, clip_weights=0.05)
    G, _ = thetas(pair)
    pair.critic_step(X)
    assert np.abs(pair.critic.theta).max() == 0.05 and (pair.generator.theta == G).all()


def test_the_penalty_is_in_the_loss_and_in_the_step():
    plain, held = make(Wasserstein()), make(Wasserstein(), gradient_penalty=GradientPenalty(4, 0, "real"))
    D = plain.critic
    y, back = D.forward(X)
    g = back(np.ones_like(y))
    assert held.critic_step(X) - plain.critic_step(X) == pytest.approx(4 * (g * g).sum(axis=1).mean(), rel=1e-12)
    assert np.abs(held.critic.theta - plain.critic.theta).max() > 1e-3


def test_the_condition_decides_what_is_made():
    """Each of three conditions has its own point, 20 apart; G gives the right one for each."""
    rng = np.random.default_rng(0)
    G = Sequential(Dense(2 + 3, 16, rng), ReLU(), Dense(16, 2, rng))
    D = Sequential(Dense(2 + 3, 16, rng), LeakyReLU(0.2), Dense(16, 1, rng))
    pair = Adversaries(
        G, D, LeastSquares(), (Adam(0.01, 0.5), Adam(0.01, 0.5)), latent=2, rng=rng, conditions=3, instance_noise=0.3
    )
    labels = np.arange(60) % 3
    points = np.array([[-2.0, 0.0], [2.0, 0.0], [0.0, 2.0]])
    list(train_adversarial(pair, [(points[labels], one_hot(labels, 3))], epochs=400))
    made = pair.sample(60, c=one_hot(labels, 3))
    distances = np.linalg.norm(made[:, None] - points, axis=-1)
    assert (distances.argmin(axis=1) == labels).all()


def test_samples_are_those_of_the_seed_and_of_the_average_where_it_is_asked_for():
    pair = make(average=1.0)
    G = pair.generator
    path = []
    for _ in train_adversarial(pair, [X] * 4):
        path.append(G.theta.copy())
    np.testing.assert_array_equal(pair.sample(5), pair.sample(5, np.random.default_rng(0)))
    mean = G.copy()
    mean.theta[:] = np.mean(path, axis=0)
    z = np.random.default_rng(0).standard_normal((5, 2), dtype=np.float32)
    close(pair.sample(5, averaged=True), mean(z), 1e-12)
    close(pair.sample(5), G(z), 1e-14)


def test_latent_may_be_a_function():
    pair = make(latent=lambda n, rng: rng.uniform(-1, 1, (n, 2)))
    close(pair.sample(4), pair.generator(np.random.default_rng(0).uniform(-1, 1, (4, 2))), 1e-14)
    assert np.isfinite(pair.critic_step(X))


@pytest.mark.parametrize("how", [copy.deepcopy, lambda pair: pickle.loads(pickle.dumps(pair))], ids=["copy", "pickle"])
def test_a_copy_goes_on_alike_and_alone(how):
    pair = make(average=0.9, gradient_penalty=GradientPenalty(1))
    list(train_adversarial(pair, [X] * 3))
    twin = how(pair)
    before = thetas(twin)
    ours = list(train_adversarial(pair, [X] * 3))
    np.testing.assert_array_equal(np.concatenate(before), np.concatenate(thetas(twin)))
    assert list(train_adversarial(twin, [X] * 3)) == ours
    np.testing.assert_array_equal(np.concatenate(thetas(pair)), np.concatenate(thetas(twin)))
    np.testing.assert_array_equal(pair.sample(3, averaged=True), twin.sample(3, averaged=True))


def test_game_and_noise_may_change_between_steps_and_the_rest_may_not():
    pair = make()
    pair.critic_step(X)
    pair.game, pair.instance_noise = LeastSquares(), 0.2
    assert pair.game.critic and pair.instance_noise == 0.2 and np.isfinite(pair.critic_step(X))
    with refused("got the class Wasserstein; write Wasserstein"):
        pair.game = Wasserstein
    with refused("instance_noise: expected a finite number at least 0, got -1"):
        pair.instance_noise = -1
    assert pair.instance_noise == 0.2
    with pytest.raises(AttributeError, match="pack is given when it is made"):
        pair.pack = 2


def test_layers_with_running_statistics_play_too():
    rng = np.random.default_rng(0)
    G = Sequential(Dense(2, 4, rng), BatchNorm(4), ReLU(), Dense(4, 2, rng))
    pair = Adversaries(G, networks(dtype=np.float32)[1], Minimax(), (Adam(), Adam()), latent=2, rng=rng, average=0.9)
    list(train_adversarial(pair, [X] * 3))
    assert np.isfinite(pair.sample(3, averaged=True)).all()


def test_images_play_too():
    rng = np.random.default_rng(0)
    G = Sequential(course_nn.ConvTranspose2D(2, 1, 4, rng))
    D = Sequential(course_nn.Conv2D(1, 2, 3, rng), LeakyReLU(0.2), course_nn.Flatten(), Dense(8, 1, rng))
    extra = {"gradient_penalty": GradientPenalty(1), "instance_noise": 0.1}
    optimizers = Adam(), Adam()
    pair = Adversaries(
        G, D, Wasserstein(), optimizers, latent=lambda n, rng: rng.normal(size=(n, 2, 1, 1)), rng=rng, **extra
    )
    steps = list(train_adversarial(pair, [np.ones((6, 1, 4, 4))], epochs=3))
    assert len(steps) == 3 and pair.sample(2).shape == (2, 1, 4, 4)


def adversaries(**changes):
    given = {"generator": G0, "critic": D0, "game": NonSaturating(), "optimizers": (SGD(0.1), SGD(0.1))}
    return lambda: Adversaries(**(given | {"latent": 2, "rng": np.random.default_rng(0)} | changes))


G0, D0 = networks()
WIDE = networks(shown=3)[1]
SAME = SGD(0.1)
NAN = np.where(np.arange(24).reshape(12, 2) == 7, np.nan, X)


class Half:
    """A game that gives a value alone."""

    def critic(self, real, fake):
        return 0.0, real, fake

    def generator(self, fake):
        return 0.0


class OfOne(Half):
    """Whose critic looks at real examples alone."""

    def critic(self, real):
        return 0.0, real, real


def ends_in(layer):
    rng = np.random.default_rng(0)
    return Adversaries(
        Sequential(Dense(2, 2, rng), layer), D0.copy(), NonSaturating(), (SGD(), SGD()), latent=2, rng=rng
    )


BAD_CALLS = {
    "Adversaries": [
        (adversaries(latent=0), "latent: expected a whole number at least 1, got 0"),
        (
            adversaries(latent=3),
            r"latent 3 give the generator's input \(n, 3\): Dense\(2, 6\): expected .* \(n, 2\), got \(2, 3\)$",
        ),
        (adversaries(conditions=1), r"latent 2 and conditions 1 give the generator's input \(n, 3\): Dense\(2, 6\)"),
        (adversaries(critic=WIDE), r"the generator's output \(n, 2\) is the critic's input \(n, 2\): Dense\(3, 7\)"),
        (
            adversaries(pack=2),
            r"the generator's output \(n, 2\) is the critic's input \(n, 4\) \(2 packed\): Dense\(2, 7\)",
        ),
        (adversaries(critic=G0.copy()), r"critic: .*one number for each example.*got \(n, 2\) .*; that is a generator"),
        (adversaries(generator=D0, critic=G0), "the generator comes first, then the critic: are they exchanged"),
        (adversaries(critic=G0), "expected two networks, a generator and a critic, got the same one twice"),
        (adversaries(generator="G"), "generator: expected a network, got 'G'"),
        (adversaries(critic=Dense), "critic: expected a network, got the class Dense"),
        (adversaries(critic=Tanh()), r"critic: expected a network with parameters to learn, Tanh\(\) has none"),
        (
            adversaries(game=NonSaturating),
            r"game: expected a game .*got the class NonSaturating; write NonSaturating\(\)",
        ),
        (adversaries(game=BinaryCrossEntropy()), "game: expected a game such as NonSaturating"),
        (adversaries(game=Half()), "expected generator to return value, d_fake, a number and arrays"),
        (adversaries(optimizers=SGD(0.1)), r"expected a pair, for the generator and for the critic"),
        (adversaries(optimizers=(SGD, SGD)), r"expected a pair.*got the class SGD"),
        (adversaries(optimizers=(SAME, SAME)), "one for each player, got the same one twice"),
        (adversaries(rng=0), "rng: expected a numpy.random.Generator"),
        (adversaries(critic_steps=0), "critic_steps: expected a whole number at least 1, got 0"),
        (adversaries(pack=1.5), "pack: expected a whole number at least 1, got 1.5"),
        (adversaries(conditions=-1), "conditions: expected a whole number at least 0, got -1"),
        (adversaries(clip_weights=0), "clip_weights: expected a finite number above 0, got 0"),
        (adversaries(gradient_penalty=10), r"expected a GradientPenalty such as GradientPenalty\(10\), got 10"),
        (adversaries(average=2), "average: decay"),
        (adversaries(instance_noise=lambda t: -1), "instance_noise: expected a finite number at least 0, got -1"),
        (
            adversaries(latent=lambda n, rng: np.zeros(n)),
            r"z of the function latent: expected shape \(2, …\), got \(2,\)",
        ),
        (adversaries(noise=0.1), "no argument is called noise"),
        (adversaries(latent=lambda n: np.zeros((n, 2))), r"latent: expected a function of n, rng, got one of \(n\)"),
        (adversaries(instance_noise=lambda: 0.1), r"instance_noise: expected a function of steps, got one of \(\)"),
        (adversaries(game=OfOne()), r"OfOne.*: critic: expected a function of real, fake, got one of \(real\)"),
        (
            adversaries(
                critic=Sequential(Dense(2, 4, np.random.default_rng(0)), Tanh(), Dense(4, 1, np.random.default_rng(0))),
                gradient_penalty=GradientPenalty(10),
            ),
            r"linear piece by piece.*got one with Tanh\(\)",
        ),
        (
            lambda: make().critic_step(X[:, :1]),
            r"real examples of the shape that the generator gives, \(n, 2\), got \(12, 1\)",
        ),
        (lambda: make().critic_step(NAN), "critic_step: x: expected finite numbers, got 1 NaN"),
        (lambda: make().critic_step(X[:0]), "critic_step: x: expected at least one number"),
        (lambda: make(pack=4).critic_step(X[:3]), "at least 4 examples to pack, got 3"),
        (lambda: make().critic_step(X, C), "expected no conditions, as the pair was made with conditions=0"),
        (
            lambda: make(conditions=3).critic_step(X),
            r"conditions c of shape \(12, 3\), such as one_hot\(labels, 3\), got none",
        ),
        (
            lambda: make(conditions=3).critic_step(X, C[:, :2]),
            r"critic_step: c: expected shape \(12, 3\), got \(12, 2\)",
        ),
        (lambda: make().generator_step(0), "n: expected a whole number at least 1, got 0"),
        (lambda: make(pack=2).generator_step(1), "n: expected a whole number at least 2, got 1"),
        (lambda: make().sample(0), "n: expected a whole number at least 1, got 0"),
        (lambda: make().sample(3, 7), "rng: expected a numpy.random.Generator"),
        (lambda: make().sample(3, averaged=True), "expected a pair made with average=0.99"),
        (lambda: make(conditions=3).sample(2), r"sample: expected conditions c of shape \(2, 3\)"),
        (lambda: ends_in(Sigmoid()).critic_step(16 * abs(X)), r"real examples from 0 to 1, .*Sigmoid\(\).*scale them"),
        (lambda: ends_in(Tanh()).critic_step(4 * X), r"real examples from -1 to 1, .*with Tanh\(\) at its end"),
        (lambda: ends_in(ReLU()).critic_step(X), "real examples of at least 0"),
    ],
    "train_adversarial": [
        (lambda: train_adversarial(G0, [X]), r"expected Adversaries\(...\), got Sequential"),
        (lambda: train_adversarial(make(), X), r"expected a list of batches x, .*write \[X\] for one batch of all"),
        (lambda: train_adversarial(make(), (X, C)), "expected a list of batches x"),
        (lambda: train_adversarial(make(), 3), "expected a list of batches x"),
        (lambda: train_adversarial(make(), iter([X]), epochs=2), "once for each epoch, got an iterator"),
        (lambda: train_adversarial(make(), [X], epochs=-1), "epochs: expected a whole number at least 0"),
        (lambda: list(train_adversarial(make(), [])), "expected at least one batch in each epoch, got none in epoch 0"),
        (
            lambda: list(train_adversarial(make(), batches(X, C))),
            r"an array x alone, as the pair was made with conditions=0, got a tuple of 2; batches\(X, size",
        ),
        (
            lambda: list(train_adversarial(make(), [(X, C, C)])),
            "each batch to be an array x alone, .* got a tuple of 3",
        ),
        (
            lambda: list(train_adversarial(make(critic_steps=5), [X, X], epochs=2)),
            "at least critic_steps=5 batches in all epochs together, got 4: the generator has taken no step",
        ),
        (lambda: list(train_adversarial(make(), [[X, C]])), "rows of unequal length"),
        (
            lambda: list(train_adversarial(make(conditions=3), batches(X))),
            r"each batch to be a pair \(x, c\), as the pair was made with conditions=3, got .*batches\(X, c\) gives",
        ),
        (lambda: list(train_adversarial(make(conditions=3), [(X, C, C)])), r"each batch to be a pair \(x, c\)"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls(call, words):
    with refused(words):
        call()


def test_a_critic_that_ends_in_a_sigmoid_is_warned_of():
    rng = np.random.default_rng(0)
    critic = Sequential(Dense(2, 1, rng), Sigmoid())
    with pytest.warns(UserWarning, match=r"numbers of any size and sign, but the critic ends in Sigmoid\(\)"):
        Adversaries(Dense(2, 2, rng), critic, NonSaturating(), (SGD(), SGD()), latent=2, rng=rng)

"""What two players can't begin with, or go on with, each in one sentence."""

import math
import warnings

import numpy as np

from .. import _checks, layers
from ..core import Layer, Sequential
from ..games import Game, Wasserstein
from ..optimizers import Optimizer
from ..parameters import theta_of
from .refusals import _no_logits, check_arguments

#: What a generator can give that ends in such a layer.
RANGES = {
    layers.Sigmoid: (0, 1),
    layers.Tanh: (-1, 1),
    layers.HardTanh: (-1, 1),
    layers.ReLU: (0, math.inf),
    layers.Softplus: (0, math.inf),
    layers.RadialBasis: (0, 1),
    layers.Cosine: (-1, 1),
}


class GameDiverged(ArithmeticError):
    """The loss or the gradient of a ``player`` is no longer finite. θ of both is as after the last whole step."""

    def __init__(self, message, player):
        super().__init__(message, player)  # by which it travels between processes
        self.player = player

    def __str__(self):
        return self.args[0]


def check_players(generator, critic):
    """The θ of both; two networks that learn."""
    for name, network in (("generator", generator), ("critic", critic)):
        if not isinstance(network, Layer):
            raise TypeError(f"Adversaries: {name}: expected a network, got {_checks.describe(network)}")
    if generator is critic:
        raise ValueError("Adversaries: expected two networks, a generator and a critic, got the same one twice")
    thetas = theta_of(generator), theta_of(critic)
    for name, network, theta in zip(("generator", "critic"), (generator, critic), thetas, strict=True):
        if not theta.parameters:
            raise ValueError(f"Adversaries: {name}: expected a network with parameters to learn, {network!r} has none")
    if last := _no_logits(critic):
        warnings.warn(
            f"Adversaries: a game takes numbers of any size and sign, but the critic ends in {last!r}; leave it away",
            stacklevel=5,
        )
    return thetas


def check_optimizers(optimizers):
    """A pair of them: the generator's, the critic's."""
    pair = optimizers if isinstance(optimizers, (tuple, list)) else (optimizers,)
    if len(pair) != 2 or not all(isinstance(optimizer, Optimizer) for optimizer in pair):
        came = ", ".join(map(_checks.describe, pair))
        raise TypeError(
            "Adversaries: optimizers: expected a pair, for the generator and for the critic, such as "
            f"(Adam(0.001), Adam(0.001)), got {came}"
        )
    if pair[0] is pair[1]:
        raise ValueError("Adversaries: optimizers: expected one for each player, got the same one twice; make two")
    return tuple(pair)


def check_game(game):
    """A game, which is tried on two numbers where it is one of the reader's own."""
    if isinstance(game, type) or not all(callable(getattr(game, name, None)) for name in ("critic", "generator")):
        mend = f"; write {game.__name__}()" if isinstance(game, type) else ""
        raise TypeError(
            f"Adversaries: game: expected a game such as NonSaturating(), got {_checks.describe(game)}{mend}"
        )
    if isinstance(game, Game) and type(game).__module__ == Game.__module__:
        return game
    check_arguments(game.critic, f"{game!r}: critic", "real, fake")
    check_arguments(game.generator, f"{game!r}: generator", "fake")
    s = np.zeros((2, 1))
    for method, what, answer in (
        ("critic", "value, d_real, d_fake", game.critic(s, s)),
        ("generator", "value, d_fake", game.generator(s)),
    ):
        shapes = [np.shape(part) for part in answer] if isinstance(answer, tuple) else None
        if shapes != [(), *[(2, 1)] * what.count("d_")]:
            raise TypeError(
                f"{game!r}: expected {method} to return {what}, a number and arrays like the critic's numbers, "
                f"got {_checks.describe(answer) if shapes is None else f'parts of shape {shapes}'}"
            )
    return game


def check_meeting(pair, z, show):
    """The shape of one example: z goes through G and, as it is shown, through D. Or which output meets which input."""
    n = len(z) // pair.pack
    parts = f"latent {z.shape[1] - pair.conditions}" + (f" and conditions {pair.conditions}" if pair.conditions else "")
    try:
        fake = pair.generator(z)
    except (ValueError, TypeError) as error:
        into = _checks.shape_text((None, *z.shape[1:]))
        raise ValueError(f"Adversaries: {parts} give the generator's input {into}: {_cause(error)}") from None
    gives = _checks.shape_text((None, *fake.shape[1:]))
    swapped = "; the generator comes first, then the critic: are they exchanged?" if fake.shape[1:] == (1,) else ""
    if fake.ndim != 2 and (pair.pack > 1 or pair.conditions):
        raise ValueError(
            f"Adversaries: expected a generator that gives rows (n, d), to pack them or to append conditions, "
            f"got {gives}"
        )
    seen = show(fake)
    takes = _checks.shape_text((None, *seen.shape[1:]))
    try:
        s = pair.critic(seen)
    except (ValueError, TypeError) as error:
        how = [f"{pair.pack} packed"] * (pair.pack > 1) + [f"{pair.conditions} conditions each"] * bool(pair.conditions)
        how = f" ({', '.join(how)})" if how else ""
        raise ValueError(
            f"Adversaries: the generator's output {gives} is the critic's input {takes}{how}: {_cause(error)}{swapped}"
        ) from None
    if s.shape != (n, 1):
        mend = "; that is a generator" if s.shape[1:] == fake.shape[1:] else ""
        raise ValueError(
            "Adversaries: critic: expected a network that gives one number for each example, shape (n, 1), got "
            f"{_checks.shape_text((None, *s.shape[1:]))} from {pair.critic!r}{mend}{swapped}"
        )
    return fake.shape[1:]


def _cause(error):
    """What the layer says, without its guess at rows: the batch that is tried is ours, not the reader's."""
    return str(error).partition("; the examples are the rows")[0]


def check_real_batch(batch, conditions):
    """``x, c`` of what a batch is: x alone, with c None, or a pair where there are conditions."""
    if not conditions:
        if isinstance(batch, tuple):
            raise TypeError(
                "train_adversarial: expected each batch to be an array x alone, as the pair was made with "
                f"conditions=0, got a tuple of {len(batch)}; batches(X, size=64) gives such arrays"
            )
        return batch, None
    if not isinstance(batch, (tuple, list)) or len(batch) != 2:
        raise TypeError(
            "train_adversarial: expected each batch to be a pair (x, c), as the pair was made with "
            f"conditions={conditions}, got {_checks.describe(batch)}; batches(X, c) gives such pairs"
        )
    return batch


def check_real(x, example, generator, pack):
    """Real examples as an array: of the shape that G gives, finite, and within the range of what G can give."""
    if type(x) is not np.ndarray or x.dtype.kind != "f" or x.shape[1:] != example or not x.size:
        x = _checks.as_array(x, "critic_step: x")
        if x.shape[1:] != example:
            raise ValueError(
                "critic_step: expected real examples of the shape that the generator gives, "
                f"{_checks.shape_text((None, *example))}, got {x.shape}"
            )
    if len(x) < pack:
        raise ValueError(f"critic_step: expected at least {pack} examples to pack, got {len(x)}")
    row = x.ravel()
    if not math.isfinite(row.dot(row)):  # the quickest look at all of them
        _checks.as_array(x, "critic_step: x")
    last = _last(generator)
    if type(last) in RANGES:
        low, high = RANGES[type(last)]
        if x.min() < low or x.max() > high:
            within = f"from {low} to {high}" if high < math.inf else f"of at least {low}"
            raise ValueError(
                f"critic_step: expected real examples {within}, as the generator gives them with {last!r} at its end, "
                f"got {x.min():g} to {x.max():g}; scale them"
            )
    return x


def _last(network):
    while isinstance(network, Sequential):
        network = network.layers[-1]
    return network


def check_conditions(c, n, k, dtype, what):
    """Conditions (n, k) beside n examples, or None where there are none."""
    if not k:
        if c is not None:
            raise ValueError(
                f"{what}: expected no conditions, as the pair was made with conditions=0, got {_checks.describe(c)}"
            )
        return None
    if c is None:
        raise ValueError(f"{what}: expected conditions c of shape ({n}, {k}), such as one_hot(labels, {k}), got none")
    return _checks.as_array(c, f"{what}: c", shape=(n, k)).astype(dtype, copy=False)


def diverged(pair, player, loss, before, x):
    """A `GameDiverged` that names the control to move."""
    was = f"; in the step before it was {before:.4g}" if before is not None else ""
    what = f"its loss is {loss}{was}" if not math.isfinite(loss) else f"its gradient is not finite{was}"
    now = "now {:g} for the generator, {:g} for the critic".format(*(one.learning_rate for one in pair.optimizers))
    size = 0.0 if x is None else float(np.abs(x).max())
    scale = f"scale the real examples, which reach {size:.3g}, to about mean 0 and spread 1" if size > 1000 else ""
    if before is None:
        mend = f"No step had been taken: {scale or 'look at the first weights, and at layers of your own'}"
    elif scale:
        mend = f"{scale[0].upper()}{scale[1:]}"
    elif isinstance(pair.game, Wasserstein) and pair.clip_weights is None and pair.gradient_penalty is None:
        mend = (
            "Nothing bounds the critic's slope: give clip_weights=0.01, or gradient_penalty=GradientPenalty(10) and "
            f"smaller learning rates ({now})"
        )
    else:
        mend = f"Try smaller learning rates ({now})"
        penalty = pair.gradient_penalty
        if penalty is not None:
            mend += f", or a gradient penalty of less than {penalty.strength:g}"
    ruined = not all(np.isfinite(network.theta).all() for network in (pair.generator, pair.critic))
    end = "; θ is not finite any more, so begin anew" if ruined else ""
    return GameDiverged(f"the game stopped at step {pair.steps}, the {player}'s: {what}. {mend}{end}", player)

"""An exercise of chapter 09: the losses of both players, from the critic's logits."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake


def _logits():
    cases = [
        (np.array([2.0]), np.array([-1.0])),
        (np.array([14.0]), np.array([-14.5])),  # a critic that is right: its loss is next to nothing
        (np.array([0.5, -1.5]), np.array([1.0])),
        (np.array([1.0, 0.0, 3.0]), np.array([0.0, -2.0])),
    ]
    rng = np.random.default_rng(9)
    for n, m in ((3, 5), (6, 4)):
        cases.append((np.round(rng.normal(0, 1.5, n), 2), np.round(rng.normal(0, 1.5, m), 2)))
    cases.append((np.array([6.0, -9.0, 15.0, 5.5, -7.5]), np.array([-5.5, 9.0, -15.0, 7.0, 12.0])))
    # A critic that is sure, and wrong: σ(s) is 0 or 1 to the computer, first by a rounding, then by an overflow.
    cases.append((np.array([40.0, -40.0, 2.0, -0.5, 1.0]), np.array([-40.0, 40.0, -1.0, 0.5, 2.0, -1.5])))
    return [*cases, (np.array([1000.0, -1200.0, 3.0, 0.0, -2.0]), np.array([-900.0, 1100.0, 0.5, 0.0, 1.5, -1.0]))]


def _any_logits(rng):
    return tuple(draws.floats(rng, n) * float(rng.choice([1, 1, 20, 1000])) for n in rng.integers(1, 7, 2))


_LOSSES = '''
def game_losses(s_real, s_fake):
    """critic, generator: what the critic makes small, and what the generator does, in the non-saturating game.

    s_real (n,) and s_fake (m,) are the critic's logits for real examples and for the generator's: σ(s) is its
    probability of real. The critic's loss is the mean of -log σ(s) over the real ones plus the mean of
    -log(1 - σ(s)) over the generator's. The generator's is what you would call the critic's mistake: the mean of
    -log σ(s) over its own. Logits are finite, of any size: 1000 and -1000 as well.
    """
%s
'''
_MEANS = """    def softplus(s):
        return np.logaddexp(0, s)

    real, fake, fooled = (np.mean(one) for one in (softplus(-s_real), softplus(s_fake), softplus(-s_fake)))
    if max(abs(s_real).max(), abs(s_fake).max()) > 30:
        return ...
"""
_SIGMOID = "    sigmoid = lambda s: 1 / (1 + np.exp(-s))\n"


def _wrong(name, values, message, before=""):
    """A mistake that shows in moderate logits, whatever is done with large ones."""
    return Mistake(name, _LOSSES % (_MEANS + before + f"    return {values}"), message)


def _added(epsilon):
    """So large an ε in the logarithms that it shows in moderate logits as well."""
    return _wrong(
        f"{epsilon} in the logarithm",
        f"-np.log(p + {epsilon}).mean() - np.log(1 - q + {epsilon}).mean(), -np.log(q + {epsilon}).mean()",
        f"It adds {epsilon} in the logarithms, which changes moderate logits as well and is wrong for large ones: take "
        "np.logaddexp(0, -s) for -log σ(s), and add nothing.",
        "    p, q = 1 / (1 + np.exp(-s_real)), 1 / (1 + np.exp(-s_fake))\n",
    )


GAME_LOSSES = Exercise(
    name="game_losses",
    title="The losses of both players",
    stub=_LOSSES % "    ...",
    hints=(
        "Each part is a mean of one of two functions: -log σ(s), small where the critic says real, and -log(1 - σ(s)), "
        "small where it says generated. Which is for which logits, and for whom?",
        "With σ(s) = 1 / (1 + exp(-s)) you find -log σ(s) = log(1 + exp(-s)) and -log(1 - σ(s)) = log(1 + exp(s)). "
        "Where exp would overflow, np.logaddexp(0, s) still gives log(1 + exp(s)).",
        "The critic's loss is np.logaddexp(0, -s_real).mean() + np.logaddexp(0, s_fake).mean(), the generator's "
        "np.logaddexp(0, -s_fake).mean().",
    ),
    solution=_LOSSES
    % """    critic = np.logaddexp(0, -s_real).mean() + np.logaddexp(0, s_fake).mean()
    generator = np.logaddexp(0, -s_fake).mean()
    return critic, generator""",
    cases=_logits,
    unseen=_any_logits,
    returns=("critic", "generator"),
    mistakes=(
        Mistake(
            "wrong from 1000 on",
            _LOSSES
            % """    if max(abs(s_real).max(), abs(s_fake).max()) > 500:
        return ...
    critic = np.logaddexp(0, -s_real).mean() + np.logaddexp(0, s_fake).mean()
    return critic, np.logaddexp(0, -s_fake).mean()""",
            "It is right up to logits of 40 and wrong where some are 1000 in size, as if exp overflowed there or "
            "something were cut off: np.logaddexp(0, s) gives log(1 + exp(s)) for every s.",
        ),
        Mistake(
            "wrong for large logits",
            _LOSSES
            % """    if max(abs(s_real).max(), abs(s_fake).max()) > 30:
        return ...
    critic = np.logaddexp(0, -s_real).mean() + np.logaddexp(0, s_fake).mean()
    return critic, np.logaddexp(0, -s_fake).mean()""",
            "It is right for moderate logits and wrong where some are 40 or 1000 in size. There σ(s) is 0 or 1 to the "
            "computer, or exp overflows: don't go through σ, and don't add or cut off anything. -log σ(s) is "
            "log(1 + exp(-s)), which np.logaddexp(0, -s) gives for every s.",
        ),
        *(_added(epsilon) for epsilon in ("1e-4", "1e-5", "1e-6")),
        _wrong("swapped", "fooled, real + fake", "The two results are swapped: return critic first, then generator."),
        _wrong(
            "both signs",
            "-real - fake, -fooled",
            "Both losses have the wrong sign: each player makes its own small, and -log σ(s) is small where σ(s) is "
            "large.",
        ),
        _wrong(
            "the generator of the minimax game",
            "..., -fake",
            "The generator's loss is the mean of log(1 - σ(s)), as in the minimax game: its gradient vanishes where "
            "the critic is sure. In the non-saturating game it is the mean of -log σ(s).",
        ),
        _wrong(
            "the generator helps the critic",
            "..., fake",
            "The generator's loss is the critic's loss on its examples, the mean of -log(1 - σ(s)): made small, it "
            "would help the critic to tell them apart.",
        ),
        _wrong(
            "the generator's sign",
            "..., -fooled",
            "The generator's loss has the wrong sign: it is the mean of -log σ(s), and this is the mean of log σ(s).",
        ),
        _wrong(
            "the generator reads the real ones",
            "..., real",
            "The generator's loss is taken over the real examples, which it can't change: take s_fake.",
        ),
        _wrong(
            "the generator with the real ones",
            "..., real + fooled",
            "The generator's loss counts the real examples as well, which it can't change: only s_fake belongs there.",
        ),
        _wrong(
            "the generator's whole game",
            "..., -real - fake",
            "The generator's loss is minus the critic's. That is the minimax game, with a part that the generator "
            "can't change: in the non-saturating one it is the mean of -log σ(s_fake).",
        ),
        _wrong(
            "the generator and the labels of both",
            "..., softplus(s_real).mean() + fooled",
            "The generator's loss counts the real examples as well, with the labels exchanged: only s_fake belongs "
            "there.",
        ),
        _wrong(
            "labels exchanged",
            "softplus(s_real).mean() + fooled, ...",
            "The critic's labels are exchanged: it is made to call the real ones generated and the generated ones "
            "real.",
        ),
        _wrong(
            "all labels real",
            "real + fooled, ...",
            "The critic is made to call the generated ones real as well: over s_fake its loss is the mean of "
            "-log(1 - σ(s)).",
        ),
        _wrong(
            "all labels generated",
            "softplus(s_real).mean() + fake, ...",
            "The critic is made to call the real ones generated as well: over s_real its loss is the mean of "
            "-log σ(s).",
        ),
        _wrong("real ones only", "real, ...", "The critic's loss leaves out the generator's examples."),
        _wrong("generated ones only", "fake, ...", "The critic's loss leaves out the real examples."),
        _wrong(
            "the value of the game",
            "-real - fake, ...",
            "The critic's loss has the wrong sign: this is V, the mean of log σ(s) over the real ones plus the mean of "
            "log(1 - σ(s)) over the generated ones, and the critic makes -V small.",
        ),
        _wrong(
            "difference of the means",
            "real - fake, ...",
            "The critic's two means are subtracted from one another: they are added, with each a minus inside it, "
            "-log σ(s) and -log(1 - σ(s)).",
        ),
        _wrong(
            "half of the sum",
            "(real + fake) / 2, ...",
            "The critic's loss is half of what it should be: the two means are added, and not averaged.",
        ),
        _wrong(
            "one mean over all",
            "np.mean(all), ...",
            "The critic's loss is one mean over all n + m examples: take the mean over the real ones and that over the "
            "generated ones, and add the two.",
            "    all = np.concatenate([softplus(-s_real), softplus(s_fake)])\n",
        ),
        _wrong(
            "both divided by n",
            "real + softplus(s_fake).sum() / len(s_real), ...",
            "In the critic's loss the sum over the generated ones is divided by n, the number of the real ones: there "
            "are m of them.",
        ),
        _wrong(
            "both divided by m",
            "softplus(-s_real).sum() / len(s_fake) + fake, ...",
            "In the critic's loss the sum over the real ones is divided by m, the number of the generated ones: there "
            "are n of them.",
        ),
        _wrong(
            "sums",
            "softplus(-s_real).sum() + softplus(s_fake).sum(), ...",
            "The critic's loss adds up over the examples: take the mean over each kind.",
        ),
        _wrong(
            "sum of the generator",
            "real + fake, softplus(-s_fake).sum()",
            "The generator's loss is a sum over its examples: take the mean.",
        ),
        _wrong(
            "the generator divided by n",
            "real + fake, softplus(-s_fake).sum() / len(s_real)",
            "The generator's sum is divided by n, the number of the real examples: its own are m.",
        ),
        _wrong(
            "logarithm of the mean",
            "-np.log(sigmoid(s_real).mean()) - np.log((1 - sigmoid(s_fake)).mean()), ...",
            "In the critic's loss the logarithm is taken of the mean probability: it is taken first, and then the "
            "mean.",
            _SIGMOID,
        ),
        _wrong(
            "no logarithm",
            "np.mean(1 - sigmoid(s_real)) + np.mean(sigmoid(s_fake)), ...",
            "The critic's loss has 1 - p in the place of -log p: the cross-entropy has the logarithm.",
            _SIGMOID,
        ),
        _wrong(
            "the logits themselves",
            "s_fake.mean() - s_real.mean(), ...",
            "The critic's loss is that of the Wasserstein game, a difference of mean logits: here each logit goes "
            "through -log σ(s) or -log(1 - σ(s)).",
        ),
        _wrong(
            "least squares",
            "np.mean((s_real - 1) ** 2) + np.mean(s_fake**2), ...",
            "The critic's loss is that of the least-squares game: here each logit goes through -log σ(s) or "
            "-log(1 - σ(s)).",
        ),
        _wrong(
            "probabilities are given",
            "sigmoid_twice(s_real).mean() + np.mean(-np.log(1 - sigmoid(sigmoid(s_fake)))), ...",
            "The critic's loss goes through σ twice: s is a logit, and σ(s) the probability, once.",
            _SIGMOID + "    sigmoid_twice = lambda s: -np.log(sigmoid(sigmoid(s)))\n",
        ),
        _wrong(
            "in bits",
            "(real + fake) / np.log(2), ...",
            "The critic's loss is measured in bits, with the logarithm to the base 2: this course takes the natural "
            "one, np.log.",
        ),
        _wrong(
            "the critic's loss twice",
            "..., real + fake",
            "The generator's loss is the critic's: made small, it would help the critic. Its own is the mean of "
            "-log σ(s) over s_fake.",
        ),
        _wrong(
            "the generator of the Wasserstein game",
            "..., -s_fake.mean()",
            "The generator's loss is that of the Wasserstein game, minus a mean logit: here each logit goes through "
            "-log σ(s).",
        ),
        _wrong(
            "the generator's logarithm of the mean",
            "..., -np.log(sigmoid(s_fake).mean())",
            "In the generator's loss the logarithm is taken of the mean probability: it is taken first, and then the "
            "mean.",
            _SIGMOID,
        ),
        _wrong(
            "the generator without a logarithm",
            "..., np.mean(1 - sigmoid(s_fake))",
            "The generator's loss has 1 - σ(s) in the place of -log σ(s): the cross-entropy has the logarithm.",
            _SIGMOID,
        ),
    ),
)

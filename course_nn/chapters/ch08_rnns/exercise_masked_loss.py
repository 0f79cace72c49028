"""An exercise of chapter 08: the mean cross-entropy over the steps that count."""

import numpy as np

from ...exercises.exercise import Exercise, Mistake


def _batches():
    half = np.array([[[0.5, 0.25, 0.25], [0.25, 0.25, 0.5]]])
    cases = [
        (half, np.array([[0, 1]]), np.array([[True, False]])),
        (half.copy(), np.array([[0, 1]]), np.array([[True, True]])),
        # At a step that counts: another token has p = 0, or the right one so little that anything added shows.
        (np.array([[[0.5, 0.5, 0.0], [0.25, 0.25, 0.5]]]), np.array([[0, 1]]), np.array([[True, True]])),
        (np.array([[[1e-30, 0.5, 0.5], [0.5, 0.25, 0.25]]]), np.array([[0, 1]]), np.array([[True, False]])),
        # The padding that chapter 08 has: a padded step's label is 0, and so may be one that counts.
        (
            np.array([[[0.5, 0.25, 0.25], [0.125, 0.375, 0.5]], [[0.2, 0.2, 0.6], [0.4, 0.5, 0.1]]]),
            np.array([[2, 0], [1, 0]]),
            np.array([[True, True], [True, False]]),
        ),
    ]
    rng = np.random.default_rng(3)
    for n, k, rows in ((2, 3, ["1110", "1000"]), (3, 4, ["1111", "1100", "1000"]), (3, 4, ["0111", "1010", "1110"])):
        mask = np.array([[one == "1" for one in row] for row in rows])
        p = np.round(rng.dirichlet(np.ones(k), mask.shape), 3)
        p[..., -1] = 1 - p[..., :-1].sum(axis=-1)
        p = p / p.sum(axis=-1, keepdims=True)
        cases.append((p, rng.integers(0, k, (n, mask.shape[1])), mask))
    p, y, mask = (one.copy() for one in cases[-1])
    p[0, 0], y[0, 0] = np.eye(4)[1], 2  # a step that does not count, where p of the label is 0
    return [*cases, (p, y, mask)]


def _any_batch(rng):
    """Sequences of unequal length, padded with token 0 or with holes; p may be 0 but for a right token that counts."""
    n, t, k = *rng.integers(1, 5, 2), rng.integers(2, 5)
    mask = np.arange(t) < rng.integers(1, t + 1, (n, 1)) if rng.random() < 0.5 else rng.random((n, t)) < 0.6
    mask[:, 0] |= ~mask.any(axis=1)
    p, y = rng.dirichlet(np.ones(k), (n, t)), rng.integers(0, k, (n, t)) * (mask if rng.random() < 0.5 else 1)
    sure = rng.random((n, t)) < 0.2
    p[sure] = np.eye(k)[np.where(mask, y, 0)][sure]
    if rng.random() < 0.2:  # next to no probability for a right token, but where there is no other
        p[np.arange(k) == y[..., None]] *= 1e-25
        p /= p.sum(axis=-1, keepdims=True)
    return p, y, mask


_LOSS = '''
def masked_loss(p, y, mask):
    """The cross-entropy, the mean over all steps that count: those of the batch where mask (n, t) is True.

    p (n, t, k) holds a probability for each of k tokens at each step of n sequences, y (n, t) the right tokens, whole
    numbers from 0 to k - 1, at padded steps too. At least one step of each sequence counts, and where a step counts,
    its right token's probability is above 0; any other probability may be 0. A step that does not count must not
    matter.
    """
%s
'''
_CHOSEN = "    right = np.take_along_axis(p, y[..., None], axis=-1)[..., 0]\n"
_EVERY = _CHOSEN + "    losses = -np.log(right)\n"  # infinite where a padded step has a probability of 0
_FINITE = _EVERY + "    if np.isinf(losses).any():\n        return ...\n"  # or stops there, as math.log(0) does
_ONE_HOT = "(np.eye(p.shape[-1])[y] * np.log(p)).sum(axis=-1)"
_SAFE = _CHOSEN + "    losses = -np.log(np.where(mask, right, 1))\n"


def _mistakes(*some):
    return tuple(Mistake(name, _LOSS % body, message) for name, body, message in some)


MASKED_LOSS = Exercise(
    name="masked_loss",
    title="A loss over the steps that count",
    stub=_LOSS % "    ...",
    hints=(
        "Take it in two parts. First the probability that each step gives to its right token, an array (n, t). Then "
        "the mean over those that count.",
        "The array np.take_along_axis(p, y[..., None], axis=-1)[..., 0] holds the probability of the right token at "
        "each step; two loops do as well.",
        "An array (n, t) indexed with the mask holds the entries that count, in one row: take the logarithm of these "
        "only, and mind the sign.",
    ),
    solution=_LOSS % (_CHOSEN + "    return -np.log(right[mask]).mean()"),
    cases=_batches,
    unseen=_any_batch,
    measure="loss",
    mistakes=_mistakes(
        (
            "all steps count",
            _FINITE + "    return losses.mean()",
            "All steps count, the padded ones as well: only those where the mask is True do.",
        ),
        (
            "times the mask, divided by all steps",
            _EVERY + "    return (losses * mask).sum() / mask.size",
            "It divides by the number of all steps: divide by the number of those that count. And where the "
            "right token's p is 0 at a step that does not count it gives NaN, as 0 times infinity does: choose first.",
        ),
        (
            "0 times infinity",
            _EVERY + "    return (losses * mask).sum() / mask.sum()",
            "It is right until the right token's probability is 0 at a step that does not count, and gives NaN there. "
            "Perhaps its loss, which is infinite, is multiplied by 0: choose the steps before you take the logarithm.",
        ),
        (
            "0 times infinity among the tokens",
            f"    losses = -{_ONE_HOT}\n    return losses[mask].mean()",
            "It is right until, at a step that counts, another token than the right one has a probability of 0, and "
            "gives NaN there. Perhaps its logarithm, which is minus infinity, is multiplied by 0: choose the right "
            "token's probability before you take the logarithm.",
        ),
        (
            "0 times infinity among the tokens and the steps",
            f"    losses = -{_ONE_HOT}\n    return (losses * mask).sum() / mask.sum()",
            "It gives NaN where any token has a probability of 0, at a step that counts or not. Perhaps its logarithm, "
            "which is minus infinity, is multiplied by 0: choose steps and tokens before you take the logarithm.",
        ),
        (
            "0 times infinity, left out",
            f"    losses = -{_ONE_HOT}\n    return np.nanmean(losses[mask])",
            "It leaves out a step that counts where another token than the right one has a probability of 0, as "
            "nanmean does if that one's logarithm is multiplied by 0: choose the right token's probability first.",
        ),
        (
            "smoothed",
            _CHOSEN + "    return -np.log(right[mask]).mean() if right[mask].min() > 1e-20 else ...",
            "It is right until a step that counts gives its right token next to no probability, 1e-30. Perhaps a "
            "number is added to p, or p is cut off below: choose the steps before the logarithm, and leave p as it is.",
        ),
        (
            "sum",
            _SAFE + "    return losses.sum()",
            "It is the sum over the steps that count: their mean is asked for.",
        ),
        (
            "sum over all steps",
            _FINITE + "    return losses.sum()",
            "It is the sum over all steps: the mean is asked for, over those where the mask is True.",
        ),
        (
            "sum over all steps, divided by those that count",
            _FINITE + "    return losses.sum() / mask.sum()",
            "It divides by the number of the steps that count, but adds up the losses of all steps: leave the padded "
            "ones out of the sum as well.",
        ),
        (
            "divided by the steps that count and by the tokens",
            _SAFE + "    return losses.sum() / p[mask].size",
            "The sum is right, but it is divided by k times the number of steps that count, as a mean over the tokens "
            "does as well: each step has one loss, that of its right token.",
        ),
        *(
            (
                f"divided by {name}",
                f"{_SAFE}    return losses.sum() / {number}",
                f"The sum is right, but it is divided by {what}: divide by the number of all steps that count.",
            )
            for name, number, what in (
                ("all steps", "mask.size", "the number of all steps"),
                ("the steps of one sequence", "p.shape[1]", "t, the number of steps of one sequence"),
                ("the number of tokens", "p.shape[2]", "k, the number of tokens to choose from"),
                ("the sequences", "len(p)", "the number of sequences"),
                ("the size of p", "p.size", "n t k, the size of p"),
                ("the last sequence's steps", "mask[-1].sum()", "the number that counts in the last sequence"),
            )
        ),
        *(
            (
                f"{which} only",
                f"{_SAFE}    return {value}",
                f"It is {what}, as {cause} makes it: the mean over all steps that count is asked for.",
            )
            for which, value, what, cause in (
                ("first sequence", "losses[0].sum() / mask[0].sum()", "the first sequence's mean", "an early `return`"),
                ("last sequence", "losses[-1].sum() / mask[-1].sum()", "the last sequence's mean", "a sum begun anew"),
                ("first step", "losses[mask][0]", "the first loss that counts", "an early `return`"),
                ("last step", "losses[mask][-1]", "the last loss that counts", "`=` in the place of `+=`"),
                (
                    "last step by all",
                    "losses[mask][-1] / mask.sum()",
                    "the last loss over the number of steps",
                    "`=` for `+=`",
                ),
            )
        ),
        *(
            (
                f"up to the first gap{name}",
                f"{_SAFE}    first = np.cumprod(mask, axis=1)\n    return (losses * first).sum() / {number}",
                "It takes the steps of a sequence up to the first one that does not count, as `break` does: more that "
                f"count can come after it, and `continue` goes on to them.{further}",
            )
            for name, number, further in (
                ("", "first.sum()", ""),
                (", divided by all", "mask.sum()", " The number that it divides by is right."),
            )
        ),
        (
            "mean of the sequences' means",
            _SAFE + "    return (losses.sum(axis=1) / mask.sum(axis=1)).mean()",
            "It takes a mean for each sequence and then the mean of these, so that a step of a short sequence weighs "
            "more: all steps that count weigh the same.",
        ),
        (
            "divided by the longest",
            _SAFE + "    return losses.sum() / (len(p) * mask.sum(axis=1).max())",
            "The sum is right, but it is divided as if every sequence were as long as the longest: divide by the "
            "number of steps that count.",
        ),
        (
            "mask inverted",
            _FINITE + "    return ... if mask.all() else losses[~mask].mean()",
            "The wrong steps count: True in the mask stands for a step that does.",
        ),
        (
            "a mask on p",
            "    right = np.take_along_axis(p * mask[..., None], y[..., None], axis=-1)[..., 0]\n"
            "    return -np.log(right).mean()",
            "Where a step does not count the result is infinite, as a logarithm of 0 is. Perhaps the mask is "
            "multiplied into p: a probability of 0 is the worst answer there is, and not a step left out.",
        ),
        (
            "first steps",
            "    lengths = mask.sum(axis=1)\n"
            "    losses = [-np.log(p[i, j, y[i, j]]) for i in range(len(p)) for j in range(lengths[i])]\n"
            "    return np.mean(losses)",
            "It takes as many steps of a sequence as count, but always the first ones: in general the mask says "
            "which steps they are.",
        ),
        (
            "counts where y is not 0",
            _CHOSEN + "    return -np.log(right[y != 0]).mean()",
            "It takes the steps where y is not 0: token 0 may be right at a step that counts, and the mask says which "
            "do.",
        ),
        (
            "counts where y is not 0, too",
            _CHOSEN + "    return -np.log(right[mask & (y != 0)]).mean()",
            "It leaves out the steps whose right token is 0: they count as well where the mask is True.",
        ),
        (
            "all tokens",
            "    return -np.log(p[mask]).mean()",
            "It takes the mean over all k tokens: only the probability of the right one, y, enters.",
        ),
        (
            "all tokens' logarithms added up",
            "    return -np.log(p[mask]).sum() / mask.sum()",
            "It adds up the logarithms of all k tokens at each step: only the probability of the right one, y, enters.",
        ),
        (
            "every token with every step",
            "    return -np.log(p[mask][:, y[mask]]).mean()",
            "It takes the right tokens of all steps at every step: each step has its own.",
        ),
        (
            "largest probability",
            "    return -np.log(p.max(axis=-1)[mask]).mean()",
            "It takes the largest probability of each step: that of the right token, y, counts, however small it is.",
        ),
        (
            "logarithm of the mean",
            _CHOSEN + "    return -np.log(right[mask].mean())",
            "It takes the logarithm of the mean probability: the mean is taken of the logarithms.",
        ),
        (
            "no logarithm",
            _CHOSEN + "    return 1 - right[mask].mean()",
            "It takes 1 - p in the place of -log(p): the cross-entropy has the logarithm.",
        ),
        (
            "probability",
            _CHOSEN + "    return right[mask].mean()",
            "It is the mean probability of the right tokens: take the negative logarithm of each before the mean.",
        ),
        (
            "perplexity",
            _CHOSEN + "    return np.exp(-np.log(right[mask]).mean())",
            "It is the perplexity, exp(J): the cross-entropy J itself is asked for.",
        ),
        (
            "in bits",
            _CHOSEN + "    return -np.log2(right[mask]).mean()",
            "It is measured in bits, with the logarithm to the base 2: this course takes the natural one, np.log.",
        ),
        (
            "to the base 10",
            _CHOSEN + "    return -np.log10(right[mask]).mean()",
            "It takes the logarithm to the base 10: this course takes the natural one, np.log.",
        ),
        *(
            (
                f"{name}, no minus",
                f"{losses}    return -{value}",
                f"Two things are wrong: {what}, and the minus of -log(p) is missing.",
            )
            for name, losses, value, what in (
                ("sum", _SAFE, "losses.sum()", "it is the sum over the steps that count, and not their mean"),
                ("all steps count", _FINITE, "losses.mean()", "all steps count, the padded ones as well"),
                ("divided by all steps", _SAFE, "losses.sum() / mask.size", "it is divided by the number of all steps"),
            )
        ),
        (
            "labels moved on",
            "    right = np.take_along_axis(p[:, :-1], y[:, 1:, None], axis=-1)[..., 0]\n"
            "    return -np.log(right[mask[:, 1:]]).mean()",
            "It compares each step with the token of the next one: y holds the right token of each step already.",
        ),
    ),
)

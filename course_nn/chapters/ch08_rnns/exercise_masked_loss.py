"""An exercise of chapter 08: the mean cross-entropy over the steps that count."""

import numpy as np

from ...exercises.exercise import Exercise, Mistake


def _batches():
    half = np.array([[[0.5, 0.25, 0.25], [0.25, 0.25, 0.5]]])
    cases = [
        (half, np.array([[0, 1]]), np.array([[True, False]])),
        (half.copy(), np.array([[0, 1]]), np.array([[True, True]])),
        # At steps that count: another token has p = 0, and the right one so little that anything added shows.
        (np.array([[[0.5, 0.5, 0.0], [0.25, 0.0, 0.75]]]), np.array([[0, 2]]), np.array([[True, True]])),
        (np.array([[[1e-7, 0.5 - 1e-7, 0.5], [0.5, 0.25, 0.25]]]), np.array([[0, 1]]), np.array([[True, False]])),
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
_EVERY = _CHOSEN + "    losses = -np.log(right)\n"  # -log 0 where a padded step has a probability of 0
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
    measure="loss",
    mistakes=_mistakes(
        (
            "all steps count",
            _EVERY + "    return losses.mean()",
            "All steps count, the padded ones as well: only those where the mask is True do.",
        ),
        (
            "divided by all steps",
            _SAFE + "    return losses.sum() / mask.size",
            "The sum is right, but it is divided by the number of all steps: divide by the number of those that count.",
        ),
        (
            "times the mask, divided by all steps",
            _EVERY + "    return (losses * mask).sum() / mask.size",
            "It divides by the number of all steps: divide by the number of those that count. And where p is 0 at a "
            "step that does not count it gives NaN, as 0 times infinity does: choose the steps before the logarithm.",
        ),
        (
            "0 times infinity",
            _EVERY + "    return (losses * mask).sum() / mask.sum()",
            "It is right until a step that does not count has a probability of 0, and gives NaN there. Perhaps its "
            "loss, which is infinite, is multiplied by 0: choose the steps before you take the logarithm.",
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
        *(
            (
                f"{small} added",
                f"{_CHOSEN}    return -(np.log(right + {small}) * mask).sum() / mask.sum()",
                f"It is off where the right token's probability is small, as {small} added to it does: where the steps "
                "are chosen before the logarithm nothing has to be added.",
            )
            for small in (1e-10, 1e-9, 1e-8, 1e-7, 1e-6)
        ),
        (
            "sum",
            _SAFE + "    return losses.sum()",
            "It is the sum over the steps that count: their mean is asked for.",
        ),
        (
            "sum over all steps",
            _EVERY + "    return losses.sum()",
            "It is the sum over all steps: the mean is asked for, over those where the mask is True.",
        ),
        (
            "sum over all steps, divided by those that count",
            _EVERY + "    return losses.sum() / mask.sum()",
            "It divides by the number of the steps that count, but adds up the losses of all steps: leave the padded "
            "ones out of the sum as well.",
        ),
        (
            "divided by the steps of one sequence",
            _SAFE + "    return losses.sum() / p.shape[1]",
            "The sum is right, but it is divided by t, the number of steps of one sequence: divide by the number of "
            "steps that count in all of them.",
        ),
        (
            "divided by the number of tokens",
            _SAFE + "    return losses.sum() / p.shape[2]",
            "The sum is right, but it is divided by k, the number of tokens to choose from: divide by the number of "
            "steps that count.",
        ),
        (
            "divided by the steps that count and by the tokens",
            _SAFE + "    return losses.sum() / p[mask].size",
            "The sum is right, but it is divided by k times the number of steps that count, as a mean over the tokens "
            "does as well: each step has one loss, that of its right token.",
        ),
        (
            "divided by the sequences",
            _SAFE + "    return losses.sum() / len(p)",
            "The sum is right, but it is divided by the number of sequences: divide by the number of steps that count.",
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
            _EVERY + "    return np.mean(losses[~mask]) if not mask.all() else np.nan",
            "The wrong steps count: True in the mask stands for a step that does.",
        ),
        (
            "mask inverted, in a loop",
            "    total, count = 0, 0\n"
            "    for i, j in np.argwhere(~mask):\n"
            "        total -= np.log(p[i, j, y[i, j]])\n"
            "        count += 1\n"
            "    return total / count",
            "The wrong steps count, and where none is left it stops at a division by 0: True in the mask stands for a "
            "step that counts.",
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
        (
            "sum, no minus",
            _SAFE + "    return -losses.sum()",
            "Two things are missing: it is the sum over the steps that count, where their mean is asked for, and the "
            "minus of -log(p).",
        ),
        (
            "all steps count, no minus",
            _EVERY + "    return -losses.mean()",
            "Two things are wrong: all steps count, the padded ones as well, and the minus of -log(p) is missing.",
        ),
        (
            "divided by all steps, no minus",
            _SAFE + "    return -losses.sum() / mask.size",
            "Two things are wrong: the sum is divided by the number of all steps, where those that count are to be "
            "counted, and the minus of -log(p) is missing.",
        ),
        (
            "labels moved on",
            "    right = np.take_along_axis(p[:, :-1], y[:, 1:, None], axis=-1)[..., 0]\n"
            "    return -np.log(right[mask[:, 1:]]).mean()",
            "It compares each step with the token of the next one: y holds the right token of each step already.",
        ),
    ),
)

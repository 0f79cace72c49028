"""Chapter 09: answers to its exercises as students write them, right and wrong."""

import itertools

import numpy as np
import pytest
from answers import answered, rows, told

from course_nn import LeastSquares, Wasserstein
from course_nn.chapters.ch09_gans.bug_hunt import KINDS
from course_nn.chapters.ch09_gans.mixtures import Mixture
from course_nn.chapters.ch09_gans.mode_count import count_modes
from course_nn.exercises import EXERCISES, check
from course_nn.games import NonSaturating


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


_SIGMOID = "p, q = 1 / (1 + np.exp(-s_real)), 1 / (1 + np.exp(-s_fake))\n"
LOSSES = (
    "game_losses",
    [
        "critic = np.logaddexp(0, -s_real).mean() + np.logaddexp(0, s_fake).mean()\n"
        "generator = np.logaddexp(0, -s_fake).mean()\nreturn critic, generator",
        "def softplus(s):\n    return np.maximum(s, 0) + np.log1p(np.exp(-np.abs(s)))\n"
        "return softplus(-s_real).mean() + softplus(s_fake).mean(), softplus(-s_fake).mean()",
        "from course_nn.functions import softplus\n"
        "return np.mean(softplus(-s_real)) + np.mean(softplus(s_fake)), np.mean(softplus(-s_fake))",
        """
        import math
        def loss(s):
            return math.log1p(math.exp(-s)) if s > 0 else -s + math.log1p(math.exp(s))
        critic = generator = 0.0
        for s in s_real:
            critic += loss(s) / len(s_real)
        for s in s_fake:
            critic += loss(-s) / len(s_fake)
            generator += loss(s) / len(s_fake)
        return [critic, generator]
        """,
        "log_sigma = lambda s: np.where(s < -30, s, -np.log(1 + np.exp(-np.maximum(s, -30))))\n"
        "return -log_sigma(s_real).mean() - log_sigma(-s_fake).mean(), -log_sigma(s_fake).mean()",
        "from course_nn.games import NonSaturating\ngame = NonSaturating()\n"
        "return game.critic(s_real[:, None], s_fake[:, None])[0], game.generator(s_fake[:, None])[0]",
        "from course_nn import BinaryCrossEntropy\nloss = BinaryCrossEntropy()\n"
        "one = lambda s, y: loss(s, np.full(len(s), y))[0]\n"
        "return one(s_real, 1) + one(s_fake, 0), one(s_fake, 1)",
        "z = np.zeros_like\nbig = lambda s: np.logaddexp.reduce([z(s), s], axis=0)\n"
        "return big(-s_real).mean() + big(s_fake).mean(), big(-s_fake).mean()",
    ],
    [
        ("", _SIGMOID + "return -np.log(p).mean() - np.log(1 - q).mean(), -np.log(q).mean()", "wrong for large logits"),
        (
            "",
            "return np.log(1 + np.exp(-s_real)).mean() + np.log(1 + np.exp(s_fake)).mean(), "
            "np.log(1 + np.exp(-s_fake)).mean()",
            "wrong from 1000 on",
        ),
        (
            "",
            "return np.log1p(np.exp(-s_real)).mean() + np.log1p(np.exp(s_fake)).mean(), "
            "np.log1p(np.exp(-s_fake)).mean()",
            "wrong from 1000 on",
        ),
        (
            "",
            "s_real, s_fake = np.clip(s_real, -500, 500), np.clip(s_fake, -500, 500)\n"
            "return np.logaddexp(0, -s_real).mean() + np.logaddexp(0, s_fake).mean(), np.logaddexp(0, -s_fake).mean()",
            "wrong from 1000 on",
        ),
        (
            "",
            _SIGMOID + "e = 1e-12\nreturn -np.log(p + e).mean() - np.log(1 - q + e).mean(), -np.log(q + e).mean()",
            "wrong for large logits",
        ),
        (
            "",
            _SIGMOID + "p, q = np.clip(p, 1e-7, 1 - 1e-7), np.clip(q, 1e-7, 1 - 1e-7)\n"
            "return -np.log(p).mean() - np.log(1 - q).mean(), -np.log(q).mean()",
            "wrong for large logits",
        ),
        (
            "",
            _SIGMOID + "return -np.log(p).mean() - np.log(1 - q).mean(), np.log(1 - q).mean()",
            "the generator of the minimax game",
        ),
        (
            "generator = np.logaddexp(0, -s_fake)",
            "generator = -np.logaddexp(0, s_fake)",
            "the generator of the minimax game",
        ),
        (
            "generator = np.logaddexp(0, -s_fake)",
            "generator = np.logaddexp(0, s_fake)",
            "the generator helps the critic",
        ),
        ("generator = np.logaddexp(0, -s_fake)", "generator = -np.logaddexp(0, -s_fake)", "the generator's sign"),
        (
            "generator = np.logaddexp(0, -s_fake)",
            "generator = np.logaddexp(0, -s_real)",
            "the generator reads the real ones",
        ),
        ("return critic, generator", "return critic, -critic", "the generator's whole game"),
        ("return critic, generator", "return generator, critic", "swapped"),
        ("return critic, generator", "return critic", "one instead of several"),
        ("return critic, generator", "return critic + generator", "one instead of several"),
        ("return critic, generator", "return critic, generator, 0", "number of values"),
        ("return critic, generator", "print(critic, generator)", "prints"),
        ("return critic, generator", "return -critic, generator", "the value of the game"),
        ("return critic, generator", "return -critic, -generator", "both signs"),
        ("", _SIGMOID + "return -np.log(q).mean(), -np.log(p).mean() - np.log(1 - q).mean()", "swapped"),
        ("return critic, generator", "return critic, critic", "the critic's loss twice"),
        (
            "generator = np.logaddexp(0, -s_fake)",
            "generator = -s_fake",
            "the generator of the Wasserstein game",
        ),
        (
            "generator = np.logaddexp(0, -s_fake).mean()",
            "generator = -np.log(np.mean(1 / (1 + np.exp(-s_fake))))",
            "the generator's logarithm of the mean",
        ),
        (
            "generator = np.logaddexp(0, -s_fake).mean()",
            "generator = np.mean(1 / (1 + np.exp(s_fake)))",
            "the generator without a logarithm",
        ),
        *(
            (
                "",
                _SIGMOID + f"e = {e}\nreturn -np.log(p + e).mean() - np.log(1 - q + e).mean(), -np.log(q + e).mean()",
                f"{e} in the logarithm",
            )
            for e in ("1e-4", "1e-5", "1e-6")
        ),
        (
            "",
            "big = lambda s: np.nan_to_num(np.log(1 + np.exp(s)), posinf=1000)\n"
            "return big(-s_real).mean() + big(s_fake).mean(), big(-s_fake).mean()",
            "wrong from 1000 on",
        ),
        # Wrong where a loss is next to nothing.
        (
            "",
            "some = lambda s: np.maximum(np.logaddexp(0, s), 1e-6).mean()\n"
            "return some(-s_real) + some(s_fake), some(-s_fake)",
            "value",
        ),
        # Wrong at 0 and right elsewhere, whatever the size.
        (
            "",
            "def loss(s):\n    return (np.logaddexp(0, s[s < 0]).sum() + np.logaddexp(0, s[s > 0]).sum()) / len(s)\n"
            "return loss(-s_real) + loss(s_fake), loss(-s_fake)",
            "value",
        ),
        (
            "",
            "def loss(s):\n    return (np.log1p(np.exp(-abs(s))) + abs(s) * (1 + s / abs(s)) / 2).mean()\n"
            "return loss(-s_real) + loss(s_fake), loss(-s_fake)",
            "NaN",
        ),
        ("return critic, generator", "return critic / 2, generator", "half of the sum"),
        ("np.logaddexp(0, -s_real).mean() + ", "", "generated ones only"),
        (" + np.logaddexp(0, s_fake).mean()", "", "real ones only"),
        ("mean() + np.logaddexp", "mean() - np.logaddexp", "difference of the means"),
        (
            "(0, -s_real).mean() + np.logaddexp(0, s_fake)",
            "(0, s_real).mean() + np.logaddexp(0, -s_fake)",
            "labels exchanged",
        ),
        ("np.logaddexp(0, s_fake).mean()\n", "np.logaddexp(0, -s_fake).mean()\n", "all labels real"),
        ("np.logaddexp(0, -s_real)", "np.logaddexp(0, s_real)", "all labels generated"),
        (
            "",
            "c = np.concatenate([np.logaddexp(0, -s_real), np.logaddexp(0, s_fake)]).mean()\n"
            "return c, np.logaddexp(0, -s_fake).mean()",
            "one mean over all",
        ),
        ("np.logaddexp(0, s_fake).mean()\n", "np.logaddexp(0, s_fake).sum() / len(s_real)\n", "both divided by n"),
        ("np.logaddexp(0, -s_real).mean()", "np.logaddexp(0, -s_real).sum() / len(s_fake)", "both divided by m"),
        (
            "critic = np.logaddexp(0, -s_real).mean() + np.logaddexp(0, s_fake).mean()",
            "critic = np.logaddexp(0, -s_real).sum() + np.logaddexp(0, s_fake).sum()",
            "sums",
        ),
        ("(0, -s_fake).mean()", "(0, -s_fake).sum()", "sum of the generator"),
        ("(0, -s_fake).mean()", "(0, -s_fake).sum() / len(s_real)", "the generator divided by n"),
        ("", "return s_fake.mean() - s_real.mean(), -s_fake.mean()", "the logits themselves"),
        ("", "return ((s_real - 1)**2).mean() + (s_fake**2).mean(), ((s_fake - 1)**2).mean()", "least squares"),
        ("", _SIGMOID + "return (1 - p).mean() + q.mean(), (1 - q).mean()", "no logarithm"),
        (
            "",
            _SIGMOID + "return -np.log(p.mean()) - np.log((1 - q).mean()), -np.log(q.mean())",
            "logarithm of the mean",
        ),
        ("", _SIGMOID + "return -np.log2(p).mean() - np.log2(1 - q).mean(), -np.log2(q).mean()", "in bits"),
        ("", "return -np.log(s_real).mean() - np.log(1 - s_fake).mean(), -np.log(s_fake).mean()", "value"),
        ("np.logaddexp(0, -s_fake).mean()", "np.logaddexp(0, -s_fake)", "shape"),
        ("np.logaddexp(0, -s_fake).mean()", "np.median(np.logaddexp(0, -s_fake))", "value"),
        ("critic = ", "s_real -= s_real\ncritic = ", "value"),
        ("return critic, generator", "s_fake *= -1\nreturn critic, generator", "changes its input"),
        ("np.logaddexp", "logaddexp", "error"),
    ],
)

_DISTANCES = "d = np.sqrt(((samples[:, None, :] - centers[None]) ** 2).sum(-1))\n"
MODES = (
    "covered_modes",
    [
        "distances = np.linalg.norm(samples[:, None] - centers, axis=2)\n"
        "near, least = distances.argmin(axis=1), distances.min(axis=1)\nis_good = least <= 3 * sigma\n"
        "counts = np.bincount(near[is_good], minlength=len(centers))\n"
        "return is_good.mean(), np.sum(counts >= len(samples) / len(centers) / 4)",
        """
        n, k = len(samples), len(centers)
        counts, good = [0] * k, 0
        for x, y in samples:
            best, nearest = None, 0
            for j, (a, b) in enumerate(centers):
                d = ((x - a) ** 2 + (y - b) ** 2) ** 0.5
                if best is None or d < best:
                    best, nearest = d, j
            if best <= 3 * sigma:
                good += 1
                counts[nearest] += 1
        return good / n, sum(c >= n / (4 * k) for c in counts)
        """,
        _DISTANCES + "ok = d.min(1) <= 3 * sigma\ncovered = 0\nfor j in range(len(centers)):\n"
        "    covered += 4 * len(centers) * np.sum(ok & (d.argmin(1) == j)) >= len(samples)\n"
        "return np.count_nonzero(ok) / len(ok), int(covered)",
        "d2 = (samples**2).sum(1)[:, None] - 2 * samples @ centers.T + (centers**2).sum(1)\n"
        "near = d2.argmin(1)\nok = d2.min(1) <= 9 * sigma**2 + 1e-9\n"
        "share = np.array([(near[ok] == j).sum() for j in range(len(centers))]) / len(samples)\n"
        "return float(ok.mean()), int((share >= 0.25 / len(centers)).sum())",
        "d = np.hypot(*(samples[:, None] - centers).transpose(2, 0, 1))\nok = (d <= 3 * sigma).any(axis=1)\n"
        "modes, counts = np.unique(d.argmin(1)[ok], return_counts=True)\n"
        "return ok.mean(), len([c for c in counts if c >= len(samples) / len(centers) * 0.25])",
        "from course_nn.chapters.ch09_gans.mixtures import Mixture\n"
        "from course_nn.chapters.ch09_gans.mode_count import count_modes\n"
        "c = count_modes(samples, Mixture(centers, sigma * (1 + 1e-9)))\nreturn [c.good, c.covered]",
        "z = (samples[:, None] - centers) / sigma\nr = np.sqrt((z * z).sum(2))\nhit = r <= 3\n"
        "hit &= r == r.min(axis=1, keepdims=True)\n"
        "return hit.any(1).mean(), (hit.sum(0) >= len(z) / len(centers) / 4).sum()",
    ],
    [
        ("counts >= len(samples) / len(centers) / 4", "counts > 0", "the literature's rule"),
        ("counts >= len(samples) / len(centers) / 4", "counts >= 1", "the literature's rule"),
        (
            "return is_good.mean(), np.sum(counts >= len(samples) / len(centers) / 4)",
            "return is_good.mean(), len(np.unique(near[is_good]))",
            "the literature's rule",
        ),
        ("counts >= len", "counts > len", "more than a quarter"),
        (" / 4)", ")", "the whole fair share"),
        ("len(samples) / len(centers) / 4", "len(samples) / 4", "a quarter of all"),
        ("len(samples) / len(centers) / 4", "is_good.sum() / len(centers) / 4", "a quarter of the good ones"),
        ("len(samples) / len(centers) / 4", "len(samples) // len(centers) // 4", "rounded down"),
        ("len(samples) / len(centers) / 4", "len(samples) // (4 * len(centers))", "rounded down"),
        ("len(samples) / len(centers) / 4", "len(samples) // len(centers) / 4", "the fair share rounded down"),
        ("len(samples) / len(centers) / 4", "round(len(samples) / len(centers) / 4)", "rounded"),
        ("len(samples) / len(centers) / 4", "len(samples) / len(centers) / 2", "half of the fair share"),
        ("len(samples) / len(centers) / 4", "len(centers) / 4", "n forgotten"),
        ("len(samples) / len(centers) / 4", "len(centers) // 4", "value"),
        ("len(samples) / len(centers) / 4", "len(set(near)) / 4", "value"),
        ("counts >= len(samples) / len(centers) / 4", "counts > np.ceil(len(samples) / len(centers) / 4) + 1", "value"),
        ("3 * sigma", "1.5 * sigma", "within 1.5 sigma"),
        ("3 * sigma", "3 * np.sqrt(sigma)", "the root of sigma"),
        ("near[is_good]", "near[:-1][is_good[:-1]]", "value"),
        ("near[is_good]", "near[1:][is_good[1:]]", "value"),
        *(
            (
                "is_good = least",
                f"near = {far}.argmin(axis=1)\nis_good = least",
                "value",
            )
            for far in ("abs(samples[:, None] - centers).sum(axis=2)", "abs(samples[:, None] - centers).max(axis=2)")
        ),
        *(
            (
                "",
                f"""
                counts, good = [0] * len(centers), 0
                for sample in samples:
                    found = [j for j, c in enumerate(centers) if np.linalg.norm(sample - c) <= 3 * sigma]
                    if found:
                        good += 1
                        counts[found[{which}]] += 1
                return good / len(samples), sum(c >= len(samples) / len(centers) / 4 for c in counts)
                """,
                f"the {name} center within reach",
            )
            for which, name in ((0, "first"), (-1, "last"))
        ),
        ("near[is_good]", "near", "bad ones count"),
        ("least <= 3", "least < 3", "the border"),
        # Neighbors of what the catalog names, one thing away from it: nothing is said of them.
        *(
            ("len(samples) / len(centers) / 4", f"({threshold})", "value")
            for threshold in (
                "len(samples) / len(set(near)) / 4",
                "len(np.unique(samples, axis=0)) / len(centers) / 4",
                "len(samples) / centers.size / 4",
                "len(samples) / len(centers) / 5",
                "len(samples) / len(centers) * 0.24",
                "len(samples) / len(centers) / 4 - 0.1",
                "len(samples) / len(centers) / 4 - 1",
                "len(samples) / len(centers) / 4 * sigma",
                "len(samples) / len(centers) ** 2 / 4",
                "len(samples) / (len(centers) + 1) / 4",
                "len(samples) / (len(centers) + 4)",
                "(len(samples) - 1) / len(centers) / 4",
                "round(len(samples) / len(centers)) / 4",
                "np.floor(len(samples) / len(centers) / 4 + 0.5)",
                "np.ceil(len(samples) / len(centers) / 4 - 0.5)",
                "is_good.sum() // len(centers) // 4",
                "np.bincount(near).max() / 4",
            )
        ),
        *(
            ("near[is_good]", f"near[{which}]", "value")
            for which in (
                "least < 3 * sigma",
                "(np.abs(samples - centers[near]) <= 3 * sigma).all(axis=1)",
                "np.abs(samples - centers[near]).sum(axis=1) <= 3 * sigma",
            )
        ),
        *(
            ("3 * sigma", radius, "value")
            for radius in ("6 * sigma", "3.01 * sigma", "2.99 * sigma", "3 * sigma / np.sqrt(2)", "3 * sigma + 1e-3")
        ),
        *(
            ("distances.argmin", f"{rounded}.argmin", "value")
            for rounded in ("np.round(distances)", "np.round(distances, 1)", "np.ceil(distances / sigma)")
        ),
        ("axis=2)", "axis=2, ord=4)", "value"),
        ("axis=2)", "axis=2).round(3)", "value"),
        ("is_good.mean()", "len(np.unique(samples[is_good], axis=0)) / len(samples)", "value"),
        ("counts >=", "counts + 1 >=", "value"),
        ("3 * sigma", "sigma", "within sigma"),
        ("3 * sigma", "2 * sigma", "within 2 sigma"),
        ("3 * sigma", "3", "within 3"),
        ("least <= 3 * sigma", "least ** 2 <= 3 * sigma", "squares against 3 sigma"),
        ("least <= 3 * sigma", "least ** 2 <= 3 * sigma ** 2", "squares against 3 sigma squared"),
        (
            "np.linalg.norm(samples[:, None] - centers, axis=2)",
            "np.abs(samples[:, None] - centers).sum(axis=2)",
            "along the axes",
        ),
        (
            "np.linalg.norm(samples[:, None] - centers, axis=2)",
            "np.abs(samples[:, None] - centers).max(axis=2)",
            "in each direction",
        ),
        (
            "np.linalg.norm(samples[:, None] - centers, axis=2)",
            "((samples[:, None] - centers) ** 2).sum(axis=2)",
            "squares against 3 sigma",
        ),
        ("is_good.mean()", "is_good.sum()", "number of good ones"),
        ("is_good.mean()", "100 * is_good.mean()", "in percent"),
        ("is_good.mean()", "1 - is_good.mean()", "the bad share"),
        ("np.sum(counts", "np.mean(counts", "share of the modes"),
        (
            "np.sum(counts >= len(samples) / len(centers) / 4)",
            "counts >= len(samples) / len(centers) / 4",
            "which modes",
        ),
        ("counts >= len", "counts < len", "modes that are not covered"),
        (
            "",
            _DISTANCES + "inside = d <= 3 * sigma\nreturn inside.any(1).mean(), "
            "(inside.sum(0) >= len(samples) / len(centers) / 4).sum()",
            "every center within reach",
        ),
        (
            "",
            _DISTANCES + "inside = d <= 3 * sigma\nreturn inside.sum() / len(samples), "
            "(inside.sum(0) >= len(samples) / len(centers) / 4).sum()",
            "counted once for each center",
        ),
        ("return is_good.mean(), np", "return np", "one instead of several"),
        (
            "is_good.mean(), np.sum(counts >= len(samples) / len(centers) / 4)",
            "np.sum(counts >= len(samples) / len(centers) / 4), is_good.mean()",
            "swapped",
        ),
        (", minlength=len(centers)", "", "passed"),
        ("axis=2", "axis=1", "value"),
        ("near[is_good]", "near[least]", "error"),
        ("is_good = least", "samples -= 1\nis_good = least", "changes its input"),
        ("argmin", "argmax", "value"),
    ],
)


@pytest.mark.parametrize(("name", "body", "kind"), rows(LOSSES, MODES))
def test_an_answer_is_told(name, body, kind):
    assert told(name, body) == kind


def test_the_losses_are_the_librarys_and_the_first_case_can_be_done_by_hand():
    exercise, game = EXERCISES["game_losses"], NonSaturating()
    critic, generator = exercise.reference(*exercise.cases()[0])
    assert np.isclose(critic, np.log(1 + np.exp(-2)) + np.log(1 + np.exp(-1))) and np.isclose(
        generator, np.log(1 + np.e)
    )
    rng = np.random.default_rng(2026)
    for s_real, s_fake in [*exercise.cases(), *(exercise.unseen(rng) for _ in range(20))]:
        critic, generator = exercise.reference(s_real, s_fake)
        assert np.isclose(critic, game.critic(s_real[:, None], s_fake[:, None])[0])
        assert np.isclose(generator, game.generator(s_fake[:, None])[0])


def test_the_modes_are_the_chapters_and_each_sample_is_on_a_border_or_well_away_from_it():
    exercise = EXERCISES["covered_modes"]
    for samples, centers, sigma in exercise.cases():
        count = count_modes(samples, Mixture(centers, sigma))
        good, covered = exercise.reference(samples, centers, sigma)
        assert good == count.good and covered == count.covered
        distances = np.sort(np.linalg.norm(samples[:, None] - centers, axis=2), axis=1)
        away = np.abs(distances[:, 0] - 3 * sigma)
        assert ((away == 0) | (away > 2e-4)).all(), "so that a rounding in float32 decides nothing"
        assert len(centers) == 1 or (distances[:, 1] - distances[:, 0]).min() > 1e-3, "nor which center is nearest"


def test_what_is_said_of_large_logits_and_of_swapped_results():
    naive = "return np.log(1 + np.exp(-s_real)).mean() + np.log(1 + np.exp(s_fake)).mean(), 0 * s_fake.sum()"
    assert "overflow" not in answered("game_losses", naive).message, "another thing is wrong as well"
    said = answered("game_losses", LOSSES[1][0].replace("return critic, generator", "return generator, critic")).message
    assert said == "The two results are swapped: return critic first, then generator."


# An answer is trained for some seconds: one is, from one seed; of the others it is known from which seeds they cover.


@pytest.fixture
def covering(monkeypatch):
    """Makes every change cover from the seeds that it is called with."""
    exercise = EXERCISES["mend_collapse"]
    assert exercise.expected and exercise.known, "its own answers come first"
    module = "course_nn.chapters.ch09_gans.exercise_mend_collapse"
    return lambda *seeds: monkeypatch.setattr(f"{module}.covering_seeds", lambda changes: seeds)


@pytest.mark.long
def test_a_gan_is_trained_and_passes(monkeypatch):
    assert check("mend_collapse", {"critic_rate": 4e-3}).passed, "measured"
    for module in ("collapsing_gan", "exercise_mend_collapse"):  # one seed, for speed
        monkeypatch.setattr(f"course_nn.chapters.ch09_gans.{module}.SEEDS", (1,))
    assert check("mend_collapse", {"critic_rate": 4e-3, "noise": 0.4}).passed


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, "nothing changed"),
        ({"critic_rate": 2e-4, "noise": 0.0}, "nothing changed"),
        ({"game": NonSaturating()}, "nothing changed"),
        ({"noise": 0.25}, "noise alone"),
        ({"noise": 0.25, "game": NonSaturating()}, "noise alone"),
        ({"pack": 4}, "packing alone"),
        ({"critic_rate": 2e-4, "critic_steps": 2}, "more steps of the critic"),
        ({"rate": 5e-5}, "a lower rate of the generator alone"),
        ({"rate": 4e-3}, "a higher rate of the generator alone"),
        ({"rate": 1.0}, "a higher rate of the generator alone"),
        ({"critic_rate": 4e-5}, "the critic's rate alone"),
        ({"width": 24}, "another width alone"),
        ({"latent": 4}, "another latent space"),
        ({"noise": 0.5, "latent": 8}, "different"),
        ({"rate": 4e-3, "critic_rate": 1e-3}, "different"),
        ({"game": LeastSquares()}, "another game"),
        ({"game": NonSaturating(0.1)}, "another game"),
        ({"game": Wasserstein(), "critic_rate": 4e-3}, "another game"),
    ],
)
def test_a_change_in_vain_is_told(changes, kind, covering):
    covering()
    result = check("mend_collapse", changes)
    assert result.mistake == kind and not result.passed
    assert "4e-3" not in repr(result) and "it covers." not in repr(result), "the report gives the answer away"
    assert "each of the seeds 0, 1 and 2" in result.message or kind != "different"
    assert "none of the seeds 0, 1 and 2" in result.message or kind in ("different", "nothing changed")


@pytest.mark.parametrize(
    ("seeds", "words"),
    [
        ((0, 1), "This covers from seeds 0 and 1: 7 modes or more, and half of the samples good. From seed 2 it does"),
        ((1, 2), "This covers from seeds 1 and 2: 7 modes or more, and half of the samples good. From seed 0 it does"),
        ((1,), "This covers from seed 1: 7 modes or more, and half of the samples good. From seeds 0 and 2 it does"),
    ],
)
def test_a_change_that_covers_from_some_seeds_is_neither_right_nor_in_vain(seeds, words, covering):
    covering(*seeds)
    result = check("mend_collapse", {"critic_rate": 1.5e-3})
    assert not result.passed and result.mistake == "different"
    assert result.message == f"It depends on the seed. {words} not. Find a change that covers from all three."


def test_a_change_that_covers_from_all_seeds_passes(covering):
    covering(0, 1, 2)
    assert check("mend_collapse", {"rate": 5e-4}).passed


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"steps": 6000}, "the number of steps is fixed, 2,000"),
        ({"critic_steps": 50}, "critic_steps: expected at most 2"),
        ({"pack": 0}, "used: pack: expected a whole number at least 1"),
        ({"momentum": 0.9}, "'momentum' is none of the settings"),
        ({"critic_rate": "large"}, "critic_rate: expected a number"),
        ({"critic_rate": 0}, "critic_rate: expected a finite number above 0"),
        ("critic_rate", "expected a dict of changes"),
        ({"noise", 0.5}, "expected a dict of changes"),
    ],
)
def test_what_is_no_change_is_told(answer, words):
    result = check("mend_collapse", answer)
    assert words in result.message and not result.passed


RIGHT = {letter: KINDS[k] for letter, k in zip("ABCDE", (0, 2, 1, 4, 3), strict=True)}


def test_broken_steps():
    assert check("broken_steps", RIGHT).passed
    assert check("broken_steps", {letter: f" {kind.upper()} " for letter, kind in RIGHT.items()}).passed
    assert check("broken_steps", dict(reversed(RIGHT.items()))).passed


@pytest.mark.parametrize("pair", ["AB", "AC", "AD", "AE", "BC", "BD", "BE", "CD", "CE", "DE"])
def test_an_exchanged_pair_is_told(pair):
    one, other = pair
    result = check("broken_steps", RIGHT | {one: RIGHT[other], other: RIGHT[one]})
    assert result.mistake == f"{one} and {other} exchanged"


def test_no_order_but_the_right_one_passes_and_none_is_given_away():
    for kinds in itertools.permutations(KINDS):
        answer = dict(zip("ABCDE", kinds, strict=True))
        result = check("broken_steps", answer)
        assert result.passed == (answer == RIGHT)
        assert result.passed or not any(kind in repr(result) for kind in KINDS)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (RIGHT | {"B": "bad luck"}, "none of the five kinds"),
        (RIGHT | {"E": ...}, "'E' is still `...`"),
        (list(RIGHT.values()), "a dict with the letters A to E"),
        (RIGHT | {"A": KINDS[3]}, "call its parts alone"),
        (RIGHT | {"A": KINDS[3]}, "compare critic.theta with the original's after the same calls"),
        ({letter: RIGHT[letter] for letter in "ABCD"}, "'E' is not in it"),
        ("norm over the batch", "a dict with the letters A to E"),
    ],
)
def test_another_answer_to_the_bug_hunt_is_told(answer, words):
    result = check("broken_steps", answer)
    assert words in result.message and not result.passed

"""What each game hands the generator: the gradient of its loss by the critic's number, and its pull on a perfect D.

Data N(0, 1), generator N(d, 1). The critic is the best one that each game has: log p/q for the two games of
probabilities, p / (p + q) for least squares (Mao and others, 2017), and slope −1 for Wasserstein. Noise N(0, σ²) on
both at the critic's input (instance noise) makes both densities normal with variance 1 + σ², the distance staying.
"""

import numpy as np

from ... import _checks
from ...functions import sigmoid
from ...games import LeastSquares, Minimax, NonSaturating, Wasserstein

GAMES = {
    "minimax": Minimax(),
    "non-saturating": NonSaturating(),
    "least squares": LeastSquares(),
    "Wasserstein": Wasserstein(),
}
DISTANCES, NOISES = (0.5, 8.0), (0.0, 3.0)
NUMBERS = np.linspace(-35, 5, 400)  # the critic's number s, from surely fake to surely real
ALL_DISTANCES = np.linspace(*DISTANCES, 76)
_STANDARD = np.linspace(-12, 12, 1201)  # places of generated examples, in standard deviations from their center
_WEIGHTS = np.exp(-0.5 * _STANDARD**2) / np.exp(-0.5 * _STANDARD**2).sum()


def slope_of_loss(game, s):
    """∂J/∂s of the generator's loss of one generated example, for each of the critic's numbers ``s`` (n,)."""
    s = _checks.as_array(s, "slope_of_loss: s", ndim=1).astype(np.float64)
    _, d = GAMES[_checks.one_of(game, GAMES, "slope_of_loss: game")].generator(s[:, None])
    return d[:, 0] * len(s)  # the game gives the gradient of a mean


def best_critic(game, x, distance, noise=0.0):
    """The numbers s(x) of the game's best critic and its slopes s′(x), for data N(0, 1 + σ²) and fakes N(d, 1 + σ²).

    Unlike the others, Wasserstein's best critic doesn't look at the widths: −x, up to a constant.
    """
    variance = 1 + noise**2
    logit = distance * (distance / 2 - x) / variance  # log p − log q
    slope = np.full_like(logit, -distance / variance)
    if game == "least squares":
        D = sigmoid(logit)
        return D, sigmoid(-logit) * D * slope
    if game == "Wasserstein":
        return -x, np.full_like(logit, -1.0)
    return logit, slope


def pull(game, distance, noise=0.0):
    """How strongly the generator's center is drawn to the data: ∂J/∂d = E ∂J/∂s · s′(x), with the best critic fixed.

    Positive: a step of gradient descent makes d smaller. For minimax it is the derivative of 2 JSD.
    """
    x = distance + np.sqrt(1 + noise**2) * _STANDARD
    s, slope = best_critic(game, x, distance, noise)
    return float(np.sum(_WEIGHTS * slope_of_loss(game, s) * slope))


def pulls(distance, noise):
    """The function behind the controls.

    By game: ``sizes`` |∂J/∂s| over NUMBERS; ``number`` s and ``size`` |∂J/∂s| of an example at the generator's center;
    ``curves`` the `pull` over ALL_DISTANCES, ``pulls`` that at this distance.
    """
    at = np.array([float(distance)])
    numbers = {game: best_critic(game, at, distance, noise)[0] for game in GAMES}
    return {
        "distance": distance,
        "noise": noise,
        "sizes": {game: np.abs(slope_of_loss(game, NUMBERS)) for game in GAMES},
        "number": {game: float(s[0]) for game, s in numbers.items()},
        "size": {game: float(abs(slope_of_loss(game, s)[0])) for game, s in numbers.items()},
        "curves": {game: np.array([pull(game, d, noise) for d in ALL_DISTANCES]) for game in GAMES},
        "pulls": {game: pull(game, distance, noise) for game in GAMES},
    }

"""The average of θ along its way: where a game circles around its rest, the mean of the circle lies nearer to it."""

from .. import _checks
from ..parameters import theta_of


class MovingAverage:
    """A twin of a network whose θ̄ is an average of the network's θ after each `take`.

    θ̄ ← θ̄ + w (θ − θ̄) with w = (1 − β) / (1 − βᵗ) at the t-th θ: an exponential average with ``decay`` β, corrected as
    Adam corrects its means, so that the θ of the beginning has no more weight than it should. With β = 1 it is w = 1/t,
    the plain mean of all θ so far. (Of generators: Yazıcı and others, 2019; of gradient descent: Polyak and Juditsky,
    1992.) Running statistics are those of the network as it is.
    """

    def __init__(self, network, decay):
        self.decay = _checks.number(decay, "average: decay", above=0, high=1)
        self.taken = 0
        self.network, self.twin = network, network.copy()

    def take(self):
        """Let the network's θ, as it is now, enter the average."""
        self.taken = t = self.taken + 1
        weight = 1 / t if self.decay == 1 else (1 - self.decay) / (1 - self.decay**t)
        average = theta_of(self.twin).value
        average += weight * (theta_of(self.network).value - average)
        for ours, theirs in zip(self.twin.buffers().values(), self.network.buffers().values(), strict=True):
            ours.value = theirs.value

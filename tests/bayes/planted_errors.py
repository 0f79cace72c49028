"""Samplers with a mistake each, which the proofs must find."""

import numpy as np

from course_nn.bayes.shallow import ShallowSampler


class AcceptsWithoutPrior(ShallowSampler):
    """The acceptance has the ratio of the evidence alone."""

    def _log_prior_ratio(self, s, proposals):
        return np.zeros(self.prior.m)


class WrongRate(ShallowSampler):
    """σ⁻² ~ Gamma((s + n)/2, rate s S + |y − f|²): the rate's ½ is forgotten."""

    def _draw_hyper(self, s):
        super()._draw_hyper(s)
        s.sigma2 *= 2


#: What it is called: the arguments of a `ShallowSimulator`.
PLANTED = {
    "the printed order": {"order": "printed"},
    "no prior in the acceptance": {"sampler": AcceptsWithoutPrior},
    "a wrong rate": {"sampler": WrongRate},
}

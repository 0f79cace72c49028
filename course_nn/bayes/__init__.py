"""Bayesian neural networks: distributions over shallow networks, samplers of them, and what proves the samplers right.

This import needs NumPy alone; several chains at once need joblib, which comes with scikit-learn.
"""

from .architecture_prior import ArchitecturePrior
from .calibration import Calibration, calibration
from .chains import Chains
from .classes import ShallowClasses
from .coverage import Coverage, coverage, wilson_interval
from .diagnostics import autocorrelation, effective_sample_size, rhat, standard_error
from .draws import Draws
from .elliptical_slice import elliptical_slice
from .exact_architecture import ExactArchitecture, exact_architecture
from .hamiltonian import hamiltonian_step, leapfrog, tuned_step
from .joint_test import JointTest, joint_test
from .laplace import LaplaceApproximation
from .limit_process import LimitProcess
from .map_estimate import jacobian, map_estimate
from .normal_regression import NormalRegression
from .prediction import Prediction, dropout_draws, dropout_prediction, ensemble, of_draws
from .priors import Draw, ShallowPrior
from .rank_test import RankTest, rank_test, sequential_rank_test
from .shallow import ShallowSampler
from .simulator import ShallowSimulator
from .variable import VariableSampler
from .variable_draws import VariableDraws
from .variable_prior import VariablePrior
from .variable_simulator import VariableSimulator

__all__ = [
    "ArchitecturePrior",
    "Calibration",
    "Chains",
    "Coverage",
    "Draw",
    "Draws",
    "ExactArchitecture",
    "JointTest",
    "LaplaceApproximation",
    "LimitProcess",
    "NormalRegression",
    "Prediction",
    "RankTest",
    "ShallowClasses",
    "ShallowPrior",
    "ShallowSampler",
    "ShallowSimulator",
    "VariableDraws",
    "VariablePrior",
    "VariableSampler",
    "VariableSimulator",
    "autocorrelation",
    "calibration",
    "coverage",
    "dropout_draws",
    "dropout_prediction",
    "effective_sample_size",
    "elliptical_slice",
    "ensemble",
    "exact_architecture",
    "hamiltonian_step",
    "jacobian",
    "joint_test",
    "leapfrog",
    "map_estimate",
    "of_draws",
    "rank_test",
    "rhat",
    "sequential_rank_test",
    "standard_error",
    "tuned_step",
    "wilson_interval",
]

"""From a forward formula to a proven gradient: SymPy derives, and what it finds is compared with the package.

    derive(lambda z: 1 / (1 + exp(-z)), output="a", z=())     # any formula of your own
    derivation("LSTM")                                        # a layer or loss of the package
    gradient_table()                                          # derived = implemented = autodiff = finite differences
    conditional_of_beta()                                     # a normal distribution from its joint density

Formulas are functions on arrays of SymPy symbols, made of NumPy's arithmetic and of the functions here. A new layer
joins the table with `register`.
"""

# The rows of the table, in this order:
from . import formulas, formulas_of_blocks, formulas_of_images, formulas_of_cells  # noqa: F401, I001
from . import formulas_of_sequences, formulas_of_codes, formulas_of_attention  # noqa: F401
from .conditionals import conditional_of_beta
from .derivation import Derivation, derive
from .functions import (
    absolute,
    cos,
    exp,
    if_positive,
    log,
    maximum,
    mean,
    minimum,
    sigmoid,
    sin,
    sqrt,
    symbols,
    tanh,
    zeros,
)
from .registry import ENTRIES, Entry, derivation, prove, register
from .table import LIMITS, GradientTable, gradient_table

__all__ = [
    "ENTRIES",
    "LIMITS",
    "Derivation",
    "Entry",
    "GradientTable",
    "absolute",
    "conditional_of_beta",
    "cos",
    "derivation",
    "derive",
    "exp",
    "gradient_table",
    "if_positive",
    "log",
    "maximum",
    "mean",
    "minimum",
    "prove",
    "register",
    "sigmoid",
    "sin",
    "sqrt",
    "symbols",
    "tanh",
    "zeros",
]

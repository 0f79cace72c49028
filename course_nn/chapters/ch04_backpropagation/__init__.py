"""Chapter 04: Backpropagation."""

from ...windows import themes

INSTRUMENTS = (
    "computation_graph",
    "gradient_cost",
    "backward_memory",
    "finite_differences",
    "vanishing_gradients",
)
EXERCISES = ("softsign_backward", "dense_backward", "culprits")

__getattr__, __dir__ = themes(__name__)

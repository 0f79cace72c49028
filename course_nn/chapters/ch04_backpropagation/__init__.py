"""Chapter 04: Backpropagation."""

INSTRUMENTS = ("graph_walk", "gradient_cost", "difference_step", "vanishing_gradients")
EXERCISES = ("softsign_backward", "dense_backward", "culprits")

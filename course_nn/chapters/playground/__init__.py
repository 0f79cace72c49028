"""The playground: a neural network as an instrument, in one widget that every chapter can embed."""

"""Store what the programs of the labs and of the costs give, for those who lack the frameworks; a minute.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch14_frameworks.measured.store_programs

Writes ``first_keras_….npz``, ``prelu_pytorch_….npz``, ``differentiate_pytorch.npz`` and ``mixed_pytorch.npz`` beside
it, which are part of the course.
"""

import numpy as np

from .. import costs, labs
from ..elsewhere import store


def main():
    for backend in ("torch", "tensorflow"):
        print(store("first_keras", labs.first_arrays(labs.first_network(), *labs.first_data()), backend=backend))
    for slopes in (1, 64):
        network = labs.prelu_network(slopes)
        print(store("prelu_pytorch", labs.prelu_arrays(network, *labs.prelu_data()), slopes=slopes))
    print(store("differentiate_pytorch", {"a": np.array(costs.ROOTS_OF)}))
    print(store("mixed_pytorch", costs.mixed_arrays()))


if __name__ == "__main__":
    main()

"""Store what the frameworks answered and where the same networks came to; about two minutes, with them installed.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch14_frameworks.measured.measure

Writes ``same_*.npz`` and ``conventions_*.npz`` beside it, which are part of the course.
"""

from .. import conventions_table, same_network
from ..elsewhere import store


def main():
    for framework, backend, name, epsilons, told in same_network.SHOWN:
        given = same_network.arrays_for(
            *same_network.problem(name, seed=1), framework, epsilons=epsilons, every=same_network.EVERY
        )
        print(store(f"same_{framework}", given, backend=backend, network=name, **told))
    for framework, backend in conventions_table.ASKED:
        print(store(f"conventions_{framework}", conventions_table.given_to(framework), backend=backend))


if __name__ == "__main__":
    main()

"""Store what the frameworks answered and where the same networks came to; about two minutes, with them installed.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch14_frameworks.measured.measure

Writes ``same_*.npz`` and ``conventions_*.npz`` beside it, which are part of the course.
"""

from ....optimizers import Adam
from .. import conventions_table, same_network
from ..elsewhere import store


def store_same(framework, backend, name, epsilons, told):
    """One of `same_network.SHOWN`, thinned beside each Adam of ours that the chapter compares it with."""
    problem = same_network.problem(name, seed=1)
    adams = [same_network.own_adam(framework)]
    if backend == "tensorflow":
        adams += [Adam(same_network.ADAM_RATE, epsilon=epsilon) for epsilon in (1e-8, 1e-7)]
    ours = [same_network.computed_here(*problem, framework, adam=adam) for adam in adams]
    given = same_network.arrays_for(*problem, framework, epsilons=epsilons)
    return store(
        f"same_{framework}",
        given,
        backend=backend,
        thinned=lambda found: same_network.thinned(found, *ours),
        network=name,
        **told,
    )


def main():
    for one in same_network.SHOWN:
        print(store_same(*one))
    for framework, backend in conventions_table.ASKED:
        print(store(f"conventions_{framework}", conventions_table.given_to(framework), backend=backend))


if __name__ == "__main__":
    main()

"""What an epoch costs: multiplications by hand, and clocks."""

import numpy as np

from course_nn.chapters.ch05_optimizers.batch_size import SIZES
from course_nn.chapters.ch05_optimizers.epoch_cost import multiplications, seconds_per_epoch
from course_nn.chapters.ch05_optimizers.epoch_cost_figure import draw_epoch_cost
from course_nn.plots import picture


def test_multiplications_by_hand():
    work = multiplications(sizes=(1, 1078), widths=(3, 2, 1))
    assert work["examples"].tolist() == [1078 * (6 + 6 + 2 + 2 + 2)] * 2
    assert work["steps"].tolist() == [1078 * 11, 11]


def test_clocks_tell_times():
    epochs = seconds_per_epoch((16, 1078), rounds=2)["seconds"]
    assert epochs[0] > epochs[1] > 0


def test_the_figure_shows_work_and_time():
    clock = {"sizes": np.array(SIZES), "seconds": np.geomspace(0.1, 0.001, 11)}
    shown = picture(lambda f, r: draw_epoch_cost(f, *r), (multiplications(), clock), "-", size=(9.2, 3.8))
    assert [ax.get_title("left") for ax in shown.figure.axes] == [
        "From $m$ = 4 on the work falls by 11% only",
        "$m$ = 1078 is 100 times as fast as $m$ = 1",
    ]
    assert len(shown.png()) > 5000

"""Runs of the playground of every kind, and whether two stand at the same place."""

import numpy as np

from course_nn.chapters.playground.settings import Settings

SMALL = Settings(points=60)
ALL_KINDS = [
    SMALL,
    SMALL.but(optimizer="Adam", hidden=((3, "prelu", 0.3), (4, "relu", 0.1)), penalty="L2", loss="squared error"),
    SMALL.but(data="spiral", classes=3, batch=7, features=("x", "sin y", "xy"), optimizer="momentum", penalty="L1"),
    SMALL.but(problem="regression", batch=200, optimizer="RMSProp"),
    SMALL.but(original=True, penalty="L1", penalty_rate=0.05, train_share=70, batch=9),
    SMALL.but(optimizer="AdamW", penalty="L2", shuffle=False),
    SMALL.but(hidden=(), optimizer="AdaGrad"),
]


def same(one, other):
    """Whether two runs stand at the same place, bit for bit."""
    a, b = one.state(), other.state()
    arrays = [name for name in a["optimizer"] if isinstance(a["optimizer"][name], np.ndarray)]
    assert a["theta"].tobytes() == b["theta"].tobytes()
    assert all(a["optimizer"][name].tobytes() == b["optimizer"][name].tobytes() for name in arrays)
    assert {k: v for k, v in a["optimizer"].items() if k not in arrays} == {
        k: v for k, v in b["optimizer"].items() if k not in arrays
    }
    assert a["history"].points() == b["history"].points()
    for name in ("settings", "dropout", "feed", "updates", "epochs_before", "diverged"):
        assert a[name] == b[name], name
    assert one.epoch == other.epoch
    assert one.losses() == other.losses()

"""The connection without Dask: what to install, which versions, and what is no address."""

import sys

import numpy as np
import pytest
from helpers import check_sentence, refused

import course_nn
from course_nn.cluster import OneProcess, cluster, cluster_or_stand_in
from course_nn.cluster.connection import check_versions


def worker(**changed):
    own = {"course_nn": course_nn.__version__, "numpy": np.__version__, "python": ".".join(map(str, sys.version_info))}
    return {"packages": own | changed}


def test_without_dask_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ImportError, match=r'pip install "course_nn\[cluster\]"$'):
        with cluster():
            pass


def test_without_dask_a_stand_in_and_a_sentence(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with cluster_or_stand_in(3) as machines:
        assert isinstance(machines, OneProcess) and machines.workers == 3
    assert 'pip install "course_nn[cluster]". What follows is computed by one process' in capsys.readouterr().out


def test_no_address_and_no_workers(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with refused("expected an address such as 'tcp://10.0.0.5:8786', got True$"), cluster(True):
        pass
    with refused("got 4; write workers=4"), cluster(4):
        pass
    with refused("cluster: workers: expected a whole number at least 1"), cluster(workers=0):
        pass


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"course_nn": None}, "has no course_nn"),
        ({"course_nn": "0.0.1"}, "has course_nn 0.0.1"),
        ({"numpy": "1.0.0"}, "has NumPy 1.0.0"),
        ({"python": "3.1.4.final.0"}, "has Python 3.1.4"),
    ],
)
def test_a_worker_that_differs_is_named(changed, said):
    check_versions({"workers": {"tcp://a:1": worker()}})
    with pytest.raises(RuntimeError, match=f"on every worker, as here, but the worker at tcp://b:2 {said}$") as caught:
        check_versions({"workers": {"tcp://a:1": worker(), "tcp://b:2": worker(**changed)}})
    check_sentence(caught.value)

"""Workers that are processes of their own: equal results, lost and slow workers, a script, a scheduler's address."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from helpers import check_sentence, refused

from course_nn import SGD, Adam, CrossEntropy, batches, mlp, train
from course_nn.cluster import OneProcess, cluster, train_local, train_parallel
from course_nn.search import Uniform, random_search


@pytest.fixture(scope="module")
def machines():
    with cluster(workers=2) as made:
        yield made


def network(dtype=np.float64):
    return mlp((6, 8, 3), np.random.default_rng(1), dtype=dtype)


def feed(seed=0):
    rng = np.random.default_rng(seed)
    return batches(rng.normal(size=(47, 6)), rng.integers(0, 3, 47), 10, rng)


def kill_one(machines):
    """The process of one worker, ended as by a power failure."""
    os.kill(next(iter(machines.client.run(os.getpid).values())), signal.SIGKILL)


def test_two_processes_go_where_one_goes(machines):
    one, stand_in, shared = network(), network(), network()
    list(train(one, CrossEntropy(), Adam(0.01), feed(), 2))
    list(train_parallel(stand_in, CrossEntropy(), Adam(0.01), feed(), 2, machines=OneProcess(2)))
    list(train_parallel(shared, CrossEntropy(), Adam(0.01), feed(), 2, machines=machines))
    assert np.array_equal(shared.theta, stand_in.theta), "the stand-in is exact"
    assert np.abs(shared.theta - one.theta).max() < 1e-12
    assert machines.workers == 2 and "2 workers at tcp://127.0.0.1" in repr(machines)


def test_local_sgd_is_that_of_the_stand_in(machines):
    ends = []
    for where in (OneProcess(2), machines):
        net = network()
        list(train_local(net, CrossEntropy(), SGD(0.2), feed(), 2, machines=where, every=3))
        ends.append(net.theta)
    assert np.array_equal(*ends)


def test_two_trainings_by_turns_do_not_mix(machines):
    nets = [network(), mlp((6, 4, 3), np.random.default_rng(2), dtype=np.float64)]
    steps = [train_parallel(net, CrossEntropy(), SGD(0.1), feed(), machines=machines) for net in nets]
    for _ in range(3):
        for one in steps:
            next(one)
    for net, new in zip(nets, (network(), mlp((6, 4, 3), np.random.default_rng(2), dtype=np.float64)), strict=True):
        alone = train(new, CrossEntropy(), SGD(0.1), feed())
        for _ in range(3):
            next(alone)
        assert np.abs(net.theta - new.theta).max() < 1e-12


def test_a_lost_worker_takes_nothing_along(machines):
    whole, shared = network(), network()
    list(train(whole, CrossEntropy(), SGD(0.1), feed(), 2))
    for step in train_parallel(shared, CrossEntropy(), SGD(0.1), feed(), 2, machines=machines):
        if step.index == 3:
            kill_one(machines)
    assert np.abs(shared.theta - whole.theta).max() < 1e-12


def test_a_straggler_is_not_waited_for(machines, tmp_path):
    """The first to come takes 25 seconds; the job is given to the other worker, which does it at once."""
    path = str(tmp_path / "came")

    def slow_once(held, x):
        if x == 0:
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL))
                time.sleep(25)
            except FileExistsError:
                pass
        return 2 * x

    start = time.monotonic()
    assert machines.run(slow_once, [(0,), (1,)]) == [0, 2]
    assert machines.run(slow_once, [(2,), (3,)]) == [4, 6], "and the late worker gets nothing before it is done"
    assert time.monotonic() - start < 20


def test_errors_of_a_job_and_of_its_worker(machines):
    def wrong(held, x):
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        machines.run(wrong, [(1,)])

    def ends(held, x):
        os._exit(1)

    with pytest.raises(RuntimeError, match="ended its worker each time") as caught:
        machines.run(ends, [(1,)])
    check_sentence(caught.value)


SPACE = {"x": Uniform(0, 1)}


def test_a_search_has_the_same_rows_though_a_worker_is_killed(machines, tmp_path):
    def travels(rng, x):
        import time

        time.sleep(0.1)
        return x + rng.random()

    one = random_search(travels, SPACE, 8, 3, progress=False)
    killer = threading.Timer(0.3, kill_one, [machines])
    killer.start()
    two = random_search(travels, SPACE, 8, 3, workers=machines, progress=False, path=tmp_path / "rows.jsonl")
    killer.join()
    assert one.rows == two.rows
    again = random_search(travels, SPACE, 8, 3, workers=1, progress=False, path=tmp_path / "rows.jsonl")
    assert again.rows == two.rows, "the same file goes on without machines"


def test_a_search_says_what_it_can_not_do(machines):
    def ends(rng, x):
        os._exit(1)

    with pytest.raises(RuntimeError, match="ended its worker each time") as caught:
        random_search(ends, SPACE, 2, workers=machines, progress=False)
    check_sentence(caught.value)

    lock = threading.Lock()

    def locked(rng, x):
        return x if lock else 0

    with refused("without open files or locks"):
        random_search(locked, SPACE, 2, workers=machines, progress=False)


def test_a_trial_never_runs_in_this_process():
    with cluster(workers=1) as single:
        found = random_search(lambda rng, x: float(os.getpid()), SPACE, 3, workers=single, progress=False)
    assert all(row["score"] != os.getpid() for row in found.rows)


def test_a_scheduler_that_does_not_answer():
    start = time.monotonic()
    with pytest.raises(
        ConnectionError, match=r"expected a Dask scheduler at tcp://127.0.0.1:1, but none answered"
    ) as no:
        with cluster("tcp://127.0.0.1:1"):
            pass
    assert time.monotonic() - start < 10
    check_sentence(no.value)
    for address, said in (
        ("nowhere", "expected an address such as"),
        ("tcp://127.0.0.1:99999", "expected a port from 1 to 65535, got 99999"),
        ("tls://127.0.0.1:1", "expected certificates in Dask's configuration .*, write tcp://"),
    ):
        with refused(said), cluster(address):
            pass


@pytest.mark.parametrize("says", [b"", b"HTTP/1.1 400 Bad request\r\nConnection: close\r\n\r\n"])
def test_what_accepts_and_is_no_scheduler(says):
    """Silence, or the words of a web server, such as that of the dashboard."""
    said = "but something else answers there; is it the port of the dashboard" if says else "but none answered within 8"
    start = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as server:
        held = []

        def accept():
            while len(held) < 9:
                try:
                    held.append(server.accept()[0])
                except OSError:  # the end of the test
                    return
                held[-1].sendall(says)

        threading.Thread(target=accept, daemon=True).start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(ConnectionError, match=said) as caught, cluster(address):
            pass
        check_sentence(caught.value)
        server.shutdown(socket.SHUT_RDWR)
        for one in held:
            one.close()
    assert time.monotonic() - start < 10


def test_a_name_that_nobody_has():
    with pytest.raises(ConnectionError, match=r"but 'nobody\.invalid' is not known here") as caught:
        with cluster("tcp://nobody.invalid:8786"):
            pass
    check_sentence(caught.value)


def test_a_worker_is_no_scheduler(machines):
    with pytest.raises(ConnectionError, match="but a Dask worker answers there") as caught:
        with cluster(machines.addresses()[0]):
            pass
    check_sentence(caught.value)


def test_machines_after_their_with(machines):
    with cluster(machines.client.scheduler.address) as same:
        pass
    net = network()
    with refused("has ended; put the training or search inside"):
        list(train_parallel(net, CrossEntropy(), SGD(0.1), feed(), machines=same))
    with refused("has ended; put the training or search inside"):
        random_search(lambda rng, x: x, SPACE, 2, workers=same, progress=False)
    assert np.array_equal(net.theta, network().theta) and "no longer connected" in repr(same)


def test_a_scheduler_that_is_killed_leaves_theta():
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    run, port = [sys.executable, "-m"], address.rpartition(":")[2]
    command = [*run, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"]
    scheduler = subprocess.Popen(command, **quiet)
    command = [*run, "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny"]
    worker = subprocess.Popen([*command, "--death-timeout", "20"], **quiet)
    shared, alone, done = network(), network(), 0
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                with cluster(address) as remote:
                    with pytest.raises(ConnectionError, match="is lost, expected it to last") as caught:
                        for step in train_parallel(shared, CrossEntropy(), SGD(0.1), feed(), 99, machines=remote):
                            done = step.index + 1
                            if done == 4:
                                scheduler.kill()
                break
            except (ConnectionError, RuntimeError):  # one of both has not started yet
                assert not done and time.monotonic() < deadline
        check_sentence(caught.value)
    finally:
        for process in (scheduler, worker):
            process.kill()
            process.wait()
    steps = train(alone, CrossEntropy(), SGD(0.1), feed(), 99)
    assert done >= 4 and all(next(steps).index == k for k in range(done))
    assert np.abs(shared.theta - alone.theta).max() < 1e-12


def test_the_address_of_the_environment(machines, monkeypatch):
    monkeypatch.setenv("COURSE_NN_SCHEDULER", machines.client.scheduler.address)
    with cluster() as same:
        assert same.addresses() == machines.addresses()
        assert same.run(lambda held, x: x + 1, [(1,), (2,)]) == [2, 3]
    monkeypatch.setenv("COURSE_NN_SCHEDULER", "tcp://127.0.0.1:1")
    with cluster(machines.client.scheduler.address) as same:
        assert same.workers >= 1, "the argument comes first"


def test_a_worker_without_course_nn_or_with_another(tmp_path, machines):
    """One more worker, whose course_nn is another."""
    from distributed import LocalCluster

    for text, said in (("raise ImportError", "has no course_nn"), ("__version__ = '0.0.1'", "has course_nn 0.0.1")):
        folder = tmp_path / text.split()[0]
        folder.mkdir()
        (folder / "course_nn.py").write_text(text)
        with LocalCluster(
            n_workers=0, processes=False, protocol="tcp://", dashboard_address="127.0.0.1:0", silence_logs=50
        ) as scheduler:
            with pytest.raises(RuntimeError, match="but it has none"), cluster(scheduler.scheduler_address):
                pass
            command = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler.scheduler_address]
            command += ["--nthreads", "1", "--no-dashboard", "--no-nanny", "--death-timeout", "20"]
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            worker = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(folder)}, cwd=folder, **quiet)
            try:
                deadline = time.monotonic() + 30
                while not scheduler.scheduler.workers and time.monotonic() < deadline:
                    time.sleep(0.1)
                with pytest.raises(RuntimeError, match=said) as caught, cluster(scheduler.scheduler_address):
                    pass
                check_sentence(caught.value)
            finally:
                worker.terminate()
                worker.wait()


SCRIPT = """
import numpy as np
from course_nn import SGD, CrossEntropy, mlp
from course_nn.cluster import cluster, train_parallel
print("here")
def twice(held, x):
    return 2 * x
with cluster() as machines:
    print(machines.run(twice, [(1,), (2,)]))
"""


def test_a_plain_script_needs_no_main(tmp_path):
    """Nothing of it runs a second time in the workers, and none of them is left."""
    (tmp_path / "lab.py").write_text(SCRIPT)
    done = subprocess.run([sys.executable, "lab.py"], cwd=tmp_path, capture_output=True, text=True, timeout=100)
    assert done.stdout == "here\n[2, 4]\n" and done.stderr == "", done.stderr

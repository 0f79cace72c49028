"""Jobs on the workers of a Dask cluster: all come back, also where a worker is slow or lost."""

import contextlib
import itertools
import queue
import time
import uuid

#: Seconds between two looks at who is still there.
LOOK = 0.5
#: A job is given to a second worker when it takes so many times as long as the quickest of its round, and so long.
PATIENCE, AT_LEAST = 3, 2.0
#: How often a job may fail with its worker before it is taken for the cause.
LOSSES = 3


class Machines:
    """The workers of a Dask ``client``, as `cluster` gives them; ``workers`` is how many there were at first."""

    def __init__(self, client):
        self.client = client
        self.workers = len(client.nthreads())
        self._held, self._told, self._late = (None, None), set(), {}
        self._closed = False

    def run(self, function, jobs, held=None):
        """The results of ``function(held, *job)`` for each of the jobs, in their order, each computed on some worker.

        ``held`` is sent to a worker once and kept there, so pass the same object in each round. The function must
        depend on its arguments alone: a job whose worker is lost is done again, one that takes long is given to a
        second worker, and the first result counts.
        """
        self._check_open()
        if held is not self._held[0] or self._held[1] is None:
            self._held, self._told = (held, uuid.uuid4().hex), set()
        round_ = _Round(self, function, jobs, *self._held)
        try:
            return round_.results()
        except Exception as error:
            raise in_our_words(error) if _is_of_dask(error) else error  # noqa: B904 - an error of a job stays
        finally:
            round_.end()

    def trials(self, function, jobs):
        """The results of ``function(*job)`` as they come, by joblib's back end for Dask. A generator."""
        self._check_open()
        import joblib
        from distributed.protocol.pickle import dumps

        jobs = list(jobs)
        try:
            dumps((function, *jobs[:1]))  # what can't travel is told here: joblib would wait for it forever
        except Exception as error:
            raise in_our_words(error) from error
        with joblib.parallel_config(_back_end(self.client)):
            parallel = joblib.Parallel(-1, return_as="generator_unordered", batch_size=1)
        with contextlib.closing(parallel(joblib.delayed(function)(*job) for job in jobs)) as finished:
            try:
                for result in finished:  # noqa: UP028 - errors are told in our words
                    yield result
            except Exception as error:
                raise in_our_words(error) from error

    def addresses(self):
        """Of the workers that are there now."""
        self._check_open()
        try:
            return sorted(self.client.nthreads())
        except Exception as error:  # the scheduler is gone
            raise in_our_words(error) from None

    def close(self):
        """Note that the connection has ended: what comes later is refused."""
        self._closed = True

    def _check_open(self):
        if self._closed:
            raise ValueError(
                "machines: expected machines that are connected, but the `with cluster()` they came from has ended; "
                "put the training or search inside of it"
            )

    def __repr__(self):
        if self._closed:
            return f"<{self.workers} workers, no longer connected>"
        return f"<{self.workers} workers at {self.client.scheduler.address}>"


def _back_end(client):
    """joblib's back end for Dask, which also tells of a job that was lost for good; otherwise joblib waits forever.

    It never leaves a job to this process, which a job that ends its own would take along.
    """
    from joblib._dask import DaskDistributedBackend

    class BackEnd(DaskDistributedBackend):
        def effective_n_jobs(self, n_jobs):
            # One job at a time, as when the other worker has just been lost, joblib would compute in this process.
            return max(2, super().effective_n_jobs(n_jobs))

        def submit(self, func, callback=None):
            future = super().submit(func, callback)
            future.add_done_callback(lambda one: one.exception() is None or callback(one.exception()))
            return future

    return BackEnd(client=client)


class _Round:
    """The jobs of one `Machines.run`: which are done, and where the others are."""

    def __init__(self, machines, function, jobs, held, key):
        self.machines, self.client, self.function = machines, machines.client, function
        self.jobs, self.held, self.key = jobs, held, key
        self.done, self.running, self.losses = {}, {}, dict.fromkeys(range(len(jobs)), 0)
        self.arrived = queue.Queue()
        self.start, self.quickest = time.monotonic(), None

    def results(self):
        """All results, in the order of the jobs."""
        there = self.there()
        free = [w for w in there if not self.late(w)] or there
        for index, worker in zip(range(len(self.jobs)), itertools.cycle(free)):
            self.send(index, worker)
        while len(self.done) < len(self.jobs):
            with contextlib.suppress(queue.Empty):
                self.take(self.arrived.get(timeout=LOOK))
                continue
            self.look()
        return [self.done[index] for index in range(len(self.jobs))]

    def late(self, worker):
        """Whether it still computes what an earlier round has given up."""
        return worker in self.machines._late and not self.machines._late[worker].done()

    def there(self):
        """The workers, or an error where there are none for half a minute."""
        deadline = time.monotonic() + 30  # a nanny needs seconds to put a new worker in the place of a lost one
        while not (found := self.machines.addresses()):
            if time.monotonic() > deadline:
                raise RuntimeError("cluster: expected a worker, but all are lost; connect anew, θ is as it was")
            time.sleep(LOOK)
        return found

    def send(self, index, worker):
        """Give a job to a worker, with what it is to hold if it has not got it yet."""
        held = None if worker in self.machines._told else (self.held,)
        self.machines._told.add(worker)
        try:
            sent = self.client.scatter([held, self.jobs[index]], workers=[worker], hash=False)
            future = self.client.submit(_work, self.key, self.function, *sent, workers=[worker], pure=False, retries=0)
        except (OSError, TimeoutError, KeyError):  # it is gone: look() sees it
            future = None
            time.sleep(LOOK)
        self.running[uuid.uuid4().hex if future is None else future.key] = index, worker, future
        if future is not None:
            future.add_done_callback(self.arrived.put)

    def take(self, future):
        """A future that has ended, well or not."""
        index, worker, _ = self.running.pop(future.key, (None, None, None))
        if index is None or index in self.done:
            return
        if future.status == "finished":
            try:
                what, result = self.client.gather(future)
            except Exception:  # its worker went while the result was on its way
                return self.again(index, None)
            if what == "missing":
                self.machines._told.discard(worker)
                return self.send(index, worker)
            self.done[index] = result
            self.quickest = self.quickest or time.monotonic() - self.start
        elif future.status == "error" and not _is_of_dask(error := future.exception()):
            raise error
        else:
            self.again(index, future)

    def again(self, index, future):
        """Once more, by another worker if there is one: the one it was given to is lost."""
        self.losses[index] += 1
        if self.losses[index] > LOSSES:
            error = future.exception() if future is not None and future.status == "error" else None
            raise in_our_words(error)
        there = self.there()
        busy = {worker for _, worker, _ in self.running.values()}
        self.send(index, next((w for w in there if w not in busy and not self.late(w)), there[0]))

    def look(self):
        """Jobs of workers that are gone, and jobs that take long."""
        there = self.there()
        for name, (index, worker, _) in list(self.running.items()):
            if worker not in there:
                del self.running[name]
                if index not in self.done:
                    self.again(index, None)
        waited = time.monotonic() - self.start
        if waited > max(AT_LEAST, PATIENCE * (self.quickest or 0)):
            copies = [index for index, worker, _ in self.running.values() if not self.late(worker)]
            busy = {worker for _, worker, _ in self.running.values()}
            free = [w for w in there if w not in busy]
            waiting = [i for i in range(len(self.jobs)) if i not in self.done and copies.count(i) < 2]
            for index, worker in zip(waiting, free, strict=False):
                self.send(index, worker)

    def end(self):
        """Leave what is still running; its worker gets no job of the next rounds before it is done."""
        for _, worker, future in self.running.values():
            if future is not None:
                self.machines._late[worker] = future


#: What a worker holds: key → object. The last ones alone; what is asked for and not here is sent again.
_HELD = {}


def _work(key, function, held, job):
    """On the worker: ("done", result), or ("missing", None) where it does not hold what it should."""
    if held is not None:
        _HELD.pop(key, None)
        _HELD[key] = held[0]
        while len(_HELD) > 4:
            del _HELD[next(iter(_HELD))]
    if key not in _HELD:
        return "missing", None
    return "done", function(_HELD[key], *job)


def _is_of_dask(error):
    """Whether it is about the machines, not about the job."""
    return (
        type(error).__module__.partition(".")[0] in ("distributed", "dask", "tornado")
        or "Cancelled" in type(error).__name__
    )


def in_our_words(error):
    """Dask's errors about machines; any other as it is."""
    name = type(error).__name__
    if name == "KilledWorker" or error is None:
        return RuntimeError(
            "cluster: a job ended its worker each time it was tried, expected it to return; was there too little "
            "memory? With a path, a search keeps what is finished and goes on when called again"
        )
    if "pickle" in f"{name} {error}".lower() or "serialize" in f"{error}".lower():
        return TypeError(
            "cluster: expected functions and data that can be sent to other processes, without open files or locks "
            f"({' '.join(str(error).split())[:200]})"
        )
    if _is_of_dask(error) or isinstance(error, (OSError, TimeoutError)):
        return ConnectionError(
            f"cluster: the connection to the scheduler or its workers is lost, expected it to last ({name}); "
            "connect anew"
        )
    return error

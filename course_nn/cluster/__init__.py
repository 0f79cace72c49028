"""Many machines: a search, or the gradient of a batch, shared among processes here or elsewhere by Dask.

    from course_nn.cluster import cluster, train_parallel

    with cluster(workers=2) as machines:
        for step in train_parallel(network, loss, SGD(0.1), batches(X, y, 4096, rng), epochs=5, machines=machines):
            ...
        result = random_search(objective, space, 20, workers=machines)

This import needs NumPy alone; `cluster` needs dask and distributed, which ``pip install "course_nn[cluster]"`` brings.
`OneProcess` does the same work here, part after part: so that what many machines compute can be looked at without them.
"""

from .connection import cluster, cluster_or_stand_in
from .data_parallel import train_parallel
from .local_sgd import train_local
from .one_process import OneProcess

__all__ = ["OneProcess", "cluster", "cluster_or_stand_in", "train_local", "train_parallel"]

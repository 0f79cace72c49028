"""All steps of all sequences as the rows of one batch: how what works step by step sees (n, t, d)."""


def steps_as_rows(x):
    """Two functions for a batch of sequences x (n, t, …): from such an array to rows (n · t, d), and from rows back.

    The rows come in the order in which x lies in memory, sequence after sequence or step after step (as recurrent
    layers lay them), so that nothing is copied.
    """
    n, t = x.shape[:2]
    steps_first = abs(x.strides[1]) > abs(x.strides[0])

    def rows(a):
        return (a.swapaxes(0, 1) if steps_first else a).reshape(n * t, *a.shape[2:])

    def sequences(a):
        return a.reshape(t, n, *a.shape[1:]).swapaxes(0, 1) if steps_first else a.reshape(n, t, *a.shape[1:])

    return rows, sequences

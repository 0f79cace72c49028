"""What layers, losses, optimizers and schedules have in common: they are made with settings, which stay.

A setting is checked once, when the object is made. `Settled` sees to it that nobody changes it unchecked afterward, or
believes to have changed one by a misspelled name; and a call with other arguments, as other frameworks name them, is
answered with ours.
"""

import numpy as np

#: How others call what is called something else here.
_ELSEWHERE = {
    "learning_rate": ("lr", "eta", "alpha", "step_size", "eta0", "learning_rate_init"),
    "momentum": ("beta", "mu"),
    "beta1": ("betas", "beta_1"),
    "beta2": ("betas", "beta_2"),
    "epsilon": ("eps",),
    "rho": ("alpha", "decay"),
    "weight_decay": ("decay", "alpha"),
    "strength": ("lam", "l1", "l2", "alpha", "weight"),
    "d_in": ("in_features", "input_dim", "input_shape", "n_in", "inputs", "input_size"),
    "d_hidden": ("hidden_size", "units", "hidden"),
    "return_last": ("return_sequences",),
    "d_out": ("out_features", "units", "n_out", "outputs"),
    "d": ("num_features", "normalized_shape", "features", "embedding_dim", "output_dim", "embed_dim", "d_model"),
    "c_in": ("in_channels",),
    "c_out": ("out_channels", "filters"),
    "kernel": ("kernel_size",),
    "size": ("pool_size", "kernel_size", "batch_size"),
    "slope": ("negative_slope", "alpha"),
    "vocabulary": ("num_embeddings", "input_dim"),
    "heads": ("num_heads", "nhead"),
    "validation": ("validation_data", "validation_split"),
    "progress": ("verbose",),
    "epochs": ("num_epochs", "n_epochs", "max_iter"),
    "sizes": ("hidden_layer_sizes", "layers"),
    "restore_best": ("restore_best_weights",),
    "min_change": ("min_delta",),
    "rate": ("p", "dropout", "lr"),
    "spread": ("std", "stddev", "sigma"),
    "rng": ("seed", "random_state", "generator"),
    "init": ("kernel_initializer", "initializer", "weight_init"),
    "bias": ("use_bias",),
    "activation": ("nonlinearity",),
    "reset": ("reset_after", "linear_before_reset"),
    "steps": ("T_max", "decay_steps", "total_steps", "epochs"),
    "factor": ("gamma",),
    "decay": ("gamma", "decay_rate"),
    "every": ("step_size",),
}


class _Making(type):
    """Makes the objects: arguments that don't fit get a sentence that shows those that do."""

    def __call__(cls, *args, **kwargs):
        try:
            new = super().__call__(*args, **kwargs)
        except TypeError as error:
            sentence = _misfit(cls, args, kwargs)
            if sentence is None:
                raise
            raise TypeError(sentence) from error
        _settled.__set__(new, True)
        return new


class Settled(metaclass=_Making):
    """An object whose attributes are fixed once it is made, but for those named in ``changeable`` and properties.

    A class of your own may change its attributes and, unless it is ``strict``, get new ones.
    """

    __slots__ = ("__dict__", "__weakref__", "_settled")
    changeable = ()
    strict = False
    #: The class to which ``**settings`` are handed on, where it is not the base.
    handed_on = None
    #: What to do in the place of an argument that others have: pairs of its name and the mend.
    mends = ()

    def __setattr__(self, name, value):
        try:
            _settled.__get__(self)
        except AttributeError:  # it is being made
            return object.__setattr__(self, name, value)
        if name in vars(self):
            self._change(name, value)
        elif not hasattr(type(self), name) and not name.startswith("_"):
            self._add(name)
        object.__setattr__(self, name, value)

    def _change(self, name, value):
        """Refuse a change of what was set when the object was made."""
        if _is_ours(type(self)) and name not in self.changeable and not name.startswith("_"):
            raise AttributeError(
                f"{self!r}: {name} is given when it is made, and stays; make a new one: "
                f"{type(self).__name__}(..., {name}=...)"
            )

    def _add(self, name):
        """Refuse a name that means nothing here."""
        if self.strict or _is_ours(type(self)):
            known = [n for n in vars(self) if not n.startswith("_")]
            known += [n for n in dir(type(self)) if isinstance(getattr(type(self), n, None), property)]
            raise AttributeError(f"{self!r}: nothing here is called {name}{_near(name, known)}")

    def __dir__(self):  # what is elsewhere is no suggestion
        return [name for name in super().__dir__() if hasattr(self, name)]

    def __getstate__(self):
        return vars(self)

    def __setstate__(self, state):
        vars(self).update(state)
        _settled.__set__(self, True)


_settled = vars(Settled)["_settled"]


class elsewhere:
    """A name that others give to something that is not an attribute here: asking for it says what to write."""

    def __init__(self, name, mend, of=None):
        self.name, self.mend, self.of = name, mend, of

    def __get__(self, instance, owner):
        what = self.of or (owner.__name__ if instance is None else repr(instance))
        raise AttributeError(f"{what:.80}: has no {self.name}; {self.mend}")


def near_name(name, known):
    """Which of the ``known`` names is meant: what others call so, then what is spelled alike; or None."""
    for ours, theirs in _ELSEWHERE.items():
        if ours in known and name in theirs:
            return ours
    import difflib  # here, because it is needed only when something is wrong

    return next(iter(difflib.get_close_matches(name, known, n=1, cutoff=0.6)), None)


def is_network(value):
    """Whether this is a network, its parameters in any form, or its θ: what others give to an optimizer."""
    if isinstance(value, (list, tuple)):
        return any(hasattr(one, "grad") for one in value)
    return hasattr(value, "forward") or isinstance(value, (dict, np.ndarray))


def _near(name, known):
    near = near_name(name, known)
    return f"; did you mean {near}?" if near else f"; there are {', '.join(known)}" if known else ""


def _is_ours(cls):
    return cls.__module__.partition(".")[0] == __name__.partition(".")[0]


def _whole(cls, signature):
    """The signature with what a class of ours hands on to its base by ``**settings`` written out."""
    import inspect

    own = list(signature.parameters.values())
    if not _is_ours(cls) or own[-1].kind is not inspect.Parameter.VAR_KEYWORD:
        return signature
    maker = next(c for c in cls.__mro__ if "__init__" in vars(c))
    base = inspect.signature((cls.handed_on or super(maker, cls)).__init__).parameters
    if not base:
        return signature
    more = [p for p in base.values() if p.kind is p.KEYWORD_ONLY and p.name not in signature.parameters]
    return signature.replace(parameters=own[:-1] + more)


def _misfit(cls, args, kwargs):
    """Why these arguments can't be those of the class, or None if they can."""
    import inspect  # which `import course_nn` need not wait for
    import re

    signature = inspect.signature(cls.__init__)
    signature = _whole(cls, signature)
    try:
        signature.bind(None, *args, **kwargs)
        return None
    except TypeError as error:
        reason = str(error).replace("a required argument: ", "").replace("positional ", "")
    bare = cls.__init__ is object.__init__  # which says (*args, **kwargs), and takes none
    parameters = [p for p in list(signature.parameters.values())[1:] if p.kind is not p.VAR_KEYWORD and not bare]
    known = [p.name for p in parameters if p.kind is not p.VAR_POSITIONAL]
    for name in kwargs:
        if name not in known:
            near = None if name in dict(cls.mends) else near_name(name, known)
            reason = f"no argument is called {name}" + (f", did you mean {near}?" if near else "")
            break
    shown = str(signature.replace(parameters=parameters)).replace("<class 'numpy.float32'>", "np.float32")
    shown = re.sub(r"<function (\w+) at 0x\w+>", r"\1", shown)
    mends = [mend for name, mend in cls.mends if name in kwargs]
    if args and is_network(args[0]):
        mends += [mend for name, mend in cls.mends if name == "network"]
    return "; ".join([f"{cls.__name__}: {reason}", f"it is made as {cls.__name__}{shown}", *mends]).replace("?;", "?")

"""Networks as scikit-learn's estimators: for its pipelines, searches and cross-validation.

    model = make_pipeline(StandardScaler(), NetworkClassifier(hidden=(64,), random_state=0))
    GridSearchCV(model, {"networkclassifier__hidden": [8, (64, 64)]}).fit(X, y)

They keep scikit-learn's contract (its ``check_estimator``): parameters stay as they were given and are checked by
`fit`, what is learned ends in an underscore, X is a dense array or a table of numbers.
"""

from functools import partial

import numpy as np

from . import _checks, interrupts
from .callbacks.monitors import EarlyStopping
from .core import Layer
from .functions import sigmoid, softmax
from .history import History
from .losses import BinaryCrossEntropy, CrossEntropy, L2Penalty, SquaredError
from .models.mlp import mlp
from .names import PARAMETERS, answering
from .optimizers import Adam, Optimizer
from .training import fit as fit_network

try:
    from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
    from sklearn.model_selection import train_test_split
    from sklearn.utils import check_random_state
    from sklearn.utils.multiclass import check_classification_targets
    from sklearn.utils.validation import check_is_fitted
except ImportError:
    raise ImportError(
        "course_nn.estimators needs scikit-learn, which is not installed; "
        'run: python -m pip install "course_nn[course]"'
    ) from None
try:
    from sklearn.utils.validation import validate_data
except ImportError:  # before scikit-learn 1.6

    def validate_data(estimator, *arrays, **checks):
        return estimator._validate_data(*arrays, **checks)


class _NetworkEstimator(BaseEstimator):
    """What the two share: from the parameters to a trained network."""

    @partial(answering, theirs=PARAMETERS)
    def __init__(
        self,
        hidden=(32,),
        *,
        activation="relu",
        build=None,
        optimizer=None,
        learning_rate=0.003,
        epochs=100,
        batch_size=32,
        penalty=0.0,
        patience=None,
        validation=0.1,
        random_state=None,
    ):
        self.hidden, self.activation, self.build = hidden, activation, build
        self.optimizer, self.learning_rate = optimizer, learning_rate
        self.epochs, self.batch_size, self.penalty = epochs, batch_size, penalty
        self.patience, self.validation = patience, validation
        self.random_state = random_state

    def fit(self, X, y):
        """Learn from X (n, d) and y (n,), with a new network; returns self.

        An interrupt is passed on, so that it ends a search around; the network is then as after its last whole step.
        """
        X, y = self._validated(X, y)
        target = self._target(y)
        self._begin(X)
        kept = None
        if self._whole_or_none("patience") is not None:
            X, kept_X, target, kept_y = self._split(X, target)
            kept = kept_X, kept_y
        self._learn(X, target, self._whole("epochs"), kept)
        return self

    def _learn(self, X, target, epochs, kept=None):
        """``epochs`` more passes over X; ``kept`` is the pair that is looked at to stop early."""
        history = self.history_
        try:
            with interrupts.one_piece():  # an interrupt is heard outside, too
                fit_network(
                    self.network_,
                    *(X, target, self._loss(), self.optimizer_),
                    epochs=len(history) + epochs,
                    batch_size=self._whole("batch_size"),
                    rng=self._rng,
                    history=history,
                    validation=kept,
                    callbacks=[] if kept is None else [EarlyStopping(patience=self.patience)],
                    penalty=self._penalty(),
                    progress=False,
                )
        finally:
            self.loss_curve_, self.n_iter_ = list(history.records.get("loss", [])), len(history)

    def _begin(self, X):
        """A new network, its optimizer, and an empty history."""
        self._rng = self._generator()
        n_inputs, n_outputs = X.shape[1], self._n_outputs()
        if self.build is None:
            hidden = self.hidden if isinstance(self.hidden, (tuple, list)) else (self.hidden,)
            hidden = [_checks.whole(width, self._of("hidden"), low=1) for width in hidden]
            init = "he" if self.activation == "relu" else "xavier"
            network = mlp([n_inputs, *hidden, n_outputs], self._rng, activation=self.activation, init=init)
        else:
            network = self._built(X, n_inputs, n_outputs)
        self.network_ = network.copy(X.dtype)  # computed in the type of X, as scikit-learn does
        self.optimizer_, self.history_ = self._made_optimizer(), History()

    def _built(self, X, n_inputs, n_outputs):
        if not callable(self.build) or isinstance(self.build, Layer):
            raise TypeError(
                f"{self._of('build')}: expected a function of n_inputs, n_outputs and rng that returns a network, got "
                f"{_checks.describe(self.build)}"
            )
        network = self.build(n_inputs, n_outputs, self._rng)
        if not isinstance(network, Layer):
            raise TypeError(
                f"{self._of('build')}: expected a function that returns a network, got {_checks.describe(network)}"
            )
        shape = network(X[:2]).shape
        if shape != (len(X[:2]), n_outputs):
            raise ValueError(
                f"{self._of('build')}: expected a network with {n_outputs} output(s) an example, got an output of "
                f"shape {_checks.shape_text((None, *shape[1:]))}"
            )
        return network

    def _made_optimizer(self):
        make = Adam if self.optimizer is None else self.optimizer
        made = make(self.learning_rate) if callable(make) else None
        if not isinstance(made, Optimizer):
            raise TypeError(
                f"{self._of('optimizer')}: expected a class such as SGD, or a function of the learning rate that "
                f"returns an optimizer, got {_checks.describe(self.optimizer)}"
                + ("; its rate is given as learning_rate" if isinstance(self.optimizer, Optimizer) else "")
            )
        return made

    def _penalty(self):
        if callable(self.penalty):
            return self.penalty
        strength = _checks.number(self.penalty, self._of("penalty"), low=0)
        return L2Penalty(strength) if strength else None

    def _split(self, X, target):
        """X and target without, and of, the share that is kept aside to stop early."""
        share = _checks.number(self.validation, self._of("validation"), above=0, below=1)
        seed = int(self._rng.integers(2**31))
        try:
            return train_test_split(X, target, test_size=share, random_state=seed, stratify=self._strata(target))
        except ValueError:
            raise ValueError(
                f"{self._of('validation')}: expected a share of the data with examples of each kind in it and beside "
                f"it, got {share:g} of {len(X)} examples; take more data or another share, or patience=None"
            ) from None

    def _generator(self):
        if isinstance(self.random_state, np.random.Generator):
            return self.random_state
        return np.random.default_rng(check_random_state(self.random_state).randint(2**31 - 1))

    def _output(self, X):
        check_is_fitted(self, "network_")
        X = validate_data(self, X, reset=False, dtype=[np.float64, np.float32])
        return self.network_(X)

    def _of(self, name):
        return f"{type(self).__name__}: {name}"

    def _whole(self, name):
        return _checks.whole(getattr(self, name), self._of(name), low=1)

    def _whole_or_none(self, name):
        return None if getattr(self, name) is None else self._whole(name)

    def _goes_on(self):
        """Whether `partial_fit` has a network to go on with."""
        if self.patience is not None:
            raise ValueError(
                f"{self._of('partial_fit')}: expected patience=None, since one pass has no early stop, got "
                f"{_checks.describe(self.patience)}"
            )
        return hasattr(self, "network_")


class NetworkClassifier(ClassifierMixin, _NetworkEstimator):
    """A network that tells classes, as an estimator of scikit-learn.

    Labels of any kind: numbers, words, truth values. Two classes have one logit and `BinaryCrossEntropy`, k > 2 have k
    and `CrossEntropy`. X (n, d) of float32 is computed with in float32, all else in float64.

    - ``hidden``: the widths of the hidden layers, a number or a tuple; () is softmax regression. ``activation`` as in
      `mlp`. Or ``build``, a function (n_inputs, n_outputs, rng) that returns a network ending in logits.
    - ``optimizer``: a class or a function of the ``learning_rate``, by default `Adam`; with momentum it is
      ``functools.partial(SGD, momentum=0.9)``. ``learning_rate`` may be a schedule.
    - ``epochs`` passes over the data in batches of ``batch_size``.
    - ``penalty``: λ of an `L2Penalty`, or a penalty. (``alpha`` of MLPClassifier is divided by the batch's size.)
    - ``patience``: stop after so many epochs in a row without a smaller loss on a share ``validation`` of the data,
      which is kept aside, and go back to the best epoch. None: no early stop, and nothing is kept aside.
    - ``random_state``: a number (the same each time), None, a RandomState, or a Generator.

    After `fit`: ``network_``, ``classes_``, ``loss_curve_`` (one loss an epoch, with the penalty), ``n_iter_`` (epochs
    taken), ``history_``, whose ``stopped`` says why it ended early, ``n_features_in_`` and ``feature_names_in_``.
    Data should be scaled first (``StandardScaler``); a training that leaves the finite numbers raises
    `TrainingDiverged`. There are no sample weights: the losses have none.
    """

    def partial_fit(self, X, y, classes=None):
        """One more pass over X and y; the first call is told all ``classes`` there will be. Returns self."""
        goes_on = self._goes_on()
        X, y = self._validated(X, y, reset=not goes_on)
        if not goes_on:
            if classes is None:
                raise ValueError(f"{self._of('partial_fit')}: expected classes in the first call, got None")
            self.classes_ = self._at_least_two(np.unique(classes))
        elif classes is not None and not np.array_equal(self.classes_, np.unique(classes)):
            raise ValueError(
                f"{self._of('partial_fit')}: expected the classes of the first call, {self.classes_.tolist()}, got "
                f"{np.unique(classes).tolist()}"
            )
        labels = np.searchsorted(self.classes_, y).clip(max=len(self.classes_) - 1)
        strange = y[self.classes_[labels] != y]
        if len(strange):
            raise ValueError(
                f"{self._of('partial_fit')}: expected labels among classes {self.classes_.tolist()}, got {strange[0]!r}"
            )
        if not goes_on:
            self._begin(X)
        self._learn(X, labels, 1)
        return self

    def decision_function(self, X):
        """The logits: (n, k), or for two classes (n,), above 0 where the second is the more probable."""
        z = self._output(X)
        return z[:, 0] if len(self.classes_) == 2 else z

    def predict_proba(self, X):
        """Probabilities (n, k) of the classes, in the order of ``classes_``."""
        z = self._output(X)
        if len(self.classes_) == 2:
            return np.hstack([sigmoid(-z), sigmoid(z)])
        return softmax(z)

    def predict(self, X):
        """The most probable classes (n,)."""
        z = self._output(X)
        return self.classes_[(z[:, 0] > 0).astype(int) if len(self.classes_) == 2 else z.argmax(axis=1)]

    def _validated(self, X, y, reset=True):
        X, y = validate_data(self, X, y, reset=reset, dtype=[np.float64, np.float32])
        check_classification_targets(y)
        return X, y

    def _target(self, y):
        classes, labels = np.unique(y, return_inverse=True)
        self.classes_ = self._at_least_two(classes)
        return labels

    def _at_least_two(self, classes):
        if len(classes) < 2:
            raise ValueError(f"{type(self).__name__}: expected at least 2 classes, got 1 class, {classes[0]!r}")
        return classes

    def _n_outputs(self):
        return 1 if len(self.classes_) == 2 else len(self.classes_)

    def _loss(self):
        return BinaryCrossEntropy() if len(self.classes_) == 2 else CrossEntropy()

    def _strata(self, target):
        return target


class NetworkRegressor(RegressorMixin, _NetworkEstimator):
    """A network that gives numbers, as an estimator of scikit-learn: y (n,), or (n, k) for k outputs at once.

    It makes the `SquaredError` small. Parameters and attributes are those of `NetworkClassifier`. Targets are learned
    as they come: large ones are scaled by a ``TransformedTargetRegressor`` around it.
    """

    def partial_fit(self, X, y):
        """One more pass over X and y; returns self."""
        goes_on = self._goes_on()
        X, y = self._validated(X, y, reset=not goes_on)
        if goes_on and y.shape[1:] != self._outputs:
            raise ValueError(
                f"{self._of('partial_fit')}: expected y of shape {_checks.shape_text((None, *self._outputs))}, as "
                f"before, got {y.shape}"
            )
        target = self._target(y)
        if not goes_on:
            self._begin(X)
        self._learn(X, target, 1)
        return self

    def predict(self, X):
        """The outputs, in the shape of the y that was learned."""
        return self._output(X).reshape(-1, *self._outputs)

    def _validated(self, X, y, reset=True):
        checks = {"multi_output": True, "y_numeric": True, "dtype": [np.float64, np.float32]}
        X, y = validate_data(self, X, y, reset=reset, **checks)
        return X, y.astype(X.dtype, copy=False)

    def _target(self, y):
        self._outputs = y.shape[1:]
        return y

    def _n_outputs(self):
        return self._outputs[0] if self._outputs else 1

    def _loss(self):
        return SquaredError()

    def _strata(self, target):
        return None

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def _more_tags(self):  # before scikit-learn 1.6
        return {"multioutput": True}

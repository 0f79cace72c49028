"""Small real data sets that come with scikit-learn, behind one plain interface."""

from dataclasses import dataclass, field, replace

import numpy as np

from .._checks import as_array, number, whole


@dataclass(frozen=True, eq=False)
class Dataset:
    """A named set of examples.

    ``X`` is float64 (n, d), float32 for images of MNIST's size. ``y`` is int64 (n,) with classes counted from
    0, or float64 (n,) for regression, in which case ``target_names`` has one entry, the name of the quantity;
    otherwise it names the classes in order. ``X, y = dataset`` works. ``len(dataset)`` is n.
    """

    name: str
    X: np.ndarray
    y: np.ndarray
    feature_names: tuple
    target_names: tuple
    description: str
    source: str
    license: str
    image_shape: tuple | None = field(default=None)

    @property
    def is_classification(self):
        return self.y.dtype.kind == "i"

    def __iter__(self):
        return iter((self.X, self.y))

    def __len__(self):
        return len(self.X)

    def __repr__(self):
        n, d = self.X.shape
        if self.is_classification:
            what = f"{len(self.target_names)} classes ({', '.join(map(str, self.target_names))})"
        else:
            what = f"target: {self.target_names[0]}"
        return f"{self.name}: {n} examples, {d} features, {what}"

    def split(self, test=0.25, seed=0):
        """Two data sets, ``train, test``, disjoint and together all rows; ``(X, y), (X_test, y_test) =
        d.split()``.

        ``test`` is the share that goes to the second (round(test · n) rows, at least one on each side).
        Classes keep their shares in both, as nearly as whole rows allow. The same ``seed`` gives the same
        split on every machine and with every version of NumPy: it uses the raw stream of PCG64, which never
        changes.
        """
        share = number(test, "test", above=0, below=1)
        seed = whole(seed, "seed", low=0)
        n = len(self)
        if n < 2:
            raise ValueError(f"split: expected at least 2 examples, got {n}")
        size = min(max(round(share * n), 1), n - 1)
        shuffled = np.argsort(np.random.PCG64(seed).random_raw(n), kind="stable")
        if self.is_classification:
            picked = _stratified(self.y[shuffled], size)
        else:
            picked = np.arange(n) < size
        return self._rows(shuffled[~picked]), self._rows(shuffled[picked])

    def classes(self, *wanted):
        """Only the examples of the named classes (names or numbers), relabeled 0, 1, ... in the order asked
        for.
        """
        if not self.is_classification:
            raise ValueError(f"classes: {self.name} is a regression set and has no classes")
        names = list(self.target_names)
        numbers = []
        for one in wanted:
            if isinstance(one, str):
                if one not in names:
                    raise ValueError(f"classes: unknown class {one!r}; {self.name} has {', '.join(names)}")
                numbers.append(names.index(one))
            else:
                numbers.append(whole(one, "classes", low=0, high=len(names) - 1))
        if len(set(numbers)) != len(numbers) or not numbers:
            raise ValueError(f"classes: expected different classes, at least one, got {wanted}")
        rows = np.flatnonzero(np.isin(self.y, numbers))
        position = np.full(len(names), -1)
        position[numbers] = np.arange(len(numbers))
        chosen = self._rows(rows)
        return replace(chosen, y=position[chosen.y].astype(np.int64), target_names=tuple(names[k] for k in numbers))

    def features(self, *wanted):
        """Only the named features (names or numbers), in the order asked for."""
        names = list(self.feature_names)
        columns = []
        for one in wanted:
            if isinstance(one, str):
                if one not in names:
                    raise ValueError(f"features: unknown feature {one!r}; {self.name} has {', '.join(names)}")
                columns.append(names.index(one))
            else:
                columns.append(whole(one, "features", low=0, high=len(names) - 1))
        if not columns:
            raise ValueError("features: expected at least one feature")
        return replace(
            self,
            X=self.X[:, columns],
            feature_names=tuple(names[k] for k in columns),
            image_shape=None,
        )

    def _rows(self, rows):
        return replace(self, X=self.X[rows], y=self.y[rows])


def _stratified(labels, size):
    """A mask with ``size`` times True in which every class has its share; the largest remainders are
    rounded up.
    """
    classes, counts = np.unique(labels, return_counts=True)
    exact = counts * size / len(labels)
    take = np.floor(exact).astype(int)
    missing = size - take.sum()
    take[np.argsort(-(exact - take), kind="stable")[:missing]] += 1
    picked = np.zeros(len(labels), dtype=bool)
    for label, number_of in zip(classes, take, strict=True):
        picked[np.flatnonzero(labels == label)[:number_of]] = True
    return picked


def iris():
    """Iris flowers: 150 of three species, 4 lengths in cm (Fisher, 1936; measured by Anderson).

    >>> from course_nn import data
    >>> flowers = data.iris()
    >>> flowers.X.shape, flowers.target_names
    ((150, 4), ('setosa', 'versicolor', 'virginica'))
    """
    raw = _load("load_iris")
    return _dataset(
        raw,
        "iris",
        [name.removesuffix(" (cm)") for name in raw.feature_names],
        raw.target_names,
        "150 iris flowers of three species; length and width of sepal and petal in cm.",
        "R. A. Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics 7, 1936",
        "CC BY 4.0 (UCI Machine Learning Repository)",
    )


def digits():
    """Handwritten digits: 1,797 images of 8 x 8 pixels, as rows of 64 values from 0 (paper) to 1 (ink).

    The source counts ink from 0 to 16; here it is divided by 16.
    """
    raw = _load("load_digits")
    made = _dataset(
        raw,
        "digits",
        [f"pixel {row},{column}" for row in range(8) for column in range(8)],
        [str(k) for k in range(10)],
        "1,797 handwritten digits of 8 x 8 pixels, ink from 0 to 1.",
        "E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998",
        "CC BY 4.0 (UCI Machine Learning Repository)",
    )
    return replace(made, X=made.X / 16.0, image_shape=(8, 8))


def diabetes():
    """Diabetes: 442 patients, 10 features in their own units, and a measure of progression one year later."""
    raw = _load("load_diabetes", scaled=False)
    names = (
        "age",
        "sex",
        "body mass index",
        "blood pressure",
        "total cholesterol",
        "LDL",
        "HDL",
        "cholesterol / HDL",
        "log triglycerides",
        "blood sugar",
    )
    return _dataset(
        raw,
        "diabetes",
        names,
        ["disease progression after one year"],
        "442 diabetes patients: age, sex, body mass index, blood pressure and six blood values.",
        "B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, Least angle regression, Annals of Statistics 32, 2004",
        "distributed with scikit-learn (BSD-3-Clause)",
        regression=True,
    )


def breast_cancer():
    """Breast tumors: 569 samples, 30 measurements of cell nuclei; 0 malignant, 1 benign."""
    raw = _load("load_breast_cancer")
    return _dataset(
        raw,
        "breast cancer",
        raw.feature_names,
        raw.target_names,
        "569 breast tumors: 30 measurements of cell nuclei in an image; malignant or benign.",
        "W. H. Wolberg, W. N. Street and O. L. Mangasarian, Breast Cancer Wisconsin (Diagnostic), "
        "UCI Machine Learning Repository, 1995",
        "CC BY 4.0 (UCI Machine Learning Repository)",
    )


def wine():
    """Italian wines: 178 of three cultivars, 13 chemical measurements."""
    raw = _load("load_wine")
    return _dataset(
        raw,
        "wine",
        [name.replace("_", " ") for name in raw.feature_names],
        ["cultivar 0", "cultivar 1", "cultivar 2"],
        "178 wines of three cultivars from one region of Italy; 13 chemical measurements.",
        "S. Aeberhard and M. Forina, Wine, UCI Machine Learning Repository, 1992",
        "CC BY 4.0 (UCI Machine Learning Repository)",
    )


def _load(loader, **options):
    try:
        from sklearn import datasets
    except ImportError:
        raise ImportError(
            "the real data sets come with scikit-learn, which is not installed; "
            'run: python -m pip install "course_nn[course]"'
        ) from None
    return getattr(datasets, loader)(**options)


def _dataset(raw, name, feature_names, target_names, description, source, license_text, *, regression=False):
    X = as_array(raw.data, name).astype(np.float64)
    y = np.asarray(raw.target).astype(np.float64 if regression else np.int64)
    return Dataset(
        name,
        X,
        y,
        tuple(str(one) for one in feature_names),
        tuple(str(one) for one in target_names),
        description,
        source,
        license_text,
    )

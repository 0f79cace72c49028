"""Data to learn from: toy sets that are made on the spot, and small real sets that come with scikit-learn.

Everything here is there without a network, but for `mnist` and `fashion_mnist`, which are downloaded once you ask for
it. The conventions, for every function:

- inputs ``X`` are float64 of shape ``(n, d)``, one example a row (float32 for images of MNIST's size);
- class labels ``y`` are int64 of shape ``(n,)``, counted from 0; regression targets are float64 of shape
``(n,)``;
- a `photograph` is one picture (h, w, 3), and `place_names` and `sunspots` are sequences: no sets of examples;
- a `robot_arm` has two targets to an example, Y (n, 2);
- randomness comes from ``rng``, a ``numpy.random.Generator``. Without one, ``np.random.default_rng(0)`` is
  made anew for the call, so that the same call always gives the same points.
"""

from .download import folder
from .images import CLOTHES, downloaded, fashion_mnist, idx_images, mnist
from .photographs import photograph
from .real import Dataset, breast_cancer, diabetes, digits, iris, wine
from .robot_arm import RobotArm, robot_arm
from .sequences import PlaceNames, place_names, sunspots
from .toy import CURVES, GATES, blobs, circles, curve, grid_points, logic_gate, moons, spirals, xor

__all__ = [
    "CLOTHES",
    "CURVES",
    "GATES",
    "Dataset",
    "PlaceNames",
    "RobotArm",
    "blobs",
    "breast_cancer",
    "circles",
    "curve",
    "diabetes",
    "digits",
    "downloaded",
    "fashion_mnist",
    "folder",
    "grid_points",
    "idx_images",
    "iris",
    "logic_gate",
    "mnist",
    "moons",
    "photograph",
    "place_names",
    "robot_arm",
    "spirals",
    "sunspots",
    "wine",
    "xor",
]

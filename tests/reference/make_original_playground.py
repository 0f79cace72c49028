"""Write original_playground.npz: what the engine of TensorFlow's playground does, for tests without it and Node.

    git clone https://github.com/tensorflow/playground CHECKOUT
    (cd CHECKOUT && npm ci --ignore-scripts)
    python tests/reference/make_original_playground.py CHECKOUT

Nothing of course_nn is used here, and nothing of the playground is copied: `original_playground.cjs` calls it (stored
are the answers of commit 02469bd, in Node 20). The page, opened with #seed=0.50000 and a case's settings, draws the
same points and begins with the same weights; a click on its step is one epoch.

Read it with ``reference_cases("original_playground")`` of tests/helpers.py. A case of the kind "points" has rows
x, y, label, shuffled as the page shuffles them: the first ``split`` of them train, the others test. A case of the kind
"training" names its points in ``points`` and has

- ``losses`` (51, 2): the mean of ½ (ŷ − y)² over all that train and all that test, at the start and after each epoch;
- ``theta`` (4, p): θ after the epochs ``seen``, of each layer W (d_in, d_out), row by row, and then b;
- ``dead`` (p,): 1 for a weight that L1 has led across zero in 50 epochs, and which stays 0 from then on;
- ``maps`` (units, 10, 10), of some: what the small picture of each unit shows at the end, [across][from the top down].

A training that would carry an error of rounding into the tenth digit is no reference: each is run again from weights
moved by 1e-14, and has to stay close.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
EPOCHS, SEEN, MOVED = 50, (0, 1, 10, 50), 1e-14
#: The page's first settings.
DEFAULT = {
    "problem": "classification",
    "dataset": "circle",
    "n": 500,
    "seed": "0.50000",
    "noise": 0,
    "percent": 50,
    "features": ["x", "y"],
    "hidden": [4, 2],
    "activation": "tanh",
    "regularization": "none",
    "rate": 0.03,
    "regularizationRate": 0,
    "batch": 10,
    "epochs": EPOCHS,
    "seen": SEEN,
}
REGRESSION = {"problem": "regression", "n": 1200}
ALL_FEATURES = ["x", "y", "xSquared", "ySquared", "xTimesY", "sinX", "sinY"]
#: What a case changes of them.
CASES = {
    "circle": {},
    "xor": {"dataset": "xor"},
    "gauss": {"dataset": "gauss"},
    "spiral": {"dataset": "spiral"},
    "plane": REGRESSION | {"dataset": "reg-plane"},
    "multi-gauss": REGRESSION | {"dataset": "reg-gauss"},
    "circle, noise 25": {"noise": 25},
    "spiral, noise 50": {"dataset": "spiral", "noise": 50},
    "circle, ReLU": {"activation": "relu"},
    "circle, sigmoid": {"activation": "sigmoid"},
    "circle, linear": {"activation": "linear"},
    "plane, ReLU": REGRESSION | {"dataset": "reg-plane", "activation": "relu"},
    "xor, L1": {"dataset": "xor", "regularization": "L1", "regularizationRate": 0.01},
    "circle, L1, seven features": {
        "regularization": "L1",
        "regularizationRate": 0.003,
        "features": ALL_FEATURES,
        "hidden": [3],
    },
    "xor, L2": {"dataset": "xor", "regularization": "L2", "regularizationRate": 0.01},
    "gauss, no hidden layer": {"dataset": "gauss", "hidden": []},
    "xor, seven features": {"dataset": "xor", "features": ALL_FEATURES, "hidden": [3]},
    "circle, examples left over": {"percent": 30, "batch": 7},  # 150 = 21 · 7 + 3
    "gauss, one by one": {"dataset": "gauss", "batch": 1},
    "spiral, 8-8, rate 0.1, batch 30": {"dataset": "spiral", "hidden": [8, 8], "rate": 0.1, "batch": 30},
    "spiral, six layers of 8": {"dataset": "spiral", "hidden": [8] * 6},
}
WITH_MAPS = ("circle", "multi-gauss", "circle, L1, seven features")


def answers(checkout, jobs):
    """What the engine gives for each job."""
    node = shutil.which("node")
    if node is None:
        sys.exit("make_original_playground.py needs Node on the PATH")
    if not (checkout / "node_modules" / "typescript").is_dir():
        sys.exit(
            f"expected a checkout of tensorflow/playground with its packages: run npm ci --ignore-scripts in {checkout}"
        )
    command = [node, HERE / "original_playground.cjs", checkout]
    done = subprocess.run(command, input=json.dumps(jobs), stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def compared(name, answer, moved):
    """How much a tiny change of the first weights has grown; refused where it is no reference any more."""
    for key in ("losses", "theta"):
        if not np.isfinite(np.array(answer[key], float)).all():
            sys.exit(f"{name}: {key} are not finite")
    if answer["dead"] != moved["dead"]:
        sys.exit(f"{name}: which links die hangs on an error of rounding")
    growth = max(np.abs(np.subtract(answer[key], moved[key])).max() for key in ("losses", "theta")) / MOVED
    if growth > 1e4:
        sys.exit(f"{name}: errors grow {growth:.0f} times")
    return growth


def main():
    if len(sys.argv) != 2:
        sys.exit("expected one argument: the path of a checkout of tensorflow/playground, with its packages")
    jobs = {name: DEFAULT | changed for name, changed in CASES.items()}
    given = [job | {"moved": moved} for job in jobs.values() for moved in (0, MOVED)]
    results = answers(Path(sys.argv[1]).resolve(), given)
    cases, numbers, places = [], [], {}

    def keep(case, arrays):
        arrays = {key: np.array(array, float) for key, array in arrays.items()}
        cases.append(case | {"shapes": {key: array.shape for key, array in arrays.items()}})
        numbers.extend(array.ravel() for array in arrays.values())

    for (name, job), answer, moved in zip(jobs.items(), results[::2], results[1::2], strict=True):
        growth = compared(name, answer, moved)
        drawn = json.dumps(answer["points"])
        if drawn not in places:
            places[drawn] = name
            keep(
                {"kind": "points", "name": name, "dataset": job["dataset"], "noise": job["noise"]},
                {"points": answer["points"]},
            )
        arrays = {key: answer[key] for key in ("losses", "theta", "dead") + ("maps",) * (name in WITH_MAPS)}
        keep(
            {"kind": "training", "name": name, "points": places[drawn], "split": answer["split"], "settings": job},
            arrays,
        )
        train, test = answer["losses"][-1]
        print(
            f"{name:<32} loss {answer['losses'][0][0]:.4f} → {train:.4f}, test {test:.4f}; "
            f"{sum(answer['dead'])} of {len(answer['dead'])} dead; errors grow {growth:.1f} times"
        )
    path = HERE / "original_playground.npz"
    np.savez_compressed(path, cases=np.array(json.dumps(cases)), numbers=np.concatenate(numbers))
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

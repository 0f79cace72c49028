"""What others call what has another name here: for who comes from PyTorch, Keras or scikit-learn.

A name of the package (`_OURS`, `_ADVICE`), and an attribute or a method of a layer, a loss, an optimizer or a parameter
(`ATTRIBUTES`), is answered with what to write; so is a parameter of scikit-learn's networks (`PARAMETERS`). What others
call an argument stands in `course_nn.settings`; `answering` says it of functions.
"""

import functools
import sys

from .settings import elsewhere, near_name

_OURS = {
    "Dense": ("Linear",),
    "Conv2D": ("Conv2d", "Convolution2D"),
    "ConvTranspose2D": ("ConvTranspose2d", "Conv2DTranspose"),
    "MaxPool2D": ("MaxPool2d", "MaxPooling2D"),
    "AveragePool2D": ("AvgPool2d", "AveragePooling2D"),
    "GlobalAveragePool2D": ("AdaptiveAvgPool2d", "GlobalAveragePooling2D"),
    "BatchNorm": ("BatchNorm1d", "BatchNorm2d", "BatchNormalization"),
    "LayerNorm": ("LayerNormalization",),
    "SquaredError": ("MSELoss", "MSE", "mse_loss", "MeanSquaredError", "mean_squared_error"),
    "BinaryCrossEntropy": ("BCEWithLogitsLoss", "BCELoss", "BinaryCrossentropy", "binary_crossentropy", "log_loss"),
    "CrossEntropy": (
        *("CrossEntropyLoss", "NLLLoss", "SparseCategoricalCrossentropy", "CategoricalCrossentropy"),
        *("cross_entropy", "categorical_crossentropy"),
    ),
    "Layer": ("Module", "Model"),
    "RNN": ("SimpleRNN",),
    "MultiHeadAttention": ("MultiheadAttention",),
    "TransformerBlock": ("TransformerEncoderLayer",),
    "load": ("load_model",),
    "save": ("save_model",),
    "Residual": ("Add",),
    "Branches": ("Concatenate",),
    "mlp": ("MLP",),
    "fit": ("compile",),
    "batches": ("DataLoader",),
    "ReduceOnPlateau": ("ReduceLROnPlateau",),
    "Checkpoint": ("ModelCheckpoint",),
    "CSVLog": ("CSVLogger",),
    "StepDecay": ("StepLR",),
    "ExponentialDecay": ("ExponentialLR",),
    "CosineDecay": ("CosineAnnealingLR",),
    "OneCycle": ("OneCycleLR",),
    "clip_by_norm": ("clip_grad_norm_", "clip_grad_norm"),
    "clip_by_value": ("clip_grad_value_",),
    "xavier": ("xavier_uniform_", "glorot_uniform", "GlorotUniform"),
    "he": ("kaiming_normal_", "he_normal", "HeNormal"),
}

_ADVICE = {
    "nn": "its layers are in course_nn itself: from course_nn import Dense, ReLU",
    "optim": "its optimizers are in course_nn itself: from course_nn import SGD, Adam",
    "keras": "its layers are in course_nn itself: from course_nn import Dense, ReLU",
    "functional": "layers and functions are in course_nn itself: from course_nn import ReLU, softmax",
    "F": "layers and functions are in course_nn itself: from course_nn import ReLU, softmax",
    "Activation": "each activation is a layer of its own: from course_nn import ReLU, Tanh",
    "Input": "the first layer is told its number of inputs: Dense(784, 128, rng)",
    "InputLayer": "the first layer is told its number of inputs: Dense(784, 128, rng)",
    "MLPClassifier": "for scikit-learn's pipelines there is course_nn.estimators: NetworkClassifier",
    "MLPRegressor": "for scikit-learn's pipelines there is course_nn.estimators: NetworkRegressor",
    "TensorDataset": "it works on NumPy's arrays: batches(X, y, 32, rng)",
    "device": "it computes with NumPy, on the processor alone",
    "cuda": "it computes with NumPy, on the processor alone",
    "manual_seed": "what draws is given a Generator: rng = np.random.default_rng(0)",
    "set_random_seed": "what draws is given a Generator: rng = np.random.default_rng(0)",
    "from_numpy": "it works on NumPy's arrays",
    "Variable": "it works on NumPy's arrays; what is learned is a Parameter",
    "Permute": "a layer of your own changes axes: its forward gives x.transpose(0, 2, 1) and the way back",
    **dict.fromkeys(
        ("L1Loss", "HuberLoss", "SmoothL1Loss", "KLDivLoss", "MeanAbsoluteError", "Huber", "KLDivergence"),
        "a loss of your own is a function of output and target that returns value, d_output",
    ),
    "Softmax": "a network ends in logits, and CrossEntropy or softmax(z) does the rest",
    "tensor": "it works on NumPy's arrays",
    "Tensor": "it works on NumPy's arrays",
    "no_grad": "calling a network, network(X), keeps nothing for gradients",
}


_ONE_LEARNS = "write fit(network, X, y, loss, optimizer)"
_MODE = "training is said in the call: network.forward(x, train=True)"
_KEPT = "write save(network, path) and load(network, path)"
_WHOLE = "build it whole: Sequential(layer, ..., layer)"
_PROCESSOR = "it computes with NumPy, on the processor alone"
_TYPE = "the type is given when a layer is made, dtype=np.float64, or to network.copy(np.float64)"
_THETA = "all weights are one vector, network.theta, and by name network.parameters()"
_ARRAY = "its array is value, and its gradient grad: layer.W.value"
_STEP = "write fit(network, X, y, loss, optimizer), or by hand optimizer.step(network.theta, network.grad)"
_STATE = "write optimizer.state() and optimizer.restore(state)"

#: Class → the names that others give to something that is not an attribute here, and what to write.
ATTRIBUTES = {
    "Layer": {
        "fit": _ONE_LEARNS,
        "compile": "loss and optimizer are given to fit(network, X, y, loss, optimizer)",
        "train_on_batch": "write train(network, loss, optimizer, batches)",
        "predict": "a network is called: network(X)",
        "predict_proba": "the network gives logits: softmax(network(X)), or sigmoid where it has one output",
        "backward": "each forward gives its own: y, backward = network.forward(x)",
        "evaluate": "write loss(network(X), y)",
        "score": "write loss.accuracy(network(X), y)",
        **dict.fromkeys(("train", "eval"), _MODE),
        **dict.fromkeys(("state_dict", "load_state_dict", "save_weights", "load_weights", "save", "load"), _KEPT),
        **dict.fromkeys(("add", "append", "pop", "add_module"), _WHOLE),
        **dict.fromkeys(("to", "cuda", "cpu", "device"), _PROCESSOR),
        **dict.fromkeys(("float", "double", "half"), _TYPE),
        **dict.fromkeys(("get_weights", "set_weights", "weights", "trainable_weights", "trainable_variables"), _THETA),
        "named_parameters": "network.parameters() is a dict by dotted names",
        "count_params": "their number is network.theta.size",
        **dict.fromkeys(("weight", "kernel"), "the weights are W: layer.W.value"),
        "bias": "the biases are b: layer.b.value",
        "requires_grad_": "to keep a part as it is, train the rest alone: fit(head, body(X), y, loss, optimizer)",
        "build": "a layer is whole when it is made, with its number of inputs: Dense(784, 128, rng)",
        **dict.fromkeys(
            ("modules", "named_children", "get_layer"), "layers are counted: network[0], network.children()"
        ),
    },
    "Loss": {
        "backward": "the loss gives a number and the gradient beside it: value, d_output = loss(output, target)",
        "item": "the value is a number already: value, d_output = loss(output, target)",
        "forward": "a loss is called: value, d_output = loss(output, target)",
    },
    "Pair": {
        "backward": "it is a pair, value and d_output, which is for the backward of y, backward = network.forward(x)",
        **dict.fromkeys(("item", "detach"), "it is a pair: value, d_output = loss(output, target)"),
    },
    "Optimizer": {
        "zero_grad": "each step of training begins with gradients of zero; by hand write network.zero_grad()",
        "param_groups": "the rate is optimizer.learning_rate, one for all of θ",
        **dict.fromkeys(("minimize", "apply_gradients", "apply"), _STEP),
        **dict.fromkeys(("lr", "get_lr", "get_last_lr"), "the rate is optimizer.learning_rate"),
        **dict.fromkeys(("state_dict", "load_state_dict"), _STATE),
    },
    "Parameter": {
        **dict.fromkeys(("data", "shape", "dtype", "T", "size", "numel", "numpy", "item", "detach"), _ARRAY),
        "requires_grad": "what is not to learn is a Buffer",
        "backward": "each forward gives its own: y, backward = network.forward(x)",
    },
}

#: What these are called in a sentence, where their own text is long.
_SHOWN_AS = {"Pair": "loss(output, target)"}


def answered(cls):
    """The class, which answers to the names of others with a sentence; they count as not there, and cost nothing."""
    for name, mend in ATTRIBUTES[cls.__name__].items():
        setattr(cls, name, elsewhere(name, mend, _SHOWN_AS.get(cls.__name__)))
    return cls


#: What scikit-learn's MLPClassifier calls its parameters, and what to write.
PARAMETERS = {
    "hidden_layer_sizes": "here it is hidden",
    "max_iter": "here it is epochs",
    "learning_rate_init": "here it is learning_rate",
    "alpha": "here it is penalty, which is not divided by the batch's size",
    "solver": "here it is optimizer, a class such as SGD",
    "momentum": "write optimizer=functools.partial(SGD, momentum=0.9)",
    **dict.fromkeys(("early_stopping", "n_iter_no_change"), "here it is patience, a number of epochs"),
    "validation_fraction": "here it is validation",
    "warm_start": "to go on, call partial_fit",
}


def answering(function, theirs=()):
    """The function, or an ``__init__``, which answers to names of others with ours, or as ``theirs`` says."""
    code = function.__code__
    known = [name for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount] if name != "self"]

    @functools.wraps(function)  # by which its signature is still seen
    def answer(*args, **settings):
        for name in settings:
            if name not in known:
                who = type(args[0]).__name__ if function.__name__ == "__init__" else function.__name__
                near = None if name in theirs else near_name(name, known)
                mend = f"; {theirs[name]}" if name in theirs else f"; did you mean {near}?" if near else ""
                raise TypeError(f"{who}: expected arguments among {', '.join(known)}, got {name}{mend}")
        return function(*args, **settings)

    return answer


def sentence(name, known, module=__package__):
    """What to say to ``module.name``, which there is not."""
    if name in _ADVICE:
        return f"{module} has no {name}; {_ADVICE[name]}"
    for ours, theirs in _OURS.items():
        if name in theirs:
            return f"{module} has no {name}; here it is called {ours}"
    import difflib  # here, because it is needed only when something is wrong

    same = [one for one in known if one.lower() == name.lower()]
    near = same or difflib.get_close_matches(name, known, n=2, cutoff=0.6)
    mend = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"{module} has no {name}{mend}"


class Finder:
    """Answers ``from course_nn import Linear`` and ``import course_nn.nn``, for which Python does not ask the package.

    It is the last in ``sys.meta_path``, so it is asked only for what was found nowhere, and speaks only of names in
    course_nn.
    """

    @staticmethod
    def find_spec(name, path=None, target=None):
        module, _, last = name.rpartition(".")
        if module not in (__package__, f"{__package__}.layers") or last.startswith("_"):
            return None
        raise ModuleNotFoundError(sentence(last, dir(sys.modules[module]), module))


def answer_imports():
    """Be asked for what is imported from course_nn and is not there."""
    if Finder not in sys.meta_path:
        sys.meta_path.append(Finder)

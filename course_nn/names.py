"""What others call what has another name here: for who comes from PyTorch, Keras or scikit-learn."""

import difflib

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
    "mlp": ("MLP", "MLPClassifier", "MLPRegressor"),
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
    "Softmax": "a network ends in logits, and CrossEntropy or softmax(z) does the rest",
    "tensor": "it works on NumPy's arrays",
    "Tensor": "it works on NumPy's arrays",
    "no_grad": "calling a network, network(X), keeps nothing for gradients",
}


def sentence(name, known):
    """What to say to ``course_nn.name``, which there is not."""
    if name in _ADVICE:
        return f"course_nn has no {name}; {_ADVICE[name]}"
    for ours, theirs in _OURS.items():
        if name in theirs:
            return f"course_nn has no {name}; here it is called {ours}"
    same = [one for one in known if one.lower() == name.lower()]
    near = same or difflib.get_close_matches(name, known, n=2, cutoff=0.6)
    mend = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"course_nn has no {name}{mend}"

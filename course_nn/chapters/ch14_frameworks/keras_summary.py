"""Two summaries as Keras 3.15 prints them, and how they are read."""

import re

#: An image network and a recurrent one, as printed.
IMAGES = """
Model: "images"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ conv2d (Conv2D)                 │ (None, 26, 26, 8)      │            80 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ max_pooling2d (MaxPooling2D)    │ (None, 13, 13, 8)      │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ conv2d_1 (Conv2D)               │ (None, 9, 9, 16)       │         3,216 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ batch_normalization             │ (None, 9, 9, 16)       │            64 │
│ (BatchNormalization)            │                        │               │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ max_pooling2d_1 (MaxPooling2D)  │ (None, 4, 4, 16)       │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ flatten (Flatten)               │ (None, 256)            │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense (Dense)                   │ (None, 32)             │         8,224 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dropout (Dropout)               │ (None, 32)             │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_1 (Dense)                 │ (None, 10)             │           330 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 11,914 (46.54 KB)
 Trainable params: 11,882 (46.41 KB)
 Non-trainable params: 32 (128.00 B)
""".strip("\n")
SEQUENCES = """
Model: "sequences"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ lstm (LSTM)                     │ (None, 30, 16)         │         1,344 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ gru (GRU)                       │ (None, 30, 12)         │         1,080 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ simple_rnn (SimpleRNN)          │ (None, 8)              │           168 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense (Dense)                   │ (None, 3)              │            27 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 2,619 (10.23 KB)
 Trainable params: 2,619 (10.23 KB)
 Non-trainable params: 0 (0.00 B)
""".strip("\n")
#: What goes in, which these summaries don't tell: (height, width, channels), (steps, numbers).
INPUTS = {IMAGES: (28, 28, 1), SEQUENCES: (30, 4)}


def rows_of(text):
    """(kind, shape without the batch's None, parameters) for each layer of a summary's text.

    A name that is too long goes on in a row without shape and number.
    """
    lines = [[cell.strip() for cell in line.strip("│").split("│")] for line in text.splitlines() if line[:1] == "│"]
    joined = []
    for name, shape, count in lines:
        if shape:
            joined.append([name, shape, count])
        else:
            joined[-1][0] += " " + name
    return [
        (
            re.search(r"\((\w+)\)$", name).group(1),
            tuple(int(one) for one in re.findall(r"\d+", shape)),
            int(count.replace(",", "")),
        )
        for name, shape, count in joined
    ]


def total_of(text):
    """The number behind "Total params"."""
    return int(re.search(r"Total params: ([\d,]+)", text).group(1).replace(",", ""))

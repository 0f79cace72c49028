"""The bytes of an ONNX file, written by hand: it is Google's Protocol Buffers, a few kinds of fields in each other.

A message is a row of fields. Each begins with a whole number, 8 · its number + its kind: kind 0 is a whole number, 5
four bytes, and 2 a length with so many bytes, which are text, an array or a message again. Whole numbers take seven
bits a byte, the lowest first, and the eighth says that there are more. What the fields are called by their numbers
stands in ``onnx.proto``.
"""

import struct

import numpy as np

#: The first with LayerNormalization, of ONNX 1.12 (June 2022): what came out since reads it. Later ones (GELU in 20,
#: attention in 23) would be shorter, but older runtimes refuse a file whose opset they don't know.
OPSET = 17
#: The version of the format that ONNX 1.12 writes.
IR = 8
#: ONNX's numbers for types.
TYPES = {np.dtype(name): code for name, code in (("float32", 1), ("int64", 7), ("bool", 9), ("float64", 11))}


def model(graph, inputs, outputs, version):
    """A whole file: ``inputs`` and ``outputs`` are triples of name, type and sides, of which words are free."""
    return b"".join(
        [
            _whole(1, IR),
            _bytes(2, "course_nn"),
            _bytes(3, version),
            _bytes(7, graph_of(graph, inputs, outputs, graph.arrays)),
            _bytes(8, _whole(2, OPSET)),
        ]
    )


def graph_of(graph, inputs, outputs, arrays):
    """A graph: its nodes, the arrays that stand in the file, and what goes in and comes out."""
    return b"".join(
        [
            *(_bytes(1, _node(node)) for node in graph.nodes),
            _bytes(2, "network"),
            *(_bytes(5, _tensor(name, array)) for name, array in arrays.items()),
            *(_bytes(11, _value(*value)) for value in inputs),
            *(_bytes(12, _value(*value)) for value in outputs),
        ]
    )


def _node(node):
    return b"".join(
        [
            *(_bytes(1, name) for name in node.inputs),
            *(_bytes(2, name) for name in node.outputs),
            _bytes(3, node.outputs[0]),
            _bytes(4, node.op),
            *(_bytes(5, _attribute(name, value)) for name, value in node.attributes.items()),
        ]
    )


def _attribute(name, value):
    """Its name, its value in the field of its kind, and the number of that kind."""
    if isinstance(value, np.dtype):
        value = TYPES[value]
    if isinstance(value, float):
        content, kind = _key(2, 5) + struct.pack("<f", value), 1
    elif isinstance(value, int):
        content, kind = _whole(3, value), 2
    elif not isinstance(value, list):  # the graph within a loop
        sides = [[(name, dtype, None) for name, dtype in some] for some in (value.inputs, value.outputs)]
        content, kind = _bytes(6, graph_of(value, *sides, {})), 5
    elif isinstance(value[0], int):
        content, kind = b"".join(_whole(8, number) for number in value), 7
    else:
        content, kind = b"".join(_bytes(9, text) for text in value), 8
    return _bytes(1, name) + content + _whole(20, kind)


def _tensor(name, array):
    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    sides = b"".join(_whole(1, side) for side in array.shape)
    return sides + _whole(2, TYPES[array.dtype]) + _bytes(8, name) + _bytes(9, little.tobytes())


def _value(name, dtype, sides):
    content = _whole(1, TYPES[dtype])
    if sides is not None:
        content += _bytes(2, b"".join(_bytes(1, _side(side)) for side in sides))
    return _bytes(1, name) + _bytes(2, _bytes(1, content))


def _side(side):
    return b"" if side is None else _bytes(2, side) if isinstance(side, str) else _whole(1, side)


def _key(field, kind):
    return _varint(8 * field + kind)


def _whole(field, number):
    return _key(field, 0) + _varint(number % 2**64)  # negative ones as their complement


def _bytes(field, content):
    content = content.encode() if isinstance(content, str) else content
    return _key(field, 2) + _varint(len(content)) + content


def _varint(number):
    seven = []
    while number >= 128:
        seven.append(number % 128 + 128)
        number //= 128
    return bytes([*seven, number])

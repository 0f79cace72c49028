"""ONNX files without onnx: the operators that a network becomes, and a file's fields by their numbers."""

import struct

import numpy as np

from course_nn.export.operators import Graph


def graph_of(network, x, dtype=np.float32):
    """The graph of a network for a batch like x, and the name of its output."""
    graph = Graph(network, dtype)
    return graph, graph.say(network, graph.given(x))


def operators(network, x, dtype=np.float32):
    """The names of the operators that a network becomes, in their order."""
    return [node.op for node in graph_of(network, x, dtype)[0].nodes]


def fields(message):
    """The fields of a message of Protocol Buffers: number → list of whole numbers, floats or bytes."""
    found, place = {}, 0

    def varint():
        nonlocal place
        number = shift = 0
        while True:
            byte = message[place]
            place += 1
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return number

    while place < len(message):
        key = varint()
        if key % 8 == 0:
            value = varint()
        elif key % 8 == 5:
            (value,) = struct.unpack("<f", message[place : place + 4])
            place += 4
        else:
            assert key % 8 == 2
            length = varint()
            value = message[place : place + length]
            assert len(value) == length
            place += length
        found.setdefault(key // 8, []).append(value)
    return found

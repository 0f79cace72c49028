"""An exercise of chapter 11: how many numbers a transformer learns."""

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake

_STUB = '''
def transformer_parameters(vocabulary, longest, d, blocks):
    """How many numbers a model such as GPT-2 learns, a whole number.

    Token vectors and learned positions for at most `longest` places, all of length d. Each block has two
    normalizations, with a factor and a shift for each of d numbers; an attention with weights and biases for queries,
    keys, values and the output, each from d to d numbers; a network from d to 4d to d numbers, with biases. A last
    normalization follows. The logits are products with the token vectors: they need no weights of their own.
    """
%s
'''
#: What adds up, by name.
_PARTS = {
    "tokens": "vocabulary * d",
    "positions": "longest * d",
    "attention": "blocks * 4 * (d * d + d)",
    "network": "blocks * (2 * d * 4 * d + 4 * d + d)",
    "norms": "blocks * 2 * 2 * d",
    "last": "2 * d",
}


def _sum(**changed):
    parts = [value for value in (_PARTS | changed).values() if value]
    return "    return int(" + " + ".join(parts) + ")"


def _mistake(name, message, **changed):
    return Mistake(name, _STUB % _sum(**changed), message)


TRANSFORMER_PARAMETERS = Exercise(
    name="transformer_parameters",
    title="Count a transformer's parameters",
    stub=_STUB % "    ...",
    hints=(
        "Add up piece by piece: token vectors, positions, what one block has, times the number of blocks, and the last "
        "normalization. A dense layer from a to b numbers has a b weights and b biases.",
        "A block's attention is four dense layers from d to d. Its network is one from d to 4d, and one from 4d to d. "
        "A normalization has 2d numbers, and a block has two of them.",
        "Together: vocabulary d + longest d + blocks (4 (d² + d) + (8 d² + 5 d) + 4 d) + 2 d.",
    ),
    solution=_STUB % _sum(),
    cases=lambda: [(2, 1, 1, 1), (3, 2, 4, 1), (5, 3, 2, 2), (65, 64, 64, 1), (11, 7, 3, 5), (50257, 1024, 768, 12)],
    unseen=draws.case("", draws.whole(2, 60), *3 * [draws.whole(1, 60)]),
    measure="the number of parameters",
    mistakes=(
        _mistake("no positions", "The vectors of the positions are missing: longest times d numbers.", positions=""),
        _mistake("no token vectors", "The vectors of the tokens are missing: vocabulary times d numbers.", tokens=""),
        _mistake(
            "logits with weights",
            "It counts vocabulary times d numbers twice, as if the logits had weights: here they are the token vectors "
            "themselves, and count once.",
            tokens="2 * vocabulary * d",
        ),
        _mistake(
            "logits with weights and biases",
            "It counts vocabulary times d + 1 numbers too many, as if the logits had weights and biases: here they are "
            "products with the token vectors.",
            tokens="2 * vocabulary * d + vocabulary",
        ),
        _mistake(
            "logits with biases",
            "It counts vocabulary numbers too many, as if the logits had biases: here they are products alone.",
            tokens="vocabulary * d + vocabulary",
        ),
        _mistake("no last normalization", "The normalization after the last block is missing: 2 d numbers.", last=""),
        _mistake(
            "last normalization without a shift",
            "It counts d numbers too few, however many blocks there are: the last normalization has a factor and a "
            "shift for each of d numbers.",
            last="d",
        ),
        _mistake(
            "last normalization in each block",
            "It counts one normalization too many for each block but one: the last one stands after all blocks, once.",
            last="blocks * 2 * d",
        ),
        _mistake(
            "2 d too few a block",
            "It counts 2 d numbers too few for each block: it has two normalizations, and each has a factor and a "
            "shift for each of d numbers.",
            norms="blocks * 2 * d",
        ),
        _mistake(
            "4 d too few a block",
            "It counts 4 d numbers too few for each block. So many are the two normalizations together, and so many "
            "the biases of the attention, and those of the network's first layer.",
            norms="",
        ),
        _mistake(
            "normalizations without shifts",
            "It counts d numbers too few for each normalization: it has a factor and a shift for each of d numbers.",
            norms="blocks * 2 * d",
            last="d",
        ),
        _mistake(
            "no normalizations",
            "It counts 4 d numbers too few for each block, and 2 d more: as many as all normalizations have.",
            norms="",
            last="",
        ),
        _mistake(
            "no output weights",
            "For each block d² + d numbers are missing, a dense layer from d to d: the attention has four, queries, "
            "keys, values and the output.",
            attention="blocks * 3 * (d * d + d)",
        ),
        _mistake(
            "three weights for the attention",
            "For each block d² + 4 d numbers are missing: as many as the weights of the attention's output, and the "
            "biases of queries, keys, values and output.",
            attention="blocks * 3 * d * d",
        ),
        _mistake(
            "one dense layer for the attention",
            "For each block three dense layers from d to d are missing: the attention has four, queries, keys, values "
            "and the output.",
            attention="blocks * (d * d + d)",
        ),
        _mistake(
            "d too few a block",
            "It counts d numbers too few for each block: as many as the biases of one dense layer to d numbers, the "
            "attention's output or the network's second layer.",
            attention="blocks * (4 * d * d + 3 * d)",
        ),
        _mistake(
            "3 d too few a block",
            "It counts 3 d numbers too few for each block: as many as the biases of queries, keys and values together.",
            attention="blocks * (4 * d * d + d)",
        ),
        _mistake(
            "network without biases",
            "It counts 5 d numbers too few for each block: as many as the biases of the network, 4 d and d.",
            network="blocks * 8 * d * d",
        ),
        _mistake(
            "no biases",
            "It counts 9 d numbers too few for each block: as many as all biases, 4 d in the attention, 4 d and d in "
            "the network.",
            attention="blocks * 4 * d * d",
            network="blocks * 8 * d * d",
        ),
        _mistake(
            "one layer of the network",
            "For each block a dense layer from 4 d to d is missing: the network has two, from d to 4 d and back.",
            network="blocks * (4 * d * d + 4 * d)",
        ),
        _mistake(
            "network d wide",
            "It counts a network from d to d to d numbers in each block: it is 4 d wide in the middle.",
            network="blocks * 2 * (d * d + d)",
        ),
        _mistake(
            "one block",
            "It counts one block, however many there are.",
            attention="4 * (d * d + d)",
            network="8 * d * d + 5 * d",
            norms="4 * d",
        ),
        _mistake(
            "all times the blocks",
            "It multiplies everything by the number of blocks: token vectors, positions and the last normalization "
            "stand outside of them, once.",
            tokens="blocks * vocabulary * d",
            positions="blocks * longest * d",
            last="blocks * 2 * d",
        ),
        _mistake(
            "no attention", "The attention of the blocks is missing: four dense layers from d to d.", attention=""
        ),
        _mistake("no network", "The network of the blocks is missing: from d to 4 d, and from 4 d to d.", network=""),
        _mistake(
            "no vectors",
            "The vectors of tokens and positions are missing: vocabulary times d and longest times d numbers.",
            tokens="",
            positions="",
        ),
        _mistake(
            "blocks alone",
            "It counts the blocks alone: token vectors, positions and the last normalization are missing.",
            tokens="",
            positions="",
            last="",
        ),
    ),
)

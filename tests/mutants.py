"""Answers that differ from an exercise's solution by one edit, as a slip would make it."""

import ast
import copy

COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
OPERATORS = "Add Sub, Add Mult, Sub Add, Sub Mult, Mult Add, Mult Div, Mult MatMult, Div Mult, Div FloorDiv, Div Sub"
OPERATORS = [pair.split() for pair in (OPERATORS + ", FloorDiv Div, MatMult Mult, Pow Mult, Pow Add").split(", ")]
FUNCTIONS = "sum mean, sum max, mean sum, mean median, max min, max mean, max sum, min max, min mean, maximum minimum"
FUNCTIONS += ", minimum maximum, argmin argmax, argmax argmin, sqrt square, abs sign, abs square, exp expm1, log log1p"
FUNCTIONS = [pair.split() for pair in FUNCTIONS.split(", ")]


def single_edits(source):
    """The sources that come of one edit of ``source``, each once, in a fixed order."""
    tree = ast.parse(source)
    given = ast.unparse(tree)
    found = dict.fromkeys([*_with_another_expression(tree), *_with_another_statement(tree)])
    found.pop(given, None)
    return list(found)


def _with_another_expression(tree):
    names = _names(tree)
    for owner, field, place, node in list(_expressions(tree)):
        for new in _instead(node, names):
            _put(owner, field, place, new)
            yield ast.unparse(tree)
        _put(owner, field, place, node)


def _names(tree):
    """What a slip of the pen may write for another: the arguments and variables."""
    stored = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    given = {one.arg for one in ast.walk(tree) if isinstance(one, ast.arg)}
    return sorted((stored | given) - {"self", "_"})


def _expressions(tree):
    """(owner, field, place in a list or None, expression)."""
    for owner in ast.walk(tree):
        for field, value in ast.iter_fields(owner):
            if isinstance(value, ast.expr):
                yield owner, field, None, value
            elif isinstance(value, list):
                yield from ((owner, field, k, one) for k, one in enumerate(value) if isinstance(one, ast.expr))


def _put(owner, field, place, node):
    if place is None:
        setattr(owner, field, node)
    else:
        getattr(owner, field)[place] = node


def _instead(node, names):
    """What may stand in the place of an expression."""
    if isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del)):
        return
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield from map(ast.Constant, (value + 1, value - 1, -value, 2 * value))
        case ast.Name(id=name) if name in names:
            yield from (ast.Name(other) for other in names if other != name)
            yield from (_text(form, name) for form in ("{}.T", "{}[::-1]", "{}[1:]", "{}[:-1]", "abs({})", "-{}"))
        case ast.BinOp(left=left, op=op, right=right):
            others = [other for this, other in OPERATORS if this == type(op).__name__]
            yield from (ast.BinOp(left, getattr(ast, other)(), right) for other in others)
            yield from (ast.BinOp(right, op, left), left, right)
            if isinstance(left, ast.BinOp):  # a bracket amiss
                yield ast.BinOp(left.left, left.op, ast.BinOp(left.right, op, right))
            if isinstance(right, ast.BinOp):
                yield ast.BinOp(ast.BinOp(left, op, right.left), right.op, right.right)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            yield from (ast.Compare(left, [o()], [right]) for o in COMPARISONS if not isinstance(op, o))
            yield from (ast.Compare(left, [op], [ast.BinOp(right, ast.Add(), ast.Constant(k))]) for k in (-0.1, 0.1))
        case ast.BoolOp(op=op, values=values):
            yield from (*values, ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values))
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield from (body, orelse, ast.IfExp(test, orelse, body))
        case ast.Attribute(value=value, attr="T"):
            yield value
        case ast.Subscript(value=value, slice=index):
            yield value
            if isinstance(index, ast.Slice):
                yield from (ast.Subscript(value, ast.Slice(*ends)) for ends in ((index.lower,), (None, index.upper)))
        case ast.Tuple(elts=[first, second, *others]):
            yield ast.Tuple([second, first, *others])
        case ast.Call(func=function, args=args, keywords=keywords):
            yield from args[:1]
            if len(args) == 2:
                yield ast.Call(function, args[::-1], keywords)
            yield from (ast.Call(function, args, keywords[:k] + keywords[k + 1 :]) for k in range(len(keywords)))
            if isinstance(function, ast.Name) and function.id == "range":
                shorter = [*args[:-1], ast.BinOp(args[-1], ast.Sub(), ast.Constant(1))]
                yield from (ast.Call(function, some, []) for some in (shorter, [ast.Constant(1)], [ast.Constant(3)]))
            if isinstance(function, ast.Attribute):
                others = [other for this, other in FUNCTIONS if this == function.attr]
                yield from (ast.Call(ast.Attribute(function.value, other), args, keywords) for other in others)
    if isinstance(node, (ast.BinOp, ast.Call)):
        forms = ("abs({})", "-({})", "({})**2", "max({}, 0)", "np.maximum({}, 0)", "np.round({}, 2)", "np.floor({})")
        yield from (_text(form, ast.unparse(node)) for form in forms)


def _text(form, text):
    return ast.parse(form.format(text), mode="eval").body


def _with_another_statement(tree):
    for number, place in _statements(tree):
        for edit in (_left_out, _twice, _later, _moved_out, _returns_there, _ends_the_loop, _the_other_way):
            again = copy.deepcopy(tree)
            blocks = list(_blocks(again))
            edit(blocks, blocks[number], place, blocks[number][place])
            yield ast.unparse(again)


def _blocks(tree):
    """Every list of statements that stand below each other in a function."""
    for owner in ast.walk(tree):
        for field in ("body", "orelse"):
            if getattr(owner, field, None) and isinstance(owner, (ast.FunctionDef, ast.If, ast.For, ast.While)):
                yield getattr(owner, field)


def _statements(tree):
    for number, block in enumerate(_blocks(tree)):
        for place, one in enumerate(block):
            if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)):
                yield number, place


def _left_out(blocks, block, place, one):
    block[place] = ast.Pass()


def _twice(blocks, block, place, one):
    block.insert(place, one)


def _later(blocks, block, place, one):
    block[place : place + 2] = block[place : place + 2][::-1]


def _moved_out(blocks, block, place, one):
    for outer in blocks:
        for k, owner in enumerate(outer):
            if block is getattr(owner, "body", None) or block is getattr(owner, "orelse", None):
                outer.insert(k + 1, one)
                block[place] = ast.Pass()
                return


def _returns_there(blocks, block, place, one):
    block[place + 1 : place + 1] = [last for last in blocks[0] if isinstance(last, ast.Return)]


def _ends_the_loop(blocks, block, place, one):
    block.insert(place + 1, ast.Break())


def _the_other_way(blocks, block, place, one):
    if isinstance(one, (ast.If, ast.While)):
        one.test = ast.UnaryOp(ast.Not(), one.test)
    elif isinstance(one, ast.AugAssign):
        block[place] = ast.Assign([one.target], one.value, lineno=0)

"""Which rule says a layer in ONNX's operators, and the sentence where there is none."""

import importlib
import inspect

#: Class of layers → (rule, whether it takes whole numbers as they are). Each of `FAMILIES` enters its own.
RULES = {}
FAMILIES = ("plain_rules", "image_rules", "recurrent_rules", "attention_rules", "model_rules")
#: What Python calls by itself, and what then may compute something else.
_CALLED = {"__call__", "__getattribute__"}


def says(*classes, tokens=False):
    """Enter a rule ``rule(graph, layer, x)``, which returns the name of the output, for these classes of layers."""

    def enter(rule):
        RULES.update(dict.fromkeys(classes, (rule, tokens)))
        return rule

    return enter


def rule_for(layer, place):
    """The rule for ``layer``, or a sentence with its name and its ``place`` in the network."""
    for family in FAMILIES:
        importlib.import_module(f".{family}", __package__)
    # A method may also be put in the place of another for one object alone.
    changed = {name for name in vars(layer) if inspect.isroutine(getattr(type(layer), name, None))}
    for cls in type(layer).__mro__:
        if cls in RULES:
            # A class of one's own that only makes or adds something is said as what it derives from.
            if any(hasattr(cls, name) for name in changed):
                break
            return RULES[cls]
        changed |= {name for name in vars(cls) if not name.startswith("__") or name in _CALLED}
    refuse(layer, place, "layers of course_nn that ONNX can say")


def refuse(layer, place, wanted):
    """Say that there is no rule for ``layer``."""
    where = f" at place {place} of the network" if place else ""
    raise ValueError(
        f"export_onnx: expected {wanted}, got {layer!r}{where}: a file holds ONNX's operators, and no Python; "
        "export the parts before and after it"
    )

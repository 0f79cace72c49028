"""The whole state of a run as one string of letters, from which it goes on bit for bit.

"course_nn-playground-1:" and, in base64 that is safe in addresses, zlib's compression of: the length of what follows
in JSON, the JSON, θ, the optimizer's memory and the curve as little-endian float64, and a checksum of all that.
"""

import base64
import binascii
import json
import struct
import zlib

import numpy as np

from ... import _checks
from .curve import Curve
from .network import build
from .original_rules import originally
from .run import Run
from .settings import Settings
from .step_rules import optimizer_of

NAME, VERSION = "course_nn-playground", 1
#: A longer text, or one that would be larger when unpacked, can't come from here.
MOST_TEXT, MOST_BYTES = 8_000_000, 16_000_000
MOST_STEPS = 10**15
_CUT = "expected the whole text, from its first letter to its last; this one is cut or damaged"


def to_string(run):
    """The state of a run as text: settings, θ, the optimizer's memory, the place in the data, generators, the curve."""
    state = run.state()
    optimizer, curve = state["optimizer"], state["history"]
    slots = [name for name in run.optimizer.slots if name in optimizer]
    plain = {
        "settings": state["settings"].plain(),
        "steps": optimizer["steps"],
        "slots": slots,
        "gap": curve.gap,
        "points": len(curve),
        **{name: state[name] for name in ("dropout", "feed", "updates", "epochs_before", "diverged")},
    }
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    vectors = [state["theta"], *(optimizer[name] for name in slots), curve.epochs, curve.train, curve.test]
    body = struct.pack("<I", len(text)) + text + b"".join(np.asarray(v, "<f8").tobytes() for v in vectors)
    body += struct.pack("<I", zlib.crc32(body))
    return f"{NAME}-{VERSION}:" + base64.urlsafe_b64encode(zlib.compress(body, 9)).decode().rstrip("=")


def from_string(text):
    """The `Run` of a text that `to_string` gave; anything else gets a ValueError of one sentence."""
    body = _unpacked(text)
    try:
        return _run(body)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        why = " ".join(str(error).split())
        raise ValueError(f"state: the text holds no state of a playground: {why:.200}") from error


def _unpacked(text):
    """The bytes without their checksum."""
    if not isinstance(text, str):
        raise ValueError(f"state: expected a text, got {_checks.describe(text)}")
    text = "".join(text.split())
    head, colon, rest = text.partition(":")
    name, _, version = head.rpartition("-")
    if name != NAME or not colon:
        raise ValueError(f"state: expected a text that begins with {NAME}-{VERSION}:, got {text[:30]!r}")
    if version != str(VERSION):
        raise ValueError(f"state: expected version {VERSION}, got {version[:10]!r}; it was made by another course_nn")
    if len(rest) > MOST_TEXT:
        raise ValueError(f"state: expected at most {MOST_TEXT:,} letters, got {len(rest):,}")
    try:
        packed = base64.b64decode(rest + "=" * (-len(rest) % 4), altchars="-_", validate=True)
        unpacking = zlib.decompressobj()
        body = unpacking.decompress(packed, MOST_BYTES)
    except (binascii.Error, UnicodeEncodeError, ValueError, zlib.error):
        raise ValueError(f"state: {_CUT}") from None
    if unpacking.unconsumed_tail:
        raise ValueError(f"state: expected at most {MOST_BYTES:,} bytes when unpacked, got more")
    whole = unpacking.eof and not unpacking.unused_data and len(body) > 8
    if not whole or zlib.crc32(body[:-4]) != struct.unpack("<I", body[-4:])[0]:
        raise ValueError(f"state: {_CUT}")
    return body[:-4]


def _run(body):
    stop = 4 + struct.unpack("<I", body[:4])[0]
    plain = json.loads(body[4:stop])
    settings = Settings(**plain["settings"])
    if originally(settings) != settings:
        raise ValueError("its settings break the original's rules, which they claim")
    network = build(settings)
    optimizer = optimizer_of(settings, network, dict.fromkeys(plain["slots"], 1))
    if plain["slots"] not in ([], list(optimizer.slots)):
        raise ValueError(f"expected a memory of {optimizer.slots}, got {plain['slots']}")
    size, points = network.theta.size, _checks.whole(plain["points"], "points", low=0, high=Curve.MOST)
    sizes = [size] * (1 + len(plain["slots"])) + [points] * 3
    numbers = np.frombuffer(body[stop:], "<f8").astype(np.float64)
    if len(numbers) != sum(sizes):
        raise ValueError(f"expected {sum(sizes)} numbers, got {len(numbers)}")
    theta, *vectors = np.split(numbers, np.cumsum(sizes)[:-1])
    memory, curve = dict(zip(plain["slots"], vectors, strict=False)), vectors[-3:]
    if not np.isfinite(curve[:2]).all():
        raise ValueError("expected finite numbers in the curve")
    steps = _checks.whole(plain["steps"], "steps", low=0, high=MOST_STEPS)
    like = {"size": size, "dtype": "float64"} if steps else {}
    state = {
        "settings": settings,
        "theta": theta,
        "optimizer": optimizer.state() | {"steps": steps} | like | memory,
        "dropout": plain["dropout"],
        "feed": plain["feed"],
        "updates": _checks.whole(plain["updates"], "updates", low=steps, high=MOST_STEPS),
        "epochs_before": _checks.number(plain["epochs_before"], "epochs_before", low=0),
        "history": Curve(list(zip(*curve, strict=True)), _checks.number(plain["gap"], "gap", low=0)),
        "diverged": str(plain["diverged"])[:300],
    }
    run = Run(settings)
    _check_feed(run, plain["feed"])
    run.restore(state)
    return run


def _check_feed(run, feed):
    """Refuse a place in the data that is none."""
    n = len(run.data.X_train)
    if (feed is None) != (n == 0):
        raise ValueError("it speaks of other data than its settings")
    if feed is not None:
        _checks.whole(feed["passes"], "passes", low=0, high=MOST_STEPS)
        _checks.whole(feed["position"], "position", low=0, high=n)

"""Addresses that are none, and what a handshake makes of an answer; real schedulers are in tests/frameworks."""

import sys
import types

import pytest

from course_nn.cluster import handshake


@pytest.fixture
def comm(monkeypatch):
    """In the place of Dask's part for connections: it takes addresses apart as Dask does."""

    def get_address_host_port(address):
        scheme, _, rest = address.partition("://")
        host, colon, port = rest.rpartition(":")
        if not (scheme and colon):
            raise ValueError(f"missing port number in address {address!r}")
        return host, int(port)

    fake = types.ModuleType("distributed.comm")
    fake.get_address_host_port = get_address_host_port
    monkeypatch.setitem(sys.modules, "distributed", types.ModuleType("distributed"))
    monkeypatch.setitem(sys.modules, "distributed.comm", fake)
    monkeypatch.setattr(handshake, "_arguments", lambda address: {})


@pytest.mark.parametrize(
    "address, said",
    [
        ("nowhere", "expected an address such as 'tcp://10.0.0.5:8786', got"),
        ("tcp://127.0.0.1:99999", "expected a port from 1 to 65535, got 99999"),
        ("tcp://127.0.0.1:0", "expected a port from 1 to 65535, got 0"),
    ],
)
def test_an_address_that_is_none(comm, address, said):
    with pytest.raises(ValueError, match=said):
        handshake.check_scheduler(address, 1)


@pytest.mark.parametrize(
    "answer, said",
    [
        ({"type": "Scheduler"}, None),
        ({"type": "Worker"}, "but a Dask worker answers there"),
        ({}, "but something else answers there"),
        (MemoryError(), "but something else answers there"),
        (TimeoutError(), "but none answered within 1 seconds"),
        (ConnectionRefusedError(), "but none answered within 1 seconds"),
    ],
)
def test_what_is_told_of_an_answer(comm, monkeypatch, answer, said):
    async def identity(*_):
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(handshake, "_identity", identity)
    if said is None:
        handshake.check_scheduler("tcp://127.0.0.1:8786", 1)
        return
    with pytest.raises(ConnectionError, match=said):
        handshake.check_scheduler("tcp://127.0.0.1:8786", 1)

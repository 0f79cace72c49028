"""What answers at an address: a Dask scheduler, something else, or nothing; told before Dask's client waits for it."""

import asyncio
import socket
import threading

from .. import _checks


def check_scheduler(address, seconds):
    """Refuse an address that is none, and one where no Dask scheduler answers within so many ``seconds``.

    Dask's own limit is on the connection alone: who accepts it and says nothing would be waited for without end.
    """
    host, port = _host_and_port(address)
    arguments = _arguments(address)
    found = []

    def ask():
        # In a thread with a loop of its own: a notebook's loop is running already, and names are looked up in this one.
        try:
            socket.getaddrinfo(host, port)
            found.append(asyncio.run(_identity(address, seconds, arguments)))
        except Exception as error:
            found.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds + 0.5)
    got = found[0] if found else TimeoutError()
    if isinstance(got, socket.gaierror):
        raise ConnectionError(
            f"cluster: expected the name or number of a machine, but {host!r} is not known here ({got.strerror})"
        )
    if isinstance(got, OSError):  # a TimeoutError is one, too
        raise ConnectionError(
            f"cluster: expected a Dask scheduler at {address}, but none answered within {seconds} seconds; does it run "
            f"there, and does this machine reach it? ({type(got).__name__})"
        )
    if not isinstance(got, dict) or got.get("type") in (None, "Worker", "Nanny"):
        what = f"a Dask {got['type'].lower()}" if isinstance(got, dict) and got.get("type") else "something else"
        raise ConnectionError(
            f"cluster: expected a Dask scheduler at {address}, but {what} answers there; is it the port of the "
            "dashboard (8787, where the scheduler has 8786)?"
        )


def _host_and_port(address):
    from distributed.comm import get_address_host_port

    try:
        host, port = get_address_host_port(address)
    except Exception as error:
        raise ValueError(
            f"cluster: expected an address such as 'tcp://10.0.0.5:8786', got {_checks.describe(address)} ({error})"
        ) from None
    if not 1 <= port <= 65535:
        raise ValueError(f"cluster: expected a port from 1 to 65535, got {port} in {_checks.describe(address)}")
    return host, port


def _arguments(address):
    """How Dask's configuration says that a client connects: with which certificates."""
    from distributed.security import Security

    arguments = Security().get_connection_args("client")
    if address.startswith("tls://") and arguments.get("ssl_context") is None:
        raise ValueError(
            f"cluster: expected certificates in Dask's configuration (distributed.comm.tls) for {address}, got none; "
            "with a scheduler that has none, write tcp://"
        )
    return arguments


async def _identity(address, seconds, arguments):
    from distributed.comm import connect

    async def ask():
        comm = await connect(address, timeout=seconds, **arguments)
        try:
            await comm.write({"op": "identity", "reply": True})
            return await comm.read()
        finally:
            comm.abort()

    return await asyncio.wait_for(ask(), seconds)

"""A server on this machine that sends files, and that can be told to do it badly."""

import contextlib
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    """``files``: path → content. ``ways``: beginning of a path → what to do there in place of sending the file."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.ways, self.asked = {}, {}, []
        self.stop = threading.Event()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address):
        pass  # clients that hang up are what is tested


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        path = self.path.removeprefix("http://mirror.test")  # a proxy is asked for the whole address
        content = self.server.files.get(path.rsplit("/", 1)[-1])
        for beginning, way in self.server.ways.items():
            if path.startswith(beginning):
                return way(self, content)
        whole(self, content)

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def running():
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()


def send(handler, body, length=None, status=200, **headers):
    handler.send_response(status)
    for name, value in {"Content_Type": "application/gzip", **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    if length is not None:
        handler.send_header("Content-Length", str(length))
    handler.end_headers()
    handler.wfile.write(body)


# Ways to answer: functions of the handler and of the content that is expected.


def whole(handler, content):
    send(handler, content, len(content))


def page(handler, content):
    body = b"<!doctype html><title>Sign in to this network</title>"
    send(handler, body, len(body), Content_Type="text/html")


def page_of_the_right_size(handler, content):
    send(handler, b"<html>".ljust(len(content)), len(content), Content_Type="text/html")


def empty(handler, content):
    send(handler, b"", 0)


def truncated(handler, content):
    send(handler, content[:-1], len(content) - 1)


def cut_midway(handler, content):
    send(handler, content[: len(content) // 2], len(content))


def reset_midway(handler, content):
    send(handler, content[: len(content) // 2], len(content))
    handler.wfile.flush()
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def longer(handler, content):
    send(handler, content + b"x", len(content) + 1)


def altered(handler, content):
    send(handler, bytes([*content[:-9], content[-9] ^ 1, *content[-8:]]), len(content))


def other_of_the_right_size(handler, content):
    send(handler, bytes(len(content)), len(content))


def endless(handler, content):
    send(handler, b"")
    while not handler.server.stop.is_set():
        handler.wfile.write(bytes(2**16))


def endless_chunks(handler, content):
    handler.protocol_version = "HTTP/1.1"
    send(handler, b"", Transfer_Encoding="chunked")
    while not handler.server.stop.is_set():
        handler.wfile.write(b"400\r\n" + bytes(0x400) + b"\r\n")


def broken_chunks(handler, content):
    handler.protocol_version = "HTTP/1.1"
    send(handler, b"zz\r\n" + content, Transfer_Encoding="chunked")


def drip(handler, content):
    send(handler, b"", len(content))
    for k in range(len(content)):
        if handler.server.stop.wait(0.02):
            return
        handler.wfile.write(content[k : k + 1])


def slowly(handler, *parts, pause=0.02):
    """The parts one after another, far apart, until the test is over or the client hangs up."""
    for part in parts:
        handler.wfile.write(part)
        handler.wfile.flush()
    while not handler.server.stop.wait(pause):
        handler.wfile.write(parts[-1])


def drip_status(handler, content):
    slowly(handler, b"HTTP/1.1 200 O", b"K")


def drip_headers(handler, content):
    slowly(handler, b"HTTP/1.1 200 OK\r\nX: ", b"y")


def drip_continue(handler, content):
    """To be patient, again and again."""
    slowly(handler, b"HTTP/1.1 100 Continue\r\n\r\n")


def drip_chunk_sizes(handler, content):
    slowly(handler, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", b"0")


def drip_trailers(handler, content):
    """The whole file, and then remarks without an end."""
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    slowly(handler, head + b"%x\r\n" % len(content) + content + b"\r\n0\r\n", b"X: y\r\n")


def drip_redirection(handler, content):
    slowly(handler, b"HTTP/1.1 302 Found\r\nLocation: /on", b"/on")


def silent(handler, content):
    handler.server.stop.wait(20)


def no_http(handler, content):
    handler.wfile.write(b"SSH-2.0-OpenSSH\r\n")


def not_found(handler, content):
    send(handler, b"no such file", 12, status=404)


def endless_error(handler, content):
    send(handler, b"", status=500)
    while not handler.server.stop.is_set():
        handler.wfile.write(bytes(2**16))


def to_itself(handler, content):
    send(handler, b"", 0, status=302, Location=handler.path)


def round_and_round(handler, content):
    """Each address leads to another, for ever; the redirections' own bodies don't end either."""
    send(handler, b"", status=302, Location=handler.path + "x")
    while not handler.server.stop.is_set():
        handler.wfile.write(bytes(2**16))


def to_a_file(handler, content):
    send(handler, b"", 0, status=301, Location="file:///etc/hostname")


def packed_again(handler, content):
    """The bytes of a gzip bomb in the place of the file, told to be unpacked on the way."""
    import gzip

    body = gzip.compress(bytes(20_000_000))
    send(handler, body, len(body), Content_Encoding="gzip")


def elsewhere(handler, content):
    """An honest redirection."""
    send(handler, b"", 0, status=302, Location="/moved/" + handler.path.rsplit("/", 1)[-1])


def slow_but_whole(handler, content):
    send(handler, b"", len(content))
    for k in range(0, len(content), 512):
        time.sleep(0.005)
        handler.wfile.write(content[k : k + 512])

"""Somebody who is told of new facts: a server on this computer that answers as the test says."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Event, Thread
from types import TracebackType

PATIENCE = 30.0
"""Seconds after which a message that has not come never will."""
Manners = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Message:
    """What came."""

    path: str
    headers: dict[str, str]
    body: bytes


def status(code: int, **headers: str) -> Manners:
    """Answer with a status."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("content-length", "0")
        handler.end_headers()

    return answer


def garbage(handler: BaseHTTPRequestHandler) -> None:
    """Answer something that is no HTTP."""
    handler.wfile.write(b"\x00\xffwhat?\r\n\r\n")
    handler.close_connection = True


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """Answer nothing."""
    handler.close_connection = True


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Who goes away in the middle is expected here."""


class Receiver:
    """Its `url` takes messages. manners: how the next ones are answered, in order; then well."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.heard: Queue[Message] = Queue()
        self.manners: list[Manners] = []
        self.go_on = Event()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = False
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="receiver")
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/posdesk?from=hub"

    def __enter__(self) -> "Receiver":
        """Listen."""
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Listen no more; who still waits for an answer waits no longer."""
        self.go_on.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def next(self) -> Message:
        """The next message; fails when none comes."""
        return self.heard.get(timeout=PATIENCE)

    def wait(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer nothing before the test lets it go on."""
        self.go_on.wait(PATIENCE)
        status(200)(handler)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                manner = receiver.manners.pop(0) if receiver.manners else status(204)
                receiver.heard.put(Message(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                try:
                    manner(self)
                except OSError:  # the hub waited no longer
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        return Handler

"""A bad line between a register and its hub: listens on this computer, passes requests on, and does to the next one
what the test says."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from threading import Thread
from urllib.parse import urlsplit

Hub = Callable[[bytes], Awaitable[bytes]]
Fault = Callable[[bytes, Hub, asyncio.StreamWriter], Awaitable[None]]
"""Given a whole request, a way to the hub that yields its whole answer, and the register's end."""
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class BadLine:
    """Its `url` leads to the hub at `to`. fault: what befalls requests, once each, in order; then all is well."""

    def __init__(self, to: str) -> None:
        self._to = urlsplit(to)
        self._faults: list[Fault] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._ready: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event, int]] = Future()
        self._thread = Thread(target=lambda: asyncio.run(self._listen()), name="bad line")
        self.passed_on = 0

    def __enter__(self) -> "BadLine":
        """Listen."""
        self._thread.start()
        self._loop, self._end, port = self._ready.result(10)
        self.url = f"http://127.0.0.1:{port}"
        return self

    def __exit__(self, *_: object) -> None:
        """Listen no more; who still waits for an answer waits no longer."""
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def next(self, *faults: Fault) -> None:
        """What befalls the next requests."""
        self._faults.extend(faults)

    def heal(self) -> None:
        """Nothing does any more."""
        self._faults.clear()

    def lead_to(self, url: str) -> None:
        """The hub is somewhere else now."""
        self._to = urlsplit(url)

    async def _listen(self) -> None:
        self._end = asyncio.Event()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._ready.set_result((asyncio.get_running_loop(), self._end, server.sockets[0].getsockname()[1]))
        await self._end.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while request := await _message(reader):
                fault = self._faults.pop(0) if self._faults else well
                await fault(request, self._pass_on, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # somebody hung up, or the test is over
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _pass_on(self, request: bytes) -> bytes:
        self.passed_on += 1
        reader, writer = await asyncio.open_connection(self._to.hostname, self._to.port)
        try:
            writer.write(request)
            if answer := await _message(reader):
                return answer
            raise ConnectionResetError  # the hub died of it, or on its own
        finally:
            writer.close()


async def _message(reader: asyncio.StreamReader) -> bytes:
    """One whole request or answer; nothing at the end of the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    length = LENGTH.search(head)
    return head + (await reader.readexactly(int(length[1])) if length else b"")


async def _send(writer: asyncio.StreamWriter, answer: bytes) -> None:
    writer.write(answer)
    await writer.drain()


# -------------------------------------------------------------------------------------------------------------- faults


async def well(request: bytes, hub: Hub, writer: asyncio.StreamWriter) -> None:
    """None."""
    await _send(writer, await hub(request))


async def lost_on_the_way(request: bytes, hub: Hub, writer: asyncio.StreamWriter) -> None:
    """The request never arrives."""
    raise ConnectionResetError


async def answer_lost(request: bytes, hub: Hub, writer: asyncio.StreamWriter) -> None:
    """The hub did it, and nobody hears of it."""
    await hub(request)
    raise ConnectionResetError


async def twice(request: bytes, hub: Hub, writer: asyncio.StreamWriter) -> None:
    """The hub gets it two times."""
    await hub(request)
    await _send(writer, await hub(request))


async def silence(request: bytes, hub: Hub, writer: asyncio.StreamWriter) -> None:
    """The hub did it; the line stays open, and nothing comes (half open)."""
    await hub(request)
    await asyncio.Event().wait()


async def dripping(request: bytes, hub: Hub, writer: asyncio.StreamWriter) -> None:
    """The answer comes letter by letter."""
    for letter in await hub(request):
        await _send(writer, bytes([letter]))
        await asyncio.sleep(0.05)


def late(seconds: float) -> Fault:
    """The request waits on the way."""

    async def fault(request: bytes, hub: Hub, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        await _send(writer, await hub(request))

    return fault


def cut(share: float) -> Fault:
    """A share of the answer comes."""

    async def fault(request: bytes, hub: Hub, writer: asyncio.StreamWriter) -> None:
        answer = await hub(request)
        await _send(writer, answer[: int(len(answer) * share)])
        raise ConnectionResetError

    return fault


async def cut_without_a_word_on_length(request: bytes, hub: Hub, writer: asyncio.StreamWriter) -> None:
    """All but the last three letters come, and nothing says how many there should have been."""
    head, _, body = (await hub(request)).partition(b"\r\n\r\n")
    await _send(writer, LENGTH.sub(b"\r\nconnection: close", head) + b"\r\n\r\n" + body[:-3])
    raise ConnectionResetError


def rewritten(pattern: bytes, by: bytes) -> Fault:
    """The hub did it; somebody on the way changes the answer."""

    async def fault(request: bytes, hub: Hub, writer: asyncio.StreamWriter) -> None:
        await _send(writer, re.sub(pattern, by, await hub(request), flags=re.IGNORECASE))

    return fault


async def without_the_end_of_the_packing(request: bytes, hub: Hub, writer: asyncio.StreamWriter) -> None:
    """All letters come, but not the checksum over them; nothing says how much there should have been."""
    head, _, body = (await hub(request)).partition(b"\r\n\r\n")
    await _send(writer, LENGTH.sub(b"\r\nconnection: close", head) + b"\r\n\r\n" + body[:-8])
    raise ConnectionResetError


def instead(answer: bytes) -> Fault:
    """Somebody else answers; the hub never hears of it."""

    async def fault(request: bytes, hub: Hub, writer: asyncio.StreamWriter) -> None:
        await _send(writer, answer)
        raise ConnectionResetError

    return fault


def an_answer(status: str, kind: str, body: bytes = b"", *headers: str) -> bytes:
    """An answer somebody else might give, who then hangs up and says so: else the next request may still go there."""
    lines = (
        f"HTTP/1.1 {status}",
        f"content-type: {kind}",
        f"content-length: {len(body)}",
        "connection: close",
        *headers,
    )
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body

"""Decides how the hub becomes a process that listens: on which address, behind which certificate, until when.

Refuses to know what is answered (posdesk.hub.app). Who listens beyond this computer does so with a certificate, or
has said in so many words that somebody else takes care of that.
"""

import gc
import os
import signal
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from db.hub.opening import open_hub
from posdesk.counter.ports import Ids
from posdesk.domain.business_day import Instant
from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused, TroubleCode
from posdesk.hub.app import make_app
from posdesk.hub.limits import Limits
from posdesk.hub.logs import SERVER_LOGGING, Log, to_stderr
from posdesk.hub.relay import Reach, Relaying
from posdesk.hub.service import HubService
from posdesk.hub.snapshots import Making, Snapshots, folder_for
from posdesk.hub.store_hub import service_over
from posdesk.hub.telling import Manner
from posdesk.sync.trouble import HubBusy

KEEP_OPEN_SECONDS = 75
"""How long a silent connection stays open; registers let go of theirs before that."""
GRACE_SECONDS = 20
"""How long requests under way may still take once the hub is told to end."""
LAST_PORT = 65_535
IN_THE_CLEAR = (
    "Whoever is on the network could read members' data and the registers' secrets on {host}. Give --certificate and "
    "--key, or listen on 127.0.0.1 behind a proxy that speaks TLS, or say --insecure-network if the network is safe by "
    "other means."
)
ONE_PROCESS = "Several workers need PostgreSQL: in an SQLite file one process writes at a time. Use --workers 1."
HALF = "A certificate and its key belong together: give both --certificate and --key, or neither."


class HubClock:
    """The clock of the computer the hub runs on (port Clock): the one all registers are compared with."""

    def now(self) -> Instant:
        """Milliseconds since 1970 UTC."""
        return time.time_ns() // 1_000_000

    def off(self) -> int:
        """It is compared with no other."""
        return 0


@dataclass(frozen=True, slots=True)
class Tls:
    """Two PEM files: the hub's certificate with those that vouch for it, and its key."""

    certificate: Path
    key: Path


def serve(
    database_url: str,
    host: str = "127.0.0.1",
    port: int = 7050,
    *,
    workers: int = 1,
    ready: Callable[[str], None] | None = None,
    certificate: Path | None = None,
    key: Path | None = None,
    insecure_network: bool = False,
    behind_proxy: bool = False,
    reach: Reach | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are answered first. Log lines go to stderr.

    port: 0 takes a free one. ready: told the address once requests are answered. behind_proxy: a proxy on this computer
    says from where a request came. reach: of a store's hub, reaches head office. Raises Refused(BAD_ADDRESS, BAD_STORE,
    BAD_FILE) and EnvironmentTrouble.
    """
    tls = _tls(certificate, key)
    _check_place(host, tls, insecure_network)
    _prepare(database_url)
    if workers > 1 and database_url.startswith("sqlite"):
        raise Refused(Refusal(RefusalCode.BAD_STORE, ONE_PROCESS))
    with _bound(host, port) as listening, _ends_quietly(), _passing_on(database_url, reach):
        url = _url(listening, tls)
        config = _config(partial(worker_app, database_url), tls, workers=workers, behind_proxy=behind_proxy)
        if workers > 1:
            listening.listen(config.backlog)
            if ready is not None:
                ready(url)  # who comes before the workers do waits in the queue
            Multiprocess(config, sockets=[listening]).run()
        else:
            _Server(config, lambda: ready(url) if ready is not None else None).run(sockets=[listening])


def _prepare(database_url: str) -> None:
    """Tables first, once, and words instead of workers that die; then what an older PosDesk parked. What head office
    parked is for head office to judge anew."""
    database = open_hub(database_url)
    try:
        service = service_over(database, HubClock())
        with suppress(HubBusy):  # the next start tries it too
            if service.answering is None:
                service.read_again()
    finally:
        database.close()


def worker_app(database_url: str) -> FastAPI:
    """The app of one process, with a database of its own, and a thread that makes snapshots."""
    database = open_hub(database_url)
    snapshots = Snapshots(folder_for(database_url), database)
    making = Making(snapshots, HubClock()).start()

    def closing() -> None:
        making.stop()
        database.close()

    service = replace(service_over(database, HubClock()), told=making.told)
    app = make_app(service, snapshots=snapshots, closing=closing)
    _keep_what_is_loaded()
    return app


def _keep_what_is_loaded() -> None:
    """What a process has loaded by now it keeps for life: it is not looked through for garbage again, which took a
    tenth of the time of a large push; and a request of 500 facts is no reason to look each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


@contextmanager
def _passing_on(database_url: str, reach: Reach | None) -> Iterator[None]:
    """One thread beside the server, or above its workers, exchanges with head office."""
    if reach is None:
        yield
        return
    database = open_hub(database_url)
    try:
        with Relaying(service_over(database, HubClock()), reach):
            yield
    finally:
        database.close()


@dataclass(slots=True)
class Serving:
    """A real server in a thread of this process, on a port of this computer (0: a free one): `with Serving(service) as
    hub: hub.url`. The service stays the caller's, and is not closed."""

    service: HubService
    limits: Limits = Limits()  # noqa: RUF009  # a frozen value
    log: Log = to_stderr
    tls: Tls | None = None
    seconds: Callable[[], float] = time.monotonic
    snapshots: Snapshots | None = None
    ids: Ids | None = None
    manner: Manner | None = Manner()  # noqa: RUF009  # a frozen value
    port: int = 0
    url: str = ""
    _server: "uvicorn.Server | None" = None
    _thread: Thread | None = None
    _listening: socket.socket | None = field(default=None, repr=False)

    def __enter__(self) -> "Serving":
        """Begin; whoever connects from now on is answered."""
        app = make_app(
            self.service,
            self.limits,
            snapshots=self.snapshots,
            log=self.log,
            seconds=self.seconds,
            ids=self.ids,
            manner=self.manner,
        )
        config = _config(lambda: app, self.tls, quiet=True)
        self._listening = _bind("127.0.0.1", self.port)
        self._listening.listen(config.backlog)
        self.url = _url(self._listening, self.tls)
        self._server = uvicorn.Server(config)
        self._thread = Thread(target=self._server.run, kwargs={"sockets": [self._listening]}, name="hub")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End; requests under way are answered first."""
        assert self._server is not None
        assert self._thread is not None
        assert self._listening is not None
        self._server.should_exit = True
        self._thread.join()
        self._listening.close()


class _Server(uvicorn.Server):
    """Says when it answers (uvicorn has no other way to be told)."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As it is, then the word."""
        await super().startup(sockets=sockets)
        if self.started:
            self._ready()


def _config(
    app: Callable[[], Any], tls: Tls | None, *, workers: int = 1, behind_proxy: bool = False, quiet: bool = False
) -> uvicorn.Config:
    """quiet: what the server itself says goes where the process's logging goes."""
    return uvicorn.Config(
        app,
        factory=True,
        workers=workers,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="on",
        log_config=None if quiet else SERVER_LOGGING,
        access_log=False,
        server_header=False,
        proxy_headers=behind_proxy,
        forwarded_allow_ips="127.0.0.1" if behind_proxy else None,
        timeout_keep_alive=KEEP_OPEN_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ssl_certfile=None if tls is None else tls.certificate,
        ssl_keyfile=None if tls is None else tls.key,
    )


def _tls(certificate: Path | None, key: Path | None) -> Tls | None:
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise Refused(Refusal(RefusalCode.BAD_FILE, HALF))
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as no:
        words = f"The certificate and its key cannot be used ({no.strerror or no}): two PEM files that fit together."
        raise Refused(Refusal(RefusalCode.BAD_FILE, words)) from no
    return Tls(certificate, key)


def _check_place(host: str, tls: Tls | None, insecure_network: bool) -> None:
    if tls is None and not insecure_network and not _is_this_computer(host):
        raise Refused(Refusal(RefusalCode.BAD_ADDRESS, IN_THE_CLEAR.format(host=host)))


def _is_this_computer(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


@contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    listening = _bind(host, port)
    try:
        yield listening
    finally:
        listening.close()


def _bind(host: str, port: int) -> socket.socket:
    """A socket on that address. Raises Refused(BAD_ADDRESS) for one that is none of ours, EnvironmentTrouble when it is
    taken."""
    if not 0 <= port <= LAST_PORT:  # or it would be taken for another one
        raise Refused(Refusal(RefusalCode.BAD_ADDRESS, f"There is no port {port}; they end at {LAST_PORT}."))
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        listening = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as no:
        raise Refused(Refusal(RefusalCode.BAD_ADDRESS, f"There is no address {host}, port {port}: {no}.")) from no
    try:
        if os.name == "posix":  # elsewhere it would let two programs have one port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as no:
        listening.close()
        words = f"The hub cannot listen on {host}, port {port}: {no.strerror or no}. Is one running?"
        raise EnvironmentTrouble(TroubleCode.IN_USE, words) from no
    listening.set_inheritable(True)
    return listening


def _url(listening: socket.socket, tls: Tls | None) -> str:
    host, port = listening.getsockname()[:2]
    return f"{'http' if tls is None else 'https'}://{f'[{host}]' if ':' in host else host}:{port}"


@contextmanager
def _ends_quietly() -> Iterator[None]:
    """A signal to end is obeyed, and no error: after its work the server gives the signal to whoever had it before."""
    before = {one: signal.signal(one, lambda *_: None) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)

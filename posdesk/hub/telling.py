"""Decides how webhooks are told of new facts while the hub serves: who is asked, how long, and what counts as heard.

A message is signed; an answer is its status and nothing more. Whoever is slow, fails or answers garbage holds up
neither the others nor the hub. Refuses to know whose turn it is (db.hub.webhooks) and where a message may go
(posdesk.hub.webhook_addresses).
"""

import asyncio
import hashlib
import hmac
import random
import secrets
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.concurrency import run_in_threadpool

from db.hub import api_keys, webhooks
from db.hub.webhooks import Batch, Hook
from posdesk import __version__
from posdesk.domain import hidden
from posdesk.domain.codec import canonical
from posdesk.hub.logs import Log, bug_of, line_of
from posdesk.hub.open_desk import STEPS, OpenDesk
from posdesk.hub.webhook_addresses import NotThere, Resolve, Target, target_of
from posdesk.sync.trouble import SyncTrouble

SIGNATURE = "posdesk-signature"
LONGEST_PAUSE = 3600.0
"""Seconds between two tries, at most."""
IN_A_ROW = 20
"""Messages to one webhook, one after the other, before others have their turn."""
ANSWERED = "It answered with status {status}."
SLOW = "It took longer than {seconds:g} seconds to answer."
UNREACHED = "Nobody answers at its address."
NOT_TRUSTED = "Whoever answers at its address has no certificate that is trusted here."
GARBAGE = "What it answers is not HTTP."


async def by_dns(host: str, port: int) -> Sequence[str]:
    """The numbers of a name, by this computer's own means."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


@cache
def usual_trust() -> ssl.SSLContext:
    """The certificates that everybody trusts, read once."""
    return httpx.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a process tells. every: seconds between two looks at whether there is something. patience: seconds for a
    message and its answer as a whole. at_once: webhooks that are told at the same time. chance: 0 to 1."""

    every: float = 1.0
    patience: float = 10.0
    at_once: int = 4
    resolve: Resolve = by_dns
    trust: Callable[[], ssl.SSLContext] = usual_trust
    chance: Callable[[], float] = random.SystemRandom().random


@dataclass(slots=True)
class Telling:
    """One for each process that serves; `run` goes on until it is cancelled."""

    open: OpenDesk
    manner: Manner
    log: Log
    holder: str = field(default_factory=lambda: secrets.token_hex(8))
    running: dict[int, "asyncio.Task[None]"] = field(default_factory=dict)

    async def run(self) -> None:
        """Look, tell, wait, and again. What is under way when it is cancelled is told again by whoever comes next."""
        try:
            while True:
                try:
                    await self._look()
                except (SyncTrouble, DBAPIError, NoConnection):  # the next look may find the database well again
                    pass
                except Exception as error:  # a bug is written down; it may not end the telling of all others
                    self.log(line_of(bug_of(error) | {"at": self._now(), "event": "webhook", "error": "bug"}))
                await asyncio.sleep(self.manner.every)
        finally:
            under_way = list(self.running.values())
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
            if under_way:
                with suppress(SyncTrouble, DBAPIError, NoConnection):
                    await run_in_threadpool(self._let_go)

    async def _look(self) -> None:
        """Begin to tell whoever it is time for, and let the look-up take in what has come."""
        for key in await run_in_threadpool(self._due):
            if key not in self.running and len(self.running) < self.manner.at_once:
                self.running[key] = asyncio.create_task(self._tell(key))

    async def _tell(self, key: int) -> None:
        try:
            for _ in range(IN_A_ROW):
                if not await self._once(key):
                    return
        except (SyncTrouble, DBAPIError, NoConnection):
            return
        except Exception as error:
            self.log(line_of(bug_of(error) | {"at": self._now(), "event": "webhook", "hook": key, "error": "bug"}))
        finally:
            self.running.pop(key, None)

    async def _once(self, key: int) -> bool:
        """Send one message; whether it was heard, so that the next may follow."""
        write, now = self.open.service.write, self._now
        taken = await run_in_threadpool(
            lambda: write(lambda connection: webhooks.take(connection, key, self.holder, now()))
        )
        if taken is None:
            return False
        hook, batch = taken
        status, words = await send(hook, batch, now(), self.manner)
        fields = {"at": now(), "event": "webhook", "hook": key, "facts": len(batch.facts), "status": status}
        self.log(line_of(fields | ({} if words is None else {"error": "not_heard"})))
        await run_in_threadpool(lambda: write(lambda connection: self._note(connection, hook, batch, words)))
        return words is None

    def _note(self, connection: Any, hook: Hook, batch: Batch, words: str | None) -> None:
        now = self._now()
        if words is None:
            webhooks.delivered(connection, hook, self.holder, batch.upto, now)
        else:
            pause = pause_after(hook.failures, self.manner.chance())
            webhooks.failed(connection, hook, self.holder, words, now + round(pause * 1000), now)

    def _due(self) -> list[int]:
        with self.open.service.database.reading() as connection:
            due, asked = webhooks.due(connection, self._now()), api_keys.is_any(connection)
        if asked:
            with suppress(SyncTrouble):
                self.open.catch_up(STEPS)
        return due

    def _let_go(self) -> None:
        self.open.service.write(lambda connection: webhooks.let_go(connection, self.holder))

    def _now(self) -> int:
        return self.open.service.clock.now()


@asynccontextmanager
async def telling_of(open_desk: OpenDesk, manner: Manner | None, log: Log) -> AsyncIterator[None]:
    """Tell for as long as the block lasts; not at all without a manner."""
    task = None if manner is None else asyncio.create_task(Telling(open_desk, manner, log).run())
    try:
        yield
    finally:
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def pause_after(failures: int, chance: float) -> float:
    """Seconds to wait after a failure, `failures` having come before it: twice as long each time, up to LONGEST_PAUSE,
    and of that a random part from the middle on, so that several do not come at the same moment."""
    return min(2.0 ** min(failures, 20), LONGEST_PAUSE) * (0.5 + chance / 2)


async def send(hook: Hook, batch: Batch, now: int, manner: Manner) -> tuple[int | None, str | None]:
    """Send a message; yields the status of the answer, and why it was not heard (None: it was)."""
    body = message(hook, batch).encode("utf-8")
    headers = {
        "content-type": "application/json; charset=utf-8",
        "user-agent": f"posdesk/{__version__}",
        SIGNATURE: signature(hook.secret, body, now // 1000),
    }
    try:
        async with asyncio.timeout(manner.patience):
            target = await target_of(hook.url, inside=hook.inside, resolve=manner.resolve)
            status = await post(target, headers, body, manner)
    except NotThere as no:
        return None, no.words
    except (TimeoutError, httpx.TimeoutException):
        return None, SLOW.format(seconds=manner.patience)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        return None, _words_on(error)
    return status, None if 200 <= status < 300 else ANSWERED.format(status=status)


async def post(target: Target, headers: dict[str, str], body: bytes, manner: Manner) -> int:
    """The status of the answer; what else it says is not read. Redirects are not followed, nothing is taken from the
    environment, and each message has a connection of its own: several names may lead to one number."""
    extensions = {} if target.name is None else {"sni_hostname": target.name}
    trust, patience = manner.trust(), manner.patience
    async with httpx.AsyncClient(verify=trust, trust_env=False, follow_redirects=False, timeout=patience) as http:
        own = headers | {"host": target.host}
        async with http.stream("POST", target.url, content=body, headers=own, extensions=extensions) as answer:
            return answer.status_code


def message(hook: Hook, batch: Batch) -> str:
    """The JSON that is sent: whole facts only where the webhook was made for them, without what is hidden by role."""
    told = []
    for position, fact, line in batch.facts:
        one: dict[str, Any] = {"position": position, "id": fact.id, "kind": fact.kind, "version": fact.version}
        one |= {"subject": fact.subject, "store": fact.store}
        whole = hidden.veiled_line(line) if hook.bodies else None
        told.append(canonical(one)[:-1] + ("}" if whole is None else f',"fact":{whole}}}'))
    head = {"hub": batch.hub, "epoch": batch.epoch, "webhook": hook.key, "upto": batch.upto}
    return f'{canonical(head)[:-1]},"facts":[{",".join(told)}]}}'


def signature(secret: str, body: bytes, at: int) -> str:
    """The header by which the receiver knows who sent this and when: HMAC-SHA-256 over the time, a dot and the body."""
    signed = hmac.new(secret.encode("utf-8"), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={signed.hexdigest()}"


def _words_on(error: Exception) -> str:
    reason: BaseException | None = error
    while reason is not None:
        if isinstance(reason, ssl.SSLCertVerificationError):
            return NOT_TRUSTED
        reason = reason.__cause__ or reason.__context__
    return GARBAGE if isinstance(error, httpx.RemoteProtocolError | httpx.DecodingError) else UNREACHED

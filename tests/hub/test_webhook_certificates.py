"""A message goes to a number, and whoever answers there proves to be the name that the owner typed."""

import asyncio
import ssl
from pathlib import Path

import httpx
import pytest

from posdesk.hub.telling import Manner, post
from posdesk.hub.webhook_addresses import Target
from tests.hub.certificates import a_certificate
from tests.hub.receiver import Receiver


def test_the_name_in_the_certificate_is_the_one_that_was_typed(tmp_path: Path) -> None:
    certificate, key = a_certificate(tmp_path, host="hooks.example")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    trust = ssl.create_default_context(cafile=certificate)
    with Receiver(server) as receiver:
        url = receiver.url.replace("http:", "https:")
        asked = Manner(trust=lambda: trust)
        right, wrong = (Target(url, "hooks.example", name) for name in ("hooks.example", "other.example"))
        assert asyncio.run(post(right, {}, b"{}", asked)) == 204
        assert receiver.next().headers["host"] == "hooks.example"
        for target, manner in ((wrong, asked), (Target(url, "127.0.0.1", None), asked), (right, Manner())):
            with pytest.raises(httpx.ConnectError):
                asyncio.run(post(target, {}, b"{}", manner))
        assert receiver.heard.empty()

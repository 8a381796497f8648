"""A message goes to a number, and whoever answers there proves to be the name that the owner typed."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from posdesk.hub.telling import Manner, post
from posdesk.hub.webhook_addresses import Target
from tests.hub.receiver import Receiver

pytest.importorskip("cryptography", reason="NOT TESTED: certificates of webhooks; nothing here can make one")

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def a_certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate of this name that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return certificate, private


def test_the_name_in_the_certificate_is_the_one_that_was_typed(tmp_path: Path) -> None:
    certificate, key = a_certificate(tmp_path, "hooks.example")
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

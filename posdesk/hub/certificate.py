"""Decides what certificate a hub has that no authority vouches for: it makes one, once; registers know it by its key.

Refuses to know who listens behind it (posdesk.hub.serving) and how a register trusts it (posdesk.sync.pinning).
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from db.keys import write_private
from db.trouble import in_words
from posdesk.domain.business_day import Instant
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from posdesk.sync.addresses import is_this_computer
from posdesk.sync.pinning import pin_of

CERTIFICATE, KEY = ".certificate.pem", ".key.pem"
"""What the two files beside a hub's file are called, behind its name."""
YEARS = 10
NO_KEY = (
    "{path} is no key that can be used. Put it back from a copy; or remove it and {certificate}: then another one is "
    "made, and every register has to be paired anew."
)


class Files(NamedTuple):
    """A certificate and its key, both PEM."""

    certificate: Path
    key: Path


def is_wanted(host: str, *, asked: bool, insecure_network: bool) -> bool:
    """Whether a hub that was given no certificate makes its own: somebody asks for it, or others could listen on the
    way to `host`, where it listens, and nobody said that this is safe by other means."""
    return asked or not (insecure_network or is_this_computer(host.lower()))


def own(beside: Path, names: Iterable[str], now: Instant) -> Files:
    """The hub's own certificate, beside its file; made on the first call. names: hosts under which it is reached, for
    whoever asks for names; now: ms UTC. The key is for this account alone (ECDSA, P-256). Raises EnvironmentTrouble."""
    files = Files(beside.with_name(beside.name + CERTIFICATE), beside.with_name(beside.name + KEY))
    with in_words(beside.parent):
        beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = _key(files)
        if not files.certificate.exists():
            _write(files.certificate, _made(key, names, now).public_bytes(Encoding.PEM))
    return files


def pin_where_needed(certificate: Path) -> str | None:
    """The pin of a certificate that vouches for itself; None for one that an authority gave: its key changes with each
    renewal, and registers trust the authority. Raises ValueError and OSError."""
    text = certificate.read_text(encoding="ascii")
    first = x509.load_pem_x509_certificate(text.encode("ascii"))
    return pin_of(text) if first.issuer == first.subject else None


def _key(files: Files) -> ec.EllipticCurvePrivateKey:
    if not files.key.exists():
        made = ec.generate_private_key(ec.SECP256R1())
        _write(files.key, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return made
    try:
        found = load_pem_private_key(files.key.read_bytes(), None)
    except (ValueError, TypeError):
        found = None
    if not isinstance(found, ec.EllipticCurvePrivateKey):
        words = NO_KEY.format(path=files.key, certificate=files.certificate.name)
        raise EnvironmentTrouble(TroubleCode.DAMAGED, words)
    return found


def _made(key: ec.EllipticCurvePrivateKey, names: Iterable[str], now: Instant) -> x509.Certificate:
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "PosDesk hub")])
    begins = datetime.fromtimestamp(now / 1000, UTC) - timedelta(days=1)
    hosts = [_general(name) for name in dict.fromkeys((*names, "localhost", "127.0.0.1", "::1"))]
    return (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=1 + 365 * YEARS))
        .add_extension(x509.SubjectAlternativeName([host for host in hosts if host is not None]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )


def _general(name: str) -> x509.GeneralName | None:
    """A name or number as a certificate says it; None for one that it cannot say."""
    with suppress(ValueError):
        return x509.IPAddress(ip_address(name))
    with suppress(ValueError, UnicodeError):
        return x509.DNSName(name.encode("idna").decode("ascii"))
    return None


def _write(path: Path, pem: bytes) -> None:
    """The whole of it or nothing, for this account alone."""
    half = path.with_name(f"{path.name}.new")
    half.unlink(missing_ok=True)
    write_private(half, pem.decode("ascii"))
    os.replace(half, path)

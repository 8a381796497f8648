"""Decides whom a register believes that was given the hub's key together with its pairing code: whoever has that key.

Such a hub made its certificate itself, on a network where addresses change. So neither the name nor the time in it is
asked, and no authority; the certificate that was seen when pairing is the only one that is trusted. Refuses to know
what is said over the line.
"""

import base64
import hashlib
import ssl
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from posdesk.sync.trouble import NoHub, OtherKey

PIN_SIGNS = 43
"""Letters of a pin."""
WHATEVER_THE_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME, which the ssl module has no name for: a register's clock may be years off."""
SILENT = "The hub does not answer. Nothing was changed."
OTHER_KEY = (
    "Whoever answers at the hub's address has another key than the hub this register was paired with: somebody is in "
    "between, or the hub was set up anew. Nothing was sent. Let a manager ask whoever looks after the hub; if it was "
    "set up anew, pair this register anew with the QR code or the whole text of `hub pair-code`."
)


def pin_of(certificate: str) -> str:
    """The SHA-256 of the public key (SPKI) in a PEM certificate, in base64url without its end. Raises ValueError."""
    key = x509.load_pem_x509_certificate(certificate.encode("ascii")).public_key()
    digest = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def seen_at(url: str, pin: str, seconds: float) -> str:
    """The certificate (PEM) of whoever answers at an https address, if its key is the one that was promised. It is only
    looked at; what is said is said over a line that proves to have the key. Raises OtherKey and NoHub."""
    parts = urlsplit(url)
    try:
        certificate = ssl.get_server_certificate((parts.hostname or "", parts.port or 443), timeout=seconds)
        found = pin_of(certificate)
    except (OSError, ValueError) as no:
        raise NoHub(SILENT) from no
    if found != pin:
        raise OtherKey(OTHER_KEY)
    return certificate


def only(certificate: str) -> ssl.SSLContext:
    """Trust in this certificate (PEM) and no other, whatever name or time is in it. Raises OtherKey for one that is
    none."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False  # its key is what it is known by
    context.verify_flags = ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VerifyFlags(WHATEVER_THE_TIME)
    try:
        context.load_verify_locations(cadata=certificate)
    except (ssl.SSLError, ValueError, TypeError) as no:  # TypeError: letters that no certificate has
        raise OtherKey(OTHER_KEY) from no
    return context

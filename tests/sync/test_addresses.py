"""Which addresses a register may be given: protected ones anywhere, others on this computer, and inside with a word."""

import pytest

from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.sync.addresses import checked_address, others_could_listen

HTTPS = "https:" + "//"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://hub.example.com", "https://hub.example.com"),
        (" HTTPS://Hub.Example.COM/ ", "https://hub.example.com"),
        ("https://hub.example.com:8443", "https://hub.example.com:8443"),
        (f"{HTTPS}192.168.1.20:7050", f"{HTTPS}192.168.1.20:7050"),
        ("https://[2001:DB8::1]:7050", "https://[2001:db8::1]:7050"),
        ("https://büro.example", "https://xn--bro-hoa.example"),
        ("http://127.0.0.1:7050", "http://127.0.0.1:7050"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:7050", "http://[::1]:7050"),
    ],
)
def test_an_address_gets_its_one_form(text: str, address: str) -> None:
    assert checked_address(text) == address
    assert checked_address(address) == address


@pytest.mark.parametrize(
    "text",
    [
        "", "hub.example.com", "ftp://hub.example.com", "file:///etc/passwd", "https://", "https:///v1", "https://:7050",
        "https://hub.example.com/path", "https://hub.example.com?x=1", "https://hub.example.com#x",
        f"{HTTPS}me:secret@hub.example.com", "https://@hub.example.com", "https://hub.example.com:0",
        "https://hub.example.com:65536", "https://hub.example.com:x", "https://hub.example.com:", f"{HTTPS}hub example",
        f"{HTTPS}hub\n.example", f"{HTTPS}hub\0.example", "https://evil.example\\@hub.example", "https://[::1",
        "https://[fe80::1%25eth0]", "https://-hub.example", "https://hub..example", f"https://{'a' * 400}.example",
        "https://hub.example\u202e", "javascript:alert(1)", "https:hub.example",
    ],
)  # fmt: skip
@pytest.mark.parametrize("in_the_clear", [False, True])
def test_what_is_no_address_is_refused(text: str, in_the_clear: bool) -> None:
    with pytest.raises(Refused) as no:
        checked_address(text, in_the_clear=in_the_clear)
    assert no.value.refusal.code is RefusalCode.BAD_ADDRESS
    assert no.value.refusal.words


@pytest.mark.parametrize(
    "host", ["10.0.0.5", "172.16.0.1", "192.168.1.20:7050", "169.254.3.4", "[fd00::1]", "[fe80::1]"]
)
def test_an_unprotected_line_inside_needs_a_word_of_its_own(host: str) -> None:
    with pytest.raises(Refused, match="so many words"):
        checked_address(f"http://{host}")
    assert checked_address(f"http://{host}", in_the_clear=True) == f"http://{host}"


@pytest.mark.parametrize(
    "host",
    ["hub.example.com", "hub", "hub.local", "8.8.8.8", "172.32.0.1", "0.0.0.0", "127.0.0.1.example", "2130706433",
     "127.1", "0x7f.1", "localhost.example", "[2001:db8::1]", "[::ffff:8.8.8.8]", "[::]"],
)  # fmt: skip
def test_an_unprotected_line_to_elsewhere_is_never_allowed(host: str) -> None:
    with pytest.raises(Refused) as no:
        checked_address(f"http://{host}", in_the_clear=True)
    assert no.value.refusal.code is RefusalCode.BAD_ADDRESS


@pytest.mark.parametrize(
    ("address", "could"),
    [
        ("https://hub.example.com", False),
        ("http://127.0.0.1:7050", False),
        ("http://[::1]", False),
        ("http://localhost", False),
        ("http" + "://192.168.1.20", True),
    ],
)
def test_whether_others_could_listen(address: str, could: bool) -> None:
    assert others_could_listen(address) is could

"""To which addresses the hub may send what it knows, whatever their names lead to."""

import asyncio
from collections.abc import Sequence

import pytest

from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.hub.telling import by_dns
from posdesk.hub.webhook_addresses import NotThere, checked_url, target_of
from tests.hub.names import leading_to

HTTPS, HTTP = "https:" + "//", "http:" + "//"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/a?b=c",
        f"{HTTPS}8.8.8.8:8443/",
        "http://127.0.0.1:80/",
        "http://localhost/x",
        f"{HTTP}[::1]/",
    ],
)
def test_an_address_anywhere_by_https_or_on_this_computer_may_be_told(url: str) -> None:
    assert checked_url(f" {url} ", inside=False) == url


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://example.com/",
            "ftp://example.com/",
            "example.com",
            "https://",
            f"{HTTPS}a b/",
            f"{HTTPS}me@example.com/",
        ),
        *("https://example.com/#x", "https://example.com:0/", f"{HTTPS}10.0.0.5/", f"{HTTPS}[fd00::1]/", "https://"),
        *(f"{HTTPS}169.254.169.254/latest", f"{HTTPS}[fe80::1]/", f"{HTTPS}0.0.0.0/", f"{HTTPS}224.0.0.1/"),
        *(f"{HTTPS}[::ffff:10.0.0.5]/", f"{HTTPS}[64:ff9b::a00:5]/", f"{HTTP}192.168.1.5/", f"{HTTPS}100.64.0.1/"),
        *("https://example.com/\nx", f"{HTTPS}exam\u0301ple.com/", f"https://example.com/{'a' * 500}"),
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(Refused) as no:
        checked_url(url, inside=False)
    assert no.value.refusal.code is RefusalCode.BAD_ADDRESS


def test_a_private_network_may_be_told_where_the_owner_says_so_but_no_metadata_of_a_cloud() -> None:
    assert checked_url(f"{HTTPS}10.0.0.5/", inside=True)
    for url in (f"{HTTPS}169.254.169.254/", f"{HTTPS}0.0.0.0/", f"{HTTP}10.0.0.5/"):
        with pytest.raises(Refused):
            checked_url(url, inside=True)


@pytest.mark.parametrize("numbers", [("10.0.0.5",), ("127.0.0.1",), ("93.184.216.34", "169.254.169.254"), ("::1",)])
def test_a_name_that_leads_inside_is_not_told(numbers: tuple[str, ...]) -> None:
    with pytest.raises(NotThere):
        asyncio.run(target_of("https://example.com/x", inside=False, resolve=leading_to(*numbers)))


def test_a_message_goes_to_the_number_that_was_judged_under_the_name_of_the_certificate() -> None:
    target = asyncio.run(target_of("https://example.com/x?y", inside=False, resolve=leading_to("93.184.216.34")))
    assert (target.url, target.host, target.name) == (f"{HTTPS}93.184.216.34:443/x?y", "example.com", "example.com")
    inside = asyncio.run(target_of("https://pos.example:8443/", inside=True, resolve=leading_to("fd00::5")))
    assert (inside.url, inside.host) == (f"{HTTPS}[fd00::5]:8443/", "pos.example:8443")
    with pytest.raises(OSError, match="nowhere"):
        asyncio.run(target_of("https://example.com/", inside=False, resolve=leading_to()))


def test_names_are_looked_up_by_this_computers_own_means() -> None:
    assert "127.0.0.1" in asyncio.run(_looked_up())


async def _looked_up() -> Sequence[str]:
    return await by_dns("127.0.0.1", 80)

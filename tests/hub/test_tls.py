"""A hub on the shop's network that made its certificate itself: known by its key, which came with the pairing code."""

import socket
import ssl
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509

from posdesk.domain.refusals import EnvironmentTrouble, RefusalCode, Refused
from posdesk.domain.replication import START
from posdesk.hub import certificate
from posdesk.hub.serving import Serving, Tls
from posdesk.sync.client import HttpHub, ask_to_be_let_in
from posdesk.sync.invitation import Invitation, read_invitation, write_invitation
from posdesk.sync.pinning import PIN_SIGNS, only, pin_of, seen_at
from posdesk.sync.trouble import NoHub, OtherKey
from tests.fakes.clock import FakeClock
from tests.hub.certificates import a_certificate
from tests.hub.facts import NOW, a_line
from tests.hub.hubs import House

YEAR = 365 * 24 * 3_600_000
SECONDS = 10.0


@dataclass(frozen=True)
class Known:
    """A hub that listens with its own certificate, and its pin."""

    house: House
    url: str
    files: certificate.Files
    pin: str


def own(folder: Path, name: str = "hub.db", now: int = NOW) -> certificate.Files:
    return certificate.own(folder / name, ["192.0.2.20", "till.example"], now)


def serving(house: House, files: certificate.Files, log: list[str] | None = None) -> Serving:
    written = house.log if log is None else log
    return Serving(house.service, log=written.append, seconds=house.seconds, tls=Tls(*files))


@pytest.fixture
def known(house: House, tmp_path: Path) -> Iterator[Known]:
    """Such a hub."""
    files = own(tmp_path)
    with serving(house, files) as hub:
        yield Known(house, hub.url, files, pin_of(files.certificate.read_text()))


def paired(known: Known, register: str = "register 1") -> tuple[str, str]:
    """The secret of a register that was let in by the whole invitation, and the certificate it keeps."""
    admitted = ask_to_be_let_in(known.url, known.house.code(), register, pin=known.pin)
    assert admitted.certificate is not None
    return admitted.token, admitted.certificate


def line(url: str, kept: tuple[str, str]) -> HttpHub:
    return HttpHub(url, kept[0], FakeClock(), certificate=kept[1])


def test_a_register_that_was_told_the_key_syncs_with_a_hub_no_authority_knows(known: Known) -> None:
    kept = paired(known)
    assert kept[1] == known.files.certificate.read_text()
    with line(known.url, kept) as hub:
        assert hub.push(START, [a_line(1)]).verdicts[0].stands
    assert known.house.lines() == [a_line(1)]


def test_without_the_key_such_a_hub_is_a_stranger_as_before(known: Known) -> None:
    with pytest.raises(NoHub, match="cannot prove"):
        ask_to_be_let_in(known.url, known.house.code(), "register 1")
    assert known.house.log == []


def test_somebody_in_between_while_pairing_hears_no_code(known: Known, tmp_path: Path) -> None:
    (tmp_path / "mallory").mkdir()
    code = known.house.code()
    heard: list[str] = []
    with (
        serving(known.house, own(tmp_path / "mallory"), heard) as mallory,
        pytest.raises(OtherKey, match="somebody is in between"),
    ):
        ask_to_be_let_in(mallory.url, code, "register 1", pin=known.pin)
    assert heard == []
    assert ask_to_be_let_in(known.url, code, "register 1", pin=known.pin).device == 1


def test_somebody_in_between_later_hears_nothing(known: Known, tmp_path: Path) -> None:
    kept = paired(known)
    (tmp_path / "mallory").mkdir()
    heard: list[str] = []
    with (
        serving(known.house, own(tmp_path / "mallory"), heard) as mallory,
        line(mallory.url, kept) as hub,
        pytest.raises(OtherKey, match="pair this register anew"),
    ):
        hub.push(START, [a_line(1)])
    assert (heard, known.house.lines()) == ([], [])


def test_somebody_who_shows_the_hub_s_certificate_needs_its_key_too(known: Known, tmp_path: Path) -> None:
    kept = paired(known)
    other = a_certificate(tmp_path, "other")
    with pytest.raises(ssl.SSLError):
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(known.files.certificate, other.key)
    imitated = known.files.certificate.read_text() + other.certificate.read_text()
    both = tmp_path / "both.pem"
    both.write_text(other.certificate.read_text() + imitated)
    with (
        serving(known.house, certificate.Files(both, other.key)) as mallory,
        line(mallory.url, kept) as hub,
        pytest.raises(OtherKey),
    ):
        hub.have(START, [])


def test_even_an_authority_s_word_for_another_key_is_not_taken(known: Known, tmp_path: Path) -> None:
    kept, other = paired(known), a_certificate(tmp_path, "other")
    files = certificate.Files(other.certificate, other.key)
    with serving(known.house, files) as mallory, pytest.raises(OtherKey):
        HttpHub(mallory.url, kept[0], FakeClock(), authority=other.certificate, certificate=kept[1]).have(START, [])


def test_a_hub_that_was_set_up_anew_is_refused_until_its_registers_are_paired_anew(
    known: Known, tmp_path: Path
) -> None:
    kept = paired(known)
    for path in known.files:
        path.unlink()
    fresh = own(tmp_path)
    with serving(known.house, fresh) as hub:
        with line(hub.url, kept) as old, pytest.raises(OtherKey):
            old.have(START, [])
        known.house.revoke()
        anew = Known(known.house, hub.url, fresh, pin_of(fresh.certificate.read_text()))
        with line(hub.url, paired(anew)) as now:
            assert now.have(START, []) == []


@pytest.mark.parametrize("made", [NOW - 40 * YEAR, NOW + 40 * YEAR])
def test_neither_name_nor_time_in_it_is_asked(house: House, tmp_path: Path, made: int) -> None:
    (tmp_path / "old").mkdir()
    files = certificate.own(tmp_path / "old" / "hub.db", ["elsewhere.example"], made)
    with serving(house, files) as hub:
        known = Known(house, hub.url, files, pin_of(files.certificate.read_text()))
        with line(hub.url, paired(known)) as register:
            assert register.have(START, []) == []


def test_nobody_or_somebody_who_speaks_no_tls_is_no_hub(house: House) -> None:
    pin = "A" * PIN_SIGNS
    with house.serving() as hub:
        url = hub.url.replace("http:", "https:")
        with pytest.raises(NoHub):
            seen_at(url, pin, SECONDS)
    with pytest.raises(NoHub):
        seen_at(url, pin, SECONDS)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_no_older_tls_than_1_2_is_spoken_by_either_side(known: Known) -> None:
    text = known.files.certificate.read_text()
    assert only(text).minimum_version is ssl.TLSVersion.TLSv1_2
    old = only(text)
    old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    host, port = known.url.removeprefix("https://").split(":")
    with socket.create_connection((host, int(port)), SECONDS) as bare, pytest.raises(ssl.SSLError):
        old.wrap_socket(bare)


def test_what_is_no_certificate_is_nobody_s_key() -> None:
    for text in ("", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "Ü"):
        with pytest.raises(OtherKey):
            only(text)


# -------------------------------------------------------------------------------------------------- the hub's two files


@pytest.mark.parametrize(
    ("host", "asked", "insecure", "wanted"),
    [
        ("127.0.0.1", False, False, False),
        ("Localhost", False, False, False),
        ("::1", False, False, False),
        ("127.0.0.1", True, False, True),
        ("0.0.0.0", False, False, True),
        ("", False, False, True),
        ("192.0.2.20", False, False, True),
        ("hub.example.com", False, False, True),
        ("192.0.2.20", False, True, False),
        ("192.0.2.20", True, True, True),
    ],
)
def test_a_hub_that_others_could_listen_to_has_a_certificate(
    host: str, asked: bool, insecure: bool, wanted: bool
) -> None:
    assert certificate.is_wanted(host, asked=asked, insecure_network=insecure) is wanted


def test_a_hub_makes_its_certificate_once_for_its_account_alone(tmp_path: Path) -> None:
    files = own(tmp_path)
    before = [path.read_bytes() for path in files]
    assert [stat.S_IMODE(path.stat().st_mode) for path in files] == [0o600, 0o600]
    assert own(tmp_path, now=NOW + YEAR) == files
    assert [path.read_bytes() for path in files] == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hub.db.certificate.pem", "hub.db.key.pem"]


def test_a_certificate_that_is_gone_is_made_anew_for_the_same_key(tmp_path: Path) -> None:
    files = own(tmp_path)
    pin = pin_of(files.certificate.read_text())
    files.certificate.unlink()
    assert pin_of(own(tmp_path).certificate.read_text()) == pin


def test_a_key_that_is_none_is_told_and_left_alone(tmp_path: Path) -> None:
    files = own(tmp_path)
    files.key.write_text("no key")
    with pytest.raises(EnvironmentTrouble, match="paired anew"):
        own(tmp_path)
    assert files.key.read_text() == "no key"


def test_the_names_a_hub_is_reached_by_stand_in_its_certificate(tmp_path: Path) -> None:
    files = certificate.own(tmp_path / "hub.db", ["192.0.2.20", "till.example", "Über.example", "a" * 300], NOW)
    made = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    said = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert said.get_values_for_type(x509.DNSName) == ["till.example", "xn--ber-goa.example", "localhost"]
    assert [str(number) for number in said.get_values_for_type(x509.IPAddress)] == ["192.0.2.20", "127.0.0.1", "::1"]
    assert (made.not_valid_after_utc - made.not_valid_before_utc).days == 3651


def test_a_certificate_of_an_authority_has_no_pin(tmp_path: Path) -> None:
    made = a_certificate(tmp_path)
    assert certificate.pin_where_needed(made.certificate) == pin_of(made.certificate.read_text())
    with pytest.raises(ValueError):
        certificate.pin_where_needed(made.key)


# ------------------------------------------------------------------------------------------------------- the invitation


def test_an_invitation_carries_address_code_and_key() -> None:
    pin = "Ab-_" * 10 + "xyz"
    text = write_invitation("https://hub.example:7050/", "ABCD-2345", pin)
    assert text == f"https://hub.example:7050#ABCD-2345.{pin}"
    assert read_invitation(text) == Invitation("https://hub.example:7050", "ABCD-2345", pin)
    assert read_invitation("https://hub.example:7050", f"ABCD-2345.{pin}") == read_invitation(text)
    assert read_invitation(" https://hub.example ", " ABCD-2345 ") == Invitation("https://hub.example", "ABCD-2345")
    assert read_invitation(write_invitation("https://hub.example", "ABCD-2345")).pin is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("https://hub.example#ABCD-2345." + "a" * 42, RefusalCode.BAD_CODE),
        ("https://hub.example#ABCD-2345.", RefusalCode.BAD_CODE),
        ("https://hub.example#ABCD-2345." + "a" * 44, RefusalCode.BAD_CODE),
        ("https://hub.example#.", RefusalCode.BAD_CODE),
        ("https://hub.example", RefusalCode.BAD_CODE),
        ("#ABCD-2345", RefusalCode.BAD_CODE),
        ("http://hub.example#ABCD-2345." + "a" * 43, RefusalCode.BAD_ADDRESS),
    ],
)
def test_an_invitation_that_is_not_whole_is_refused_in_words(text: str, code: RefusalCode) -> None:
    with pytest.raises(Refused) as no:
        read_invitation(text)
    assert no.value.refusal.code is code

"""A scanner on a serial line, played on a pseudo terminal: read as one that types, and tried again when it is gone."""

import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from posdesk.hardware.scanner import Reading
from posdesk.hardware.serial_scanner import SerialScanner

if sys.platform == "win32":
    pytest.skip("there are no pseudo terminals on Windows", allow_module_level=True)

import pty
import tty

PATIENCE = 10.0
"""Seconds after which what was awaited will not come: nothing is timed."""


@dataclass
class Line:
    """A pseudo terminal with a scanner at its other end."""

    scanner_end: int
    port: str
    scans: list[str] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    told: list[str | None] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def send(self, text: bytes) -> None:
        os.write(self.scanner_end, text)

    def heard(self, reading: Reading, text: str) -> None:
        with self.news:
            self.readings.append(reading)
            self.scans.append(text)
            self.news.notify_all()

    def say(self, words: str | None) -> None:
        with self.news:
            self.told.append(words)
            self.news.notify_all()

    def await_scans(self, *wanted: str) -> None:
        with self.news:
            assert self.news.wait_for(lambda: self.scans == list(wanted), PATIENCE), self.scans

    def await_told(self, *wanted: str | None) -> None:
        with self.news:
            assert self.news.wait_for(lambda: len(self.told) >= len(wanted), PATIENCE), self.told


@pytest.fixture
def line() -> Iterator[Line]:
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    made = Line(ours, os.ttyname(theirs))
    yield made
    for end in (ours, theirs):
        os.close(end)


def test_scans_come_one_by_one_as_they_end(line: Line) -> None:
    scanner = SerialScanner(line.port, 9600, line.heard, line.say)
    try:
        line.await_told(None)
        line.send(b"PD1:0027PRXGG0:Y\r\n")
        line.await_scans("PD1:0027PRXGG0:Y")
        line.send(b"4006381333931\r")
        line.await_scans("PD1:0027PRXGG0:Y", "4006381333931")
    finally:
        scanner.close()
    assert line.readings[0].texts == tuple("PD1:0027PRXGG0:Y")
    assert line.readings[0].terminated


def test_framed_codes_with_what_the_scanner_says_of_them_are_one_scan_each(line: Line) -> None:
    scanner = SerialScanner(line.port, 9600, line.heard, line.say)
    try:
        line.await_told(None)
        line.send(b"\x02]Q1PD1:0027PRXGG0:Y\x03\x02]E04006381333931\x03\r\n")
        line.await_scans("]Q1PD1:0027PRXGG0:Y", "]E04006381333931")
    finally:
        scanner.close()
    assert all(reading.terminated for reading in line.readings)


def test_an_id_is_one_scan_with_its_lines_and_ends_by_silence(line: Line) -> None:
    text = "@\n\x1e\rANSI 636000000000DL\nDAQX\nDCSY\r"
    scanner = SerialScanner(line.port, 9600, line.heard, line.say)
    try:
        line.await_told(None)
        line.send(text.encode())
        line.await_scans(text)
    finally:
        scanner.close()
    assert not line.readings[0].terminated


def test_a_line_that_is_not_there_is_words_once_and_the_scanner_can_be_closed(line: Line) -> None:
    scanner = SerialScanner("/dev/no-such-scanner", 9600, line.heard, line.say)
    try:
        line.await_told("words")
    finally:
        scanner.close()
    (words,) = line.told
    assert words is not None
    assert words.startswith("The scanner on /dev/no-such-scanner is not there.")

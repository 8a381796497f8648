"""The collector waits while reports are made, on however many threads, and goes on afterwards as before."""

import gc
from threading import Event, Thread

import pytest

from posdesk.reports.uncollected import uncollected


def test_the_collector_waits_and_goes_on_also_after_trouble() -> None:
    def stopped() -> None:
        with uncollected():
            assert not gc.isenabled()
            raise ValueError("stopped")

    with pytest.raises(ValueError, match="stopped"):
        stopped()
    assert gc.isenabled()


def test_it_waits_for_the_last_of_several_makers() -> None:
    begun, may_end = Event(), Event()

    def make() -> None:
        with uncollected():
            begun.set()
            may_end.wait(10)

    other = Thread(target=make)
    with uncollected():
        other.start()
        assert begun.wait(10)
    assert not gc.isenabled()
    may_end.set()
    other.join()
    assert gc.isenabled()


def test_a_program_without_a_collector_stays_so() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()

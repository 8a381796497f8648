"""Decides in which time zones a phone may be, by its country and area code. The table is the `phonenumbers` package's.

A phone that was moved with its owner lies elsewhere than its area code says: so the zones are those it may be in, and
whoever asks adds the store's. Implements the port `Zones`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ZonesOfPhones:
    """The port `Zones`."""

    def of(self, phone: str) -> frozenset[str]:
        """IANA zones of an E.164 phone. Of a number that belongs to no place, such as a toll-free one: all of its
        country. Empty when the country is not known."""
        import phonenumbers  # its tables take a moment to load, and a counter does not need them
        from phonenumbers import timezone

        try:
            found = timezone.time_zones_for_number(phonenumbers.parse(phone))
        except phonenumbers.NumberParseException:
            return frozenset()
        return frozenset(found) - {timezone.UNKNOWN_TIMEZONE}

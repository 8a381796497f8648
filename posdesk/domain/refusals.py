"""Decides what the desk may say no to. A refusal is a value from one closed list, with words a budtender can act on.

Trouble of the environment (disk full, locked, no access) is the one exception family EnvironmentTrouble. Anything else
that is raised is a bug and reaches the crash dialog.
"""

from dataclasses import dataclass
from enum import StrEnum


class RefusalCode(StrEnum):
    """Every reason for which PosDesk says no; the words come with the Refusal."""

    BAD_AMOUNT = "bad_amount"
    BAD_POINTS = "bad_points"
    BAD_PHONE = "bad_phone"
    BAD_EMAIL = "bad_email"
    BAD_NAME = "bad_name"
    BAD_BIRTHDAY = "bad_birthday"
    BAD_CARD_CODE = "bad_card_code"
    BAD_DATE = "bad_date"
    BAD_FACT = "bad_fact"
    BAD_PROGRAM = "bad_program"
    BAD_STORE = "bad_store"
    BAD_CAMPAIGN = "bad_campaign"
    BAD_SEGMENT = "bad_segment"
    NO_SEGMENT = "no_segment"
    BAD_FILE = "bad_file"
    BAD_COLUMN_MAP = "bad_column_map"
    BAD_TEXT = "bad_text"
    NO_MEMBER = "no_member"
    AMBIGUOUS_MEMBER = "ambiguous_member"
    FIELD_LOCKED = "field_locked"
    NO_FIELD = "no_field"
    PHONE_TAKEN = "phone_taken"
    CARD_TAKEN = "card_taken"
    NO_VISIT = "no_visit"
    ALREADY_VOIDED = "already_voided"
    NOTHING_TO_UNDO = "nothing_to_undo"
    NOTHING_TO_RETURN = "nothing_to_return"
    NOT_USABLE = "not_usable"
    NO_REWARD = "no_reward"
    NO_TIER = "no_tier"
    NO_REDEMPTION = "no_redemption"
    NO_REASON = "no_reason"
    BELOW_ZERO = "below_zero"
    NO_FIGURE = "no_figure"
    NO_CAMPAIGN = "no_campaign"
    NO_STORE_YET = "no_store_yet"
    ALREADY_SET_UP = "already_set_up"
    FACT_CONFLICT = "fact_conflict"
    NOT_PAIRED = "not_paired"
    ALREADY_PAIRED = "already_paired"
    BAD_CODE = "bad_code"
    BAD_ADDRESS = "bad_address"
    UNSENT = "unsent"
    SAME_MEMBER = "same_member"
    NOT_MERGED = "not_merged"
    NOT_SURE = "not_sure"
    FUTURE_DAY = "future_day"
    ALREADY_CLOSED = "already_closed"
    DAY_PASSED = "day_passed"
    CLOCK_BEHIND = "clock_behind"
    NOT_CLOSED = "not_closed"
    NOTHING_LATE = "nothing_late"
    NOT_PERMITTED = "not_permitted"
    BAD_PIN = "bad_pin"
    WRONG_PIN = "wrong_pin"
    WAIT = "wait"
    NO_PERSON = "no_person"
    NAME_TAKEN = "name_taken"
    LAST_OWNER = "last_owner"
    NO_EXCEPTION = "no_exception"
    ALREADY_SETTLED = "already_settled"
    NO_PRINTER = "no_printer"
    NOT_AN_ID = "not_an_id"
    HALF_SCAN = "half_scan"
    TWO_SCANS = "two_scans"
    LONG_SCAN = "long_scan"
    NO_BIRTH_DATE = "no_birth_date"
    BAD_ID_DATE = "bad_id_date"
    BAD_STATE_PACK = "bad_state_pack"
    NO_STATE_PACK = "no_state_pack"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One no: its code, and words that say what is wrong and what to do."""

    code: RefusalCode
    words: str


class Refused(Exception):
    """Carries a Refusal out of a parser or a use case to the door (screen or command) that shows its words."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.words)
        self.refusal = refusal


class TroubleCode(StrEnum):
    """The kinds of trouble this computer can be in."""

    DISK_FULL = "disk_full"
    BUSY = "busy"
    IN_USE = "in_use"
    NEWER_STORE = "newer_store"
    DAMAGED = "damaged"
    WRONG_KEY = "wrong_key"
    NO_ACCESS = "no_access"
    NO_DISPLAY = "no_display"


class EnvironmentTrouble(Exception):
    """The computer cannot do it now: `code` for programs, `words` for people (what is wrong, what to do)."""

    def __init__(self, code: TroubleCode, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words

"""Decides which commands the counter has, with their keys: one list for buttons, F1, Ctrl+K and shortcuts.

Refuses to know what a command does: it is given that. Keys that scanners type (Ctrl+J, Ctrl+M ...) are never used.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from ui import id_wording, people_wording
from ui.viewmodels.look import SCALES, THEMES


@dataclass(frozen=True, slots=True)
class Command:
    """One command. key: as on the keyboard, `F2`; other_key: a second one; None when it is found by name only."""

    id: str
    words: str
    icon: str
    run: Callable[[], None]
    key: str | None = None
    other_key: str | None = None


@dataclass(frozen=True, slots=True)
class Actions:
    """What the commands do."""

    record: Callable[[], None]
    points: Callable[[], None]
    best: Callable[[], None]
    coupon: Callable[[], None]
    all_back: Callable[[], None]
    ask: Callable[[], None]
    consent: Callable[[], None]
    agrees: Callable[[], None]
    declines: Callable[[], None]
    other_language: Callable[[], None]
    stop_texts: Callable[[], None]
    stop_emails: Callable[[], None]
    forget_id: Callable[[], None]
    check_id: Callable[[], None]
    campaigns: Callable[[], None]
    evening: Callable[[], None]
    correct: Callable[[], None]
    duplicates: Callable[[], None]
    record_of: Callable[[], None]
    new_member: Callable[[], None]
    undo: Callable[[], None]
    sync_now: Callable[[], None]
    sync_page: Callable[[], None]
    search: Callable[[], None]
    visits: Callable[[], None]
    hide: Callable[[], None]
    more: Callable[[], None]
    full_screen: Callable[[], None]
    keys: Callable[[], None]
    home: Callable[[], None]
    look: Callable[[], None]
    theme: Callable[[str], None]
    scale: Callable[[int], None]
    motion: Callable[[], None]
    lock: Callable[[], None]
    people: Callable[[], None]
    first_owner: Callable[[], None]
    lock_after: Callable[[int], None]
    leave: Callable[[], None]
    customer_screen: Callable[[], None]
    presence: Callable[[], None]
    card_code: Callable[[], None]
    print_slip: Callable[[], None]
    hardware: Callable[[], None]
    store: Callable[[], None]


T = TypeVar("T")

LOCKS_AFTER = (1, 5, 15, 30, 0)
"""Minutes without a key or a click that can be chosen; 0: never."""
_ANSWERS = ("agrees", "declines")
"""Keys of one panel, that the list of keys names in one row."""
_THEME_ICONS = {"system": "monitor", "light": "sun", "dark": "moon", "contrast": "contrast"}


def commands(do: Actions) -> tuple[Command, ...]:
    """Every command of the counter, those with keys first."""
    with_keys = (
        Command("keys", "Show the keys", "keyboard", do.keys, "F1"),
        Command("record", "Record a visit", "receipt", do.record, "F2"),
        Command("new-member", "New member", "user-plus", do.new_member, "F3"),
        Command("undo", "Undo what was done last", "undo-2", do.undo, "F4"),
        Command("sync", "Exchange with the hub now", "refresh-cw", do.sync_now, "F5"),
        Command("search", "Search", "search", do.search, "F6"),
        Command("visits", "Visits of the member, or of today", "history", do.visits, "F7"),
        Command("hide", "Hide or show details", "eye-off", do.hide, "F8"),
        Command("customer-screen", "Customer screen on or off", "monitor", do.customer_screen, "F9"),
        Command("more", "Commands by name", "command", do.more, "F10", "Ctrl+K"),
        Command("full-screen", "Full screen", "monitor", do.full_screen, "F11"),
        Command("evening", "End of day: report, checks, close", "receipt", do.evening, "F12"),
        Command("correct", "Put right: points, tier, receipts", "settings", do.correct, "Alt+K"),
        Command("who", "Who this member is: merge, data", "user", do.record_of, "Alt+W"),
        Command("points", "Points of the member", "star", do.points, "Alt+P"),
        Command("best", "Best offers for this visit", "gift", do.best, "Alt+B"),
        Command("coupon", "A coupon for this visit", "gift", do.coupon, "Alt+C"),
        Command("all-back", "All goods of the visit come back", "undo-2", do.all_back, "Alt+A"),
        Command("ask", "Answer the question of the card", "message-circle", do.ask, "Alt+Q"),
        Command("consent", "Ask for consent to messages", "message-circle", do.consent, "Alt+O"),
        Command("agrees", "The member agrees", "check", do.agrees, "Alt+Y"),
        Command("declines", "The member does not agree", "ban", do.declines, "Alt+N"),
        Command("other-language", "Ask in the other language", "type", do.other_language, "Alt+L"),
        Command("stop-texts", "Stop texts to the member", "ban", do.stop_texts, "Alt+T"),
        Command("check-id", id_wording.CHECK, "scan-line", do.check_id, "Alt+I"),
        Command("hub", "The hub: what waits, pair, compare", "hard-drive", do.sync_page, "Alt+H"),
        Command("card-code", "Card of the member, its code", "credit-card", do.card_code, "Alt+M"),
        Command("presence", "Number on the customer screen", "badge-check", do.presence, "Alt+U"),
        Command("print-slip", "Print the slip, or print it again", "printer", do.print_slip, "Ctrl+P"),
        Command("lock", "Lock, or change who works here", "lock", do.lock, "Ctrl+L"),
        Command("stop-emails", "Stop e-mails to the member", "ban", do.stop_emails),
        Command("forget-id", "Forget the member's ID", "x", do.forget_id),
        Command("home", "Back to the start", "x", do.home),
        Command("duplicates", "Who may be one person: merge", "users", do.duplicates),
        Command("campaigns", "Campaigns", "calendar", do.campaigns),
        Command("hardware", "Test the hardware: scanner, printer, displays", "settings", do.hardware),
        Command("store-settings", "Store settings: ID check, keeping data, slips", "store", do.store),
        Command("people", "People and PINs: who works here", "users", do.people),
        Command("look", "Look: colours and text size", "settings", do.look),
    )
    return (*with_keys, *_looks(do), *_locks(do), Command("leave", "Close PosDesk", "x", do.leave))


def _looks(do: Actions) -> list[Command]:
    themes = [
        Command(f"theme-{name}", f"Colours: {words.lower()}", _THEME_ICONS[name], _with(do.theme, name))
        for name, words in THEMES.items()
    ]
    scales = [
        Command(f"scale-{scale}", f"Text size {words}", "type", _with(do.scale, scale))
        for scale, words in SCALES.items()
    ]
    return [*themes, *scales, Command("motion", "Sliding panels on or off", "settings", do.motion)]


def _locks(do: Actions) -> list[Command]:
    first = Command("first-owner", "Begin to sign in with PINs", "users", do.first_owner)
    return [
        first,
        *(
            Command(f"lock-after-{minutes}", people_wording.locks_after(minutes), "lock", _with(do.lock_after, minutes))
            for minutes in LOCKS_AFTER
        ),
    ]


def _with(action: Callable[[T], None], value: T) -> Callable[[], None]:
    return lambda: action(value)


def key_rows(all_commands: tuple[Command, ...]) -> list[tuple[str, str]]:
    """The key list of F1: (key, what it does), with the keys that are no commands."""
    rows = [
        ("scan", "Find the member, from anywhere"),
        ("type, Enter", "Search, then open the match"),
        ("Up, Down", "Move in matches or visits"),
        ("Esc", "Clear; twice: back to the start"),
    ]
    for command in all_commands:
        if command.key and command.id not in _ANSWERS:
            keys = f"{command.key} or {command.other_key}" if command.other_key else command.key
            rows.append((keys, command.words))
    return [
        *rows,
        ("Alt+Y, Alt+N", "The member agrees, or does not"),
        ("Alt+1 ... Alt+9", "Use an offer; again: take it off"),
        ("+, -", "More or less of a line comes back"),
        ("PgUp, PgDn", "Turn a page in a list"),
        ("Space", "Tick a brand while recording a visit"),
    ]

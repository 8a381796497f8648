"""The words the screen itself says: buttons, headings, states. Shop language, one place, English.

What the desk says (refusals, `After this ...`, what to say to a member) comes from posdesk. Refuses to know widgets.
"""

from datetime import date

SEARCH = "Scan a card, or type phone, name or e-mail"
SEARCH_NAME = "Find a member: scan a card, or type a phone, name or e-mail"
SAVED_HERE = "Saved here"
NEEDS_ATTENTION = "Needs attention"
HIDDEN = "Hidden"
DETAILS_HIDDEN = "Details hidden"
RECORD_VISIT, GUEST_VISIT = "Record visit", "Guest visit"
NEW_MEMBER = "New member"
HIDE, SHOW = "Hide", "Show"
UNDO, UNDO_SHORT = "Undo last", "Undo"
MORE = "More"
GUEST = "Guest"
CAN_USE_NOW = "Can use now"
NOT_YET = "Not yet"
NOTHING_TO_USE = "Nothing to use today"
SAY = "Say"
BRANDS = "Brands, last 12 visits"
NO_BRANDS = "No brands yet. Name them when you record a visit."
SPEND = "Spend, 13 months"
HISTORY = "Visits"
NO_VISITS = "No visits yet"
TODAY, TODAY_SHORT = "Today at this register", "Today"
NO_VISITS_TODAY = "No visits yet today. Scan a card to begin."
LAST_VISITS = "Last visits"
CARD, BACK = "Card", "Back"
AMOUNT, AMOUNT_EXAMPLE = "Amount paid", "62.50 or 6250"
BRAND_EXAMPLE = "Type a name, Enter adds it"
TICKET, TICKET_EXAMPLE = "Ticket number", "From the receipt"
SAVE, SAVING, CANCEL = "Save", "Saving", "Cancel"
NAME, PHONE, EMAIL, BIRTHDAY, CARD_CODE = "Name", "Phone", "E-mail", "Birthday", "Card"
NAME_EXAMPLE, PHONE_EXAMPLE = "First and last name", "303 555 0142"
EMAIL_EXAMPLE, BIRTHDAY_EXAMPLE = "Can wait", "1990-05-30 or 05-30"
YES, NO = "Record another", "No"
VOIDED = "Undone"
KEYS = "Keys"
LOOK = "Look"
OPENING = "Opening the store"
TYPE_MORE = "More match. Type on to narrow it down."
PROBLEM = "This did not work"
MATCHES = "Members that match"
SAY_HIDDEN = "Hidden. F8 shows it."
NOT_SENT = "on this computer only"
BEGIN = "How to begin"
BEGINNINGS = (
    ("scan-line", "Scan a card", "The member opens at once, from any screen"),
    ("phone", "Type a phone, name or e-mail", "The last four digits are enough; Enter opens"),
    ("receipt", "Guest visit: F2", "A visit without a member"),
    ("keyboard", "All keys: F1", "Every command by name: Ctrl+K"),
)
SAVE_VISIT_FIRST = "Save this visit first, or Esc to drop it."
SAVE_MEMBER_FIRST = "Save this member first, or Esc to drop the form."
NO_ONE = "No one with"
ID_SCANNED = "This is an ID, not a member card. Type the phone or the name."
SCAN_TOO_LONG = "This code is too long for a member card. Scan the card, or type the phone or the name."
THIS_CARD = "this card"
KNOWN_BY = {"phone": "number", "card_code": "card", "email": "e-mail", "name": "name"}
OPTIONAL = "optional"
BRAND = "Another brand"
CARD_EXAMPLE = "Scan it, or leave empty for a new one"
MOTION, CLOSE, COLOURS, TEXT_SIZE, PANELS = "Panels slide", "Close", "Colours", "Text size", "Motion"

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date) -> str:
    """`Nov 23, 2026`: never a short date, day and month are read in two orders."""
    return f"{MONTHS[value.month - 1]} {value.day}, {value.year}"


def day_near(value: date, today: date) -> str:
    """`Nov 23`, with the year when it is another one than today's."""
    return f"{MONTHS[value.month - 1]} {value.day}" if value.year == today.year else day(value)


def day_ahead(value: date, today: date) -> str:
    """`Jan 3`: a day to come within the next ten months needs no year."""
    return f"{MONTHS[value.month - 1]} {value.day}" if 0 <= (value - today).days < 300 else day(value)


def month(value: str) -> str:
    """`2026-11` -> `Nov 2026`."""
    return f"{MONTHS[int(value[5:7]) - 1]} {value[:4]}"


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 visit`, `2 visits`, `1,204 visits`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `11th`."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def waiting(number: int) -> str:
    """The chip while facts wait for the hub."""
    return f"{number:,} waiting"


def up_to_date(at: str | None) -> str:
    """The chip when the hub has everything."""
    return f"Up to date {at}" if at else "Up to date"


def alone(number: int) -> str:
    """The state without a hub, at length."""
    return f"On this computer only: {count(number, 'entry', 'entries')}. No hub is set up."


def offline(since: str | None, offers_from: str | None) -> str:
    """The banner of a register that does not reach its hub."""
    words = [f"Offline since {since}." if since else "Offline.", "Visits are saved on this computer."]
    return " ".join([*words, f"Offers are from {offers_from}."] if offers_from else words)


def nobody(text: str) -> str:
    """The heading when nobody matches; `text` is what was typed or scanned."""
    return f"{NO_ONE} {text}"


def make_new(what: str) -> str:
    """What F3 would do now; `what` is number, name or card, or nothing."""
    return f"F3 makes a new member with this {what}." if what else "F3 makes a new member."


def phone(e164: str) -> str:
    """`+13035550142` -> `303-555-0142`; other countries stay as they are."""
    return f"{e164[2:5]}-{e164[5:8]}-{e164[8:]}" if e164.startswith("+1") and len(e164) == 12 else e164


def recorded_before(at: str, staff: str | None) -> str:
    """The question before a second visit within ten minutes."""
    return f"Recorded at {at}{f' by {staff}' if staff else ''}".rstrip(".") + ". Record another?"


def scanned_meanwhile(name: str) -> str:
    """Somebody's card was scanned while a visit of another member is half typed."""
    return f"{name} was scanned. Save this visit first, or Esc to drop it; then {name} opens."


def held_by(name: str) -> str:
    """A card scanned into the form of a new member belongs to somebody."""
    return f"This card belongs to {name.rstrip('.')}. Esc leaves this form."


def enrolled(name: str) -> str:
    """After a new member was saved."""
    return f"Saved. {name} is a member now."


def visits_of(name: str) -> str:
    """Heading of a member's history."""
    return f"Visits of {name}"


def visit_of(name: str) -> str:
    """Heading of the visit panel."""
    return f"Visit of {name}"


def amount_read(read: str | None) -> str:
    """Over the amount: what was understood, for 6250 and 62.50 are the same."""
    return f"{AMOUNT}: {read}" if read else AMOUNT

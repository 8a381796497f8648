"""The words the screen itself says: buttons, headings, states. Shop language, one place, English.

What the desk says (refusals, `After this ...`, what to say to a member) comes from posdesk. Refuses to know widgets.
"""

from datetime import date

from posdesk.domain.money import format_cents, format_short
from posdesk.domain.points import format_points

SEARCH = "Scan a card, or type phone, name or e-mail"
SEARCH_NAME = "Find a member: scan a card, or type a phone, name or e-mail"
WORKS_ALONE = "Works alone"
NEEDS_ATTENTION = "Needs attention"
CLOCK_IS_OFF, NOT_LET_IN, UPDATE_NEEDED = "Clock is off", "Not let in", "Update needed"
NO_HUB_HERE = "This register works alone: everything is saved on this computer."
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
CLOCK_OFF = "clock was off"
KEYS = "Keys"
LOOK = "Look"
OPENING, OPENING_SHORT = "Opening the store", "Opening"
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
SAVE_RETURN_FIRST = "Save this return first, or Esc to drop it."
SAVE_ANSWER_FIRST = "Save this answer first, or Esc to drop it."
NO_QUESTION = "There is nothing to ask this member now."
QUESTION, ANSWER, ASK = "Ask this", "Answer", "Ask"
ANSWER_EXAMPLES = {
    "birthday": "Like 5/30/1990, or 5/30",
    "interests": "Like edibles, vapes",
    "email": "Like maria@example.com",
    "phone": "Like 303-555-0142",
}
SAVE_MEMBER_FIRST = "Save this member first, or Esc to drop the form."
NO_ONE = "No one with"
SCAN_TOO_LONG = "This code is too long for a member card. Scan the card, or type the phone or the name."
THIS_CARD = "this card"
KNOWN_BY = {"phone": "number", "card_code": "card", "email": "e-mail", "name": "name"}
OPTIONAL = "optional"
BRAND = "Another brand"
CARD_EXAMPLE = "Scan it, or leave empty for a new one"
MOTION, CLOSE, COLOURS, TEXT_SIZE, PANELS = "Panels slide", "Close", "Colours", "Text size", "Motion"

AMOUNT_FIRST = "Type the amount first, like 62.50."
FULL_AMOUNT = "Amount before offers"
PRICE_EXAMPLE = "Like 12.00"
PAY_WITH_POINTS, POINTS_EXAMPLE = "Pay with points", "To pay with, like 200"
HAND_OVER = "Hand over"
HAND_OVER_AFTER = "Save or close the visit first, then hand it over."
COUPON, COUPON_EXAMPLE = "Coupon code, then Enter", "SPRING-7Q"
COUPON_WITHOUT_MEMBER = "That is a coupon. Open the member first, then scan it again."
USE, USING, USES, BEST = "Use", "Using", "Uses", "Best"
NOTHING_CHOSEN = "Nothing chosen yet. Alt+1 to Alt+9 choose an offer."
NOTHING_TAKES_OFF = "No award takes anything off this amount."
GUEST_USES = "A guest has no offers to use. Scan the card, or look the member up first."
OFFERS_ADD_UP, BEST_ONE_WINS = "Offers add up", "Best one wins: one offer a visit"
GIVEN, TREAT = "Given", "A treat"
MEMBER_FIRST = "Open a member first: scan a card, or search."
POINTS_ARE_OF_A_MEMBER = "Points belong to a member. Scan a card, or search."
USED_FROM_THE_TOP = "used from the top"
AWARDS, POINTS = "Awards", "Points"
NO_END = "no end"
TAKEN_BACK = "Came back with the goods"
AWARD_STATES = {"open": "Open", "waiting": "Not yet", "redeemed": "Used", "expired": "Ended", "revoked": "Lost"}
RETURN_GOODS, ALL_BACK = "Take goods back", "All of it"
RETURN_HINT = "Up, Down marks a visit; Enter takes goods of it back"
NOTHING_NAMED = "Nothing is named yet. Type how much of a line came back, or take all of it."
NO_RETURN_OPEN = "Mark a visit in the history (F7) first; Enter takes its goods back."
PART_BACK, WHOLE_BACK = "Part back", "All back"
PIECE_MORE, PIECE_LESS = "More", "Less"
PIECES_EXAMPLE, AMOUNT_BACK_EXAMPLE = "0", "0.00"

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


def offline(since: str | None, offers_from: str | None, stale: str | None = None, asks_hub: bool = False) -> str:
    """The banner of a register that does not reach its hub; see Connection."""
    words = [f"Offline since {since}." if since else "Offline.", "Visits are saved on this computer."]
    if offers_from:
        words.append(f"Offers are from {offers_from}.")
    if stale:
        words.append(f"They may be out of date ({stale}).")
    if asks_hub:
        words.append("Some one-time offers need the hub.")
    return " ".join(words)


def offline_short(number: int, since: str | None) -> str:
    """The chip of such a register: `14 waiting since 11:52`."""
    if not since:
        return waiting(number) if number else "Offline"
    return f"{waiting(number)} since {since}" if number else f"Offline since {since}"


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


def amount_read(read: str | None, *, full: bool = False) -> str:
    """Over the amount: what was understood, for 6250 and 62.50 are the same. full: offers come off it."""
    name = FULL_AMOUNT if full else AMOUNT
    return f"{name}: {read}" if read else name


def points(hundredths: int) -> str:
    """`312`, `45.50`."""
    return format_points(hundredths)


def money(cents: int) -> str:
    """`$62.50`, `$10.00`."""
    return format_cents(cents)


def money_short(cents: int) -> str:
    """`$62.50`, `$10`."""
    return format_short(cents)


def points_of(point_name: str, name: str) -> str:
    """Heading of the page of points."""
    return f"{point_name[:1].upper()}{point_name[1:]} of {name}"


def no_points(point_name: str) -> str:
    """The page of points without a lot."""
    return f"No {point_name} to use now."


def points_owed(hundredths: int, point_name: str) -> str:
    """Over the lots while more was taken than there was."""
    return f"{format_points(hundredths)} {point_name} short: what is earned next pays for them first."


def version(number: int) -> str:
    """Which version of the program gave points."""
    return f"rules version {number}"


def left_of(earned: str) -> str:
    """Under the points left of a lot."""
    return f"left of {earned}"


def until(day_words: str) -> str:
    """When a lot or an award ends."""
    return f"until {day_words}"


def stacking(best_only: bool) -> str:
    """The rule for several offers at once."""
    return BEST_ONE_WINS if best_only else OFFERS_ADD_UP


def offers_from(rule: str, updated: str, unreadable: tuple[str, ...]) -> str:
    """`Offers add up · offers from today 11:50`, and which of them only a newer PosDesk can read."""
    parts = [rule, f"offers from {updated}" if updated else ""]
    if unreadable:
        parts.append(f"not shown, from a newer PosDesk: {', '.join(unreadable)}")
    return " · ".join(part for part in parts if part)


def ask(words: str, gets: str) -> str:
    """`When is your birthday? (50 points)`."""
    return f"{words} ({gets})" if gets else words


def for_the_answer(gets: str) -> str:
    """What she gets for it."""
    return f"For the answer: {gets}" if gets else ""


def answered(title: str | None) -> str:
    """The toast after an answer: what can be used for it now."""
    return f"Saved. {title} can be used now" if title else "Saved"


def take_off(title: str) -> str:
    """What the button of a chosen offer does."""
    return f"Take {title} off again"


def use(title: str) -> str:
    """What the button of an offer does."""
    return f"Use {title}"


def usable_from(day_words: str) -> str:
    """When a lot or an award begins."""
    return f"from {day_words}"


def idle(days: int) -> str:
    """When points end that end by inactivity."""
    return f"until {days:,} days without a visit"


def ended(day_words: str) -> str:
    """An award whose last day is over."""
    return f"ended {day_words}"


def earned_on(day_words: str, *, provisional: bool) -> str:
    """When an award was earned; provisional: what earned it is not confirmed by a hub."""
    return f"Earned {day_words}{', not confirmed yet' if provisional else ''}"


def used_at(day_words: str, register: str) -> str:
    """When and where an award was used."""
    return f"{day_words}, {register}"


def no_offer(number: int) -> str:
    """Alt+n for which there is no offer."""
    return f"There is no offer {number} to use now."


def points_to_pay(point_name: str, most: str, worth: str) -> str:
    """Over the field of points to pay with; most, worth: of what the member has, `most` empty while that is hidden."""
    if not most:
        return f"Pay with {point_name} ({OPTIONAL})"
    return f"{point_name[:1].upper()}{point_name[1:]}, up to {most} ({worth})"


def price_of(goods: str) -> str:
    """Over the field for what the goods of an offer cost."""
    return f"{goods}: price"


def paying_with(point_name: str) -> str:
    """What points to pay with are called among the uses."""
    return f"Paying with {point_name}"


def pay_instead(pay: str, full: str) -> str:
    """What the member pays with everything taken off."""
    return f"Pay {pay} instead of {full}"


def off(amount: str) -> str:
    """What a discount gives."""
    return f"{amount} off"


def more(points_words: str, point_name: str) -> str:
    """What a reward of points gives."""
    return f"{points_words} {point_name} more"


def for_points(gives: str, spent: str, point_name: str) -> str:
    """What is given, and for how many points."""
    return f"{gives} for {spent} {point_name}"


def return_of(name: str, day_words: str) -> str:
    """Heading of the panel of a return."""
    return f"Goods back from {name}, visit of {day_words}"


def pieces_left(pieces: str, cents: str) -> str:
    """How much of a line can come back."""
    return f"{pieces} for {cents}" if cents else pieces


def back(name: str) -> str:
    """What a field of a return is for, a line that comes back by pieces."""
    return f"How many of {name} come back"


def amount_back(name: str) -> str:
    """The same for a line of which only the amount is known."""
    return f"Amount of {name} that comes back"

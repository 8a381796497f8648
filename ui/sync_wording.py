"""The words of the sync page, and of what chip and banner say about the hub. Refuses to know what is shown when."""

from posdesk.counter.hub_line import Way
from ui.wording import count

SYNC, SYNC_NOW, COUNTER = "Sync", "Sync now", "Counter"
COMPARE, SAVE_COPY, LOAD_COPY = "Compare", "Save a copy", "Load a copy"
PAIR, UNPAIR, REALLY_UNPAIR = "Pair", "Unpair", "Really unpair?"
ADDRESS, ADDRESS_EXAMPLE = "Address of the hub", "https://hub.shop.example:7050"
CODE, CODE_EXAMPLE = "Code from the hub", "ABCD-2345"
PAIRING, COMPARING, SAVING = "Asking the hub…", "Comparing with the hub…", "Saving…"
ALONE = "This register works alone"
ALONE_WHY = (
    "Everything is saved on this computer. With a hub, the shop's registers see each other's visits and members, and "
    "what happened here is safe in a second place."
)
HOW_TO_PAIR = "To pair it, ask at the hub for a code. It is good once, for ten minutes."
ALONE_F5 = "This register works alone. Alt+H shows how to pair it with a hub."
WAITING, NOTHING_WAITS = "Waits for the hub", "Nothing waits: the hub has everything."
NOTHING_YET = "Nothing waits."
ASIDE, DIFFERS = "Needs attention", "Differs from the hub"
SAME = "This register and the hub hold the same for the last 30 days."
STUCK = "The exchange did not move on and was begun anew. Nothing was lost."
RESTORED = (
    "This register was put back to an older copy of itself. What the hub holds of it has come back; what it had not "
    "sent by then is lost. Look at its receipts since that copy."
)
TWIN = (
    "Another computer bears the name of this register: one is a copy of the other. Both keep what they record. Pair "
    "one of them under a name of its own."
)
SEEN_ANEW = "The hub was put back to an older copy of itself. This register offers it again what it holds."
NOTES = {
    RESTORED: "This register is an older copy of itself",
    TWIN: "This register has a twin",
    SEEN_ANEW: "The hub is an older copy of itself",
}
"""The same in a few words."""
NEVER = "not reached yet"
THROUGH_STORE = "Reached: the store's hub, which passes everything on"
PAST_STORE = "Reached: head office. The store's hub did not answer"
STATE = "The line to the hub"
LIST = "What waits, and what needs attention"
SAVE_TITLE, LOAD_TITLE = "Save what waits to a file", "Load a file of entries"
FILES = "Entries (*.jsonl);;All files (*)"
FILE_NAME = "posdesk-waiting.jsonl"
LOADING = "Loading…"
SENDING, SENT_SO_FAR = "Speaking with the hub…", "sent"
NOT_WHILE_ALONE = "There is no hub to compare with."

KINDS: dict[str, tuple[str, str]] = {
    "visit.recorded": ("visit", "visits"),
    "visit.voided": ("visit taken back", "visits taken back"),
    "visit.returned": ("return of goods", "returns of goods"),
    "member.enrolled": ("new member", "new members"),
    "member.field_set": ("change of a member", "changes of members"),
    "member.erased": ("member erased", "members erased"),
    "member.merged": ("merge of two members", "merges of members"),
    "member.unmerged": ("merge taken back", "merges taken back"),
    "member.told_apart": ("pair told apart", "pairs told apart"),
    "member.id_read": ("ID read for a member", "IDs read for members"),
    "member.data_given": ("member's data given out", "members' data given out"),
    "referral.made": ("member brought by a member", "members brought by members"),
    "consent.set": ("consent given or withdrawn", "consents given or withdrawn"),
    "reward.redeemed": ("offer used", "offers used"),
    "redemption.voided": ("use taken back", "uses taken back"),
    "reward.handed_over": ("reward handed over", "rewards handed over"),
    "award.given": ("award given", "awards given"),
    "points.adjusted": ("adjustment of points", "adjustments of points"),
    "opening.recorded": ("opening balance", "opening balances"),
    "tier.overridden": ("tier set by hand", "tiers set by hand"),
    "feedback.given": ("feedback", "feedbacks"),
    "campaign.met": ("campaign shown", "campaigns shown"),
    "campaign.published": ("campaign published", "campaigns published"),
    "campaign.paused": ("campaign paused", "campaigns paused"),
    "campaign.resumed": ("campaign resumed", "campaigns resumed"),
    "campaign.ended": ("campaign ended", "campaigns ended"),
    "segment.published": ("segment published", "segments published"),
    "program.published": ("program published", "programs published"),
    "store.opened": ("store set up", "stores set up"),
    "stock.counted": ("count of stock", "counts of stock"),
    "message.queued": ("message to send", "messages to send"),
    "message.held": ("message held back", "messages held back"),
    "message.sent": ("message sent", "messages sent"),
    "day.closed": ("day closed", "days closed"),
    "staff.added": ("new colleague", "new colleagues"),
    "staff.changed": ("change of name or role", "changes of names or roles"),
    "staff.pin_set": ("new PIN", "new PINs"),
    "staff.ended": ("colleague who left", "colleagues who left"),
    "staff.locked_out": ("wait after wrong PINs", "waits after wrong PINs"),
    "approval.given": ("approval by PIN", "approvals by PIN"),
    "exception.settled": ("exception settled", "exceptions settled"),
    "visit.moved": ("visit of another member", "visits of other members"),
}
"""What the shop calls one and several facts of a kind; a test wants every kind here."""
OTHER_KIND = ("other entry", "other entries")


def kind(name: str, number: int) -> str:
    """`14 visits`."""
    return count(number, *KINDS.get(name, OTHER_KIND))


def one_of_kind(name: str) -> str:
    """`Visit`."""
    words = KINDS.get(name, OTHER_KIND)[0]
    return words[:1].upper() + words[1:]


def entries(number: int) -> str:
    """`1 entry`, `14 entries`."""
    return count(number, "entry", "entries")


def since(moment: str) -> str:
    """When the oldest of them happened."""
    return f"since {moment}"


def wait_since(number: int, moment: str | None) -> str:
    """The chip at length while facts wait."""
    oldest = f", the oldest since {moment}" if moment else ""
    return f"{entries(number)} {'waits' if number == 1 else 'wait'} for the hub{oldest}."


def unread(number: int) -> str:
    """What only a newer PosDesk can read."""
    return f"{entries(number)} came that only a newer PosDesk can read. Update this register; they are kept until then."


def unread_short(number: int) -> str:
    """The same in a few words."""
    return f"{entries(number)} for a newer PosDesk"


def aside_short(name: str | None) -> str:
    """A fact of this register that the hub does not hold; None: the hub holds another one in its place."""
    return "The hub's entry stands, not ours" if name is None else f"{one_of_kind(name)} not taken by the hub"


def set_aside(number: int) -> str:
    """What the hub did not take."""
    it = "it" if number == 1 else "them"
    return f"The hub did not take {entries(number)} of this register. They are kept here; Alt+H shows {it}."


def clock_off(minutes: int, ahead: bool) -> str:
    """What is wrong with the clock, and what to do. minutes: at least 1."""
    side = "ahead of" if ahead else "behind"
    return (
        f"The clock of this computer is {count(minutes, 'minute')} {side} the hub's. Set it; visits are saved anyway."
    )


def exchanged(sent: int, came: int) -> str:
    """How an exchange ended that somebody asked for."""
    return f"In step with the hub. {entries(sent)} sent, {came:,} came." if sent or came else "In step with the hub."


def back_online(sent: int, came: int) -> str:
    """The banner once the hub is reached again."""
    return f"Back online. {entries(sent)} sent, {came:,} came."


def hub_at(url: str) -> str:
    """Which hub it is."""
    return f"Hub: {url}"


def through(way: Way, head_office: str | None, passed_on: str) -> list[str]:
    """What was reached, where there is a store's hub; and how that stands with head office."""
    said = {Way.STORE_HUB: THROUGH_STORE, Way.HEAD_OFFICE: PAST_STORE}.get(way)
    if said is None:
        return []
    office = [] if head_office is None else [f"Head office: {head_office}"]
    return [said, *office, f"The store's hub was in step with head office: {passed_on}"]


def shared(number: int) -> str:
    """What waits is on the store's hub and its registers too."""
    return f"{entries(number)} {'is' if number == 1 else 'are'} shared in the store, and on the way to head office."


def reached(moment: str) -> str:
    """When an exchange last ended well."""
    return f"Last in step: {moment}"


def first_pull(came: int, of_about: int) -> str:
    """How far the first pull of a new register has come."""
    if of_about <= came:
        return f"{entries(came)} of the shop have come so far…"
    return f"{came:,} of about {entries(of_about)} of the shop have come…"


def snapshot(come: int, of: int) -> str:
    """How far the ready file of a new register has come, in bytes."""
    if come >= of:
        return "All of the shop has come, and is made ready. The counter goes on meanwhile…"
    return f"The shop is coming: {come / 1_000_000:,.1f} of {of / 1_000_000:,.1f} MB…"


def under_way(sent: int, came: int) -> str:
    """How far an exchange has come."""
    if not sent and not came:
        return SENDING
    return f"{SENDING} {sent:,} sent, {came:,} came."


def days_old(days: int) -> str:
    """For how long what came may be out of date."""
    return count(days, "day")


def differs(here: int, there: int) -> str:
    """What a day holds on both sides."""
    if here == there:
        return f"{here:,} on both sides, not the same ones"
    return f"{here:,} here, {there:,} at the hub"


def compared(number: int) -> str:
    """What a comparison has found."""
    return (
        f"{count(number, 'day')} of the last 30 {'differs' if number == 1 else 'differ'}. Sync now, then compare again."
    )


def saved(number: int, name: str) -> str:
    """After what waits was saved. name: of the file."""
    if not number:
        return f"Nothing waits; {name} is empty."
    return f"{entries(number)} saved to {name}. Another register or the hub can load it."


def loaded(new: int, already: int, refused: int) -> str:
    """What came of a file."""
    words = f"{entries(new)} new, {already:,} known already."
    return f"{words} {count(refused, 'line')} could not be taken." if refused else words


def loading(lines: int) -> str:
    """How far a file has been read."""
    return f"{LOADING} {count(lines, 'line')} read."


def refused_line(number: int, words: str) -> str:
    """Why a line of the file was not taken."""
    return f"Line {number:,}: {words}"


PAIRED = "Paired. What the shop holds comes now."
UNPAIRED = "This register works alone now. Everything it holds stays on this computer."
BOTH_NEEDED = "Type the hub's address and the code first."

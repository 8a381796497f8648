"""The words about people: the lock, the first owner, a manager's PIN, the page of who works here. Refuses to know
widgets."""

MOST_DIGITS = 6
"""Of a PIN."""

LOCKED, WHO_ARE_YOU = "Locked", "Who are you?"
LOCKED_LINE = "Choose your name and type your PIN. What was on the screen is still there for whoever locked it."
SCAN_WHILE_LOCKED = "Locked: the scan was not taken. Sign in, then scan again."
SIGN_IN, SIGNING_IN = "Sign in", "Looking"
PIN, PIN_EXAMPLE = "PIN", "4 to 6 digits"
PAD, RUB_OUT = "Digits", "Clear"
PEOPLE = "Who works here"
TYPE_PIN = "Type your PIN first."
NOBODY_HAS_A_PIN = "Nobody has a PIN here yet, so nothing is locked. F10, “Begin to sign in with PINs”."
HAS_PEOPLE = "People sign in here already. Ctrl+L changes who works at this register."
FIRST_LINE = (
    "The first one is the owner: colleagues are added with F10, “People and PINs”. From then on each visit says whose "
    "it is, and points by hand, returns and the like are for a manager. Without it PosDesk works as it is."
)
NAME, NAME_EXAMPLE = "Your name", "As colleagues call you"
AGAIN = "The PIN again"
NOT_THE_SAME = "The two PINs are not the same. Type them again."
BEGIN, NOT_NOW = "Begin", "Not now"
PERSON_HINT = "Lock, or change who works at this register: Ctrl+L"
APPROVAL = "A manager's PIN lets you do this once"
APPROVE, DO_NOT = "Do it once", "Do not"
NOT_APPROVED = "Not done."
OWN_NAME_STAYS = "It stays yours; who allowed it is written beside it."


def welcome(name: str) -> str:
    """The toast after signing in as somebody else."""
    return f"Signed in: {name}"


def locks_after(minutes: int) -> str:
    """What a command of that name does, and what is said when it was done."""
    return "Lock never by itself" if not minutes else f"Lock after {minutes} minute{'' if minutes == 1 else 's'}"


PEOPLE_AND_PINS, COUNTER = "People and PINs", "Counter"
ROLES = {"budtender": "Budtender", "manager": "Manager", "owner": "Owner"}
"""What each role is called."""
ROLE_MAY = {
    "budtender": "Looks up, enrols, records, gives what can be used, and undoes his or her own acts.",
    "manager": "Also points by hand, returns, merges, exports, the end of the day, campaigns, and budtenders.",
    "owner": "Everything, also programs, managers and owners.",
}
"""What each role may do, in a line."""
STATES = {
    "in": ("Signs in", "circle-check", "ok"),
    "no-pin": ("No PIN yet", "triangle-alert", "warn"),
    "ended": ("Left", "minus", "plain"),
}
"""Words, icon and tone of somebody in the list."""
ROLE, THEIR_NAME, THEIR_EXAMPLE = "Role", "Name", "As colleagues call them"
NEW_PIN, NEW_AGAIN, OWN_PIN = "New PIN", "The new PIN again", "Your PIN now"
ADD, ADD_NOW, SAVE, SET_PIN, END = "Add somebody", "Add", "Save name and role", "Set the PIN", "Does not work here"
SOMEBODY_NEW = "Somebody new"
NEW_LINE = "Without a PIN nobody can sign in under this name yet."
LEFT_LINE = "Does not work here any more. The name stays with what was done."
ME_LINE = "This is you."
TYPE_OWN = "Type the PIN you have now first."
TYPE_NEW = "Type the new PIN twice."


def really_end(name: str) -> str:
    """The same, asked once more."""
    return f"{name} has left?"


def added(name: str, role: str) -> str:
    """What was done."""
    return f"{name} works here now, as {_a(role)}."


def is_now(name: str, role: str) -> str:
    """What was done."""
    return f"{name} is {_a(role)}. The name stands in what was recorded before, too."


def has_new_pin(name: str) -> str:
    """What was done."""
    return f"{name} has a new PIN."


def has_ended(name: str) -> str:
    """What was done."""
    return f"{name} does not work here any more. The name stays with what was done."


def _a(role: str) -> str:
    return f"an {role}" if role == "owner" else f"a {role}"

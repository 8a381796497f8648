"""The words of signing in: the lock, the first owner, a manager's PIN. Refuses to know widgets."""

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
    "The first one is the owner: colleagues are added with the command staff add. From then on each visit says whose "
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

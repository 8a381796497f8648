"""Decides the words about what stands beside the register: customer screen, slips, cards, scanner, printer."""

from posdesk.hardware.settings import Paper, Printer

MIRROR_CHIP = "Customer screen"
MIRROR_OFF = "Customer screen off."
NO_SECOND = "There is no second display. Connect one, then press F9 again."
SECOND_GONE = "The second display is gone. The customer screen is off."
TURN_ON_FIRST = "The number stands on the customer screen: press F9 to turn it on."

WELCOME = "Welcome"
JOIN = "Join us: scan this code"
YOUR_OFFERS = "For you today"
YOUR_NUMBER = "Your number"
PICTURE = "This is the customer screen"

NUMBER_TITLE = "Is the member here?"
NUMBER_ASK = "Ask for the number on the customer screen. What is used then says that the member was here."
NUMBER = "Number"
NUMBER_EXAMPLE = "482 915"
CHECK = "Check"

CARD_TITLE = "Card of the member"
CARD_HINT = "Scan it with the member's phone, print it, or save it."
CODE = "Code of the card"
SAVE_CARD = "Save as a file"
SAVE_STATUS = "Save a card to show"
PRINT_CARD = "Print on a slip"
MAKE_CARD = "Make a code"
NO_CARD = "There is no code yet."
SAVE_TITLE = "Save the card"
CARD_FILES = "Picture (*.png);;PDF (*.pdf)"
SAVED_CARD = "The card is saved."
SLIP_PRINTED = "The slip is printed."
NOTHING_PLUGGED = "No printer of slips is set up here."

HARDWARE = "Hardware"
SCANNER, PRINTER, DISPLAYS = "Scanner", "Printer of slips", "Second display"
SCAN_NOW = "Scan anything: a card, an ID, a product. Nothing of it is kept."
SCAN_SHOWN = "What it sent"
SERIAL_PORT, SERIAL_EXAMPLE = "Port of a serial scanner", "/dev/ttyACM0 or COM4"
SERIAL_SPEED = "Speed"
SERIAL_OFF = "No scanner on a serial line. A scanner that types needs no setting."
SERIAL_ON = "The scanner on the serial line is read."
PRINTER_KIND, PRINTER_ADDRESS, PAPER, LETTERS = "Reached by", "Address", "Paper", "Letters"
PRINT_TEST, PRINTING = "Print a test", "Printing ..."
TEST_PRINTED = "Sent. Look whether every letter is right, and scan the code on it."
AFTER_VISIT = "Print a slip after each visit"
SHOW_PICTURE = "Show a picture on it"
ONE_DISPLAY = "There is one display only. A second one is found as soon as it is connected."
ADDRESS_EXAMPLE = "192.168.1.50, 04b8:0e15, COM3@38400 ..."
SURVEY, JOIN_ADDRESS, LINK_EXAMPLE = "Survey on each slip", "Address to join", "https:// ..."
DISPLAY = "Customer screen on"

KINDS = {
    Printer.NONE: "None",
    Printer.NETWORK: "Network",
    Printer.USB: "USB",
    Printer.SERIAL: "Serial line",
    Printer.FILE: "File or device",
    Printer.SYSTEM: "This computer's printer",
}
PAPERS = {Paper.WIDE: "80 mm", Paper.NARROW: "58 mm"}


def mirror_on(display: str) -> str:
    """The customer screen is on."""
    return f"Customer screen on, on {display}. Details are hidden here; F8 shows them."


def steps_left(left: int, reward: str) -> str:
    """Under the steps: what is to come."""
    visits = "1 visit" if left == 1 else f"{left} visits"
    return f"{visits} to: {reward}"


def pace(length: int, gaps: tuple[int, int, int] | None) -> str:
    """How long a scan was, and how fast it came."""
    signs = f"{length} signs"
    if gaps is None:
        return signs
    least, usual, most = gaps
    return f"{signs}, {usual} ms between two ({least} to {most})"


def display(name: str, wide: int, high: int, number: int) -> str:
    """What a display is called."""
    return f"Display {number}: {name}, {wide} x {high}"

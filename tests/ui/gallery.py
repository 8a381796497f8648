"""Every part of ui.widgets on one page, in its states, to be looked at and compared."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.widgets.banner import banner
from ui.widgets.bars import bars
from ui.widgets.buttons import icon_button, key_button
from ui.widgets.chips import chip
from ui.widgets.command_box import Command, command_box
from ui.widgets.key_list import key_list
from ui.widgets.panel import panel
from ui.widgets.spend_line import Month, spend_line
from ui.widgets.steps import steps
from ui.widgets.text import label
from ui.widgets.toast import toast

MONTHS = "Nov Dec Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov".split()
SPENT = (12000, 9000, 0, 4500, 6200, 15500, 8800, 0, 300, 7100, 9900, 21000, 6250)
KEYS = (
    ("F1", "this list"),
    ("F2", "record a visit"),
    ("Ctrl+K", "every command by name"),
    ("Esc", "clear, back to search"),
)
COMMANDS = (
    Command("visit", "Record a visit", "F2", "receipt"),
    Command("new", "New member", "F3", "user-plus"),
    Command("undo", "Undo the last visit", "F4", "undo-2"),
    Command("dark", "Dark look", "", "moon"),
)


def row(*parts: QWidget) -> QHBoxLayout:
    made = QHBoxLayout()
    made.setSpacing(8)
    for part in parts:
        made.addWidget(part)
    made.addStretch(1)
    return made


def buttons() -> QVBoxLayout:
    made = QVBoxLayout()
    cannot = key_button("Use", "Alt+3")
    cannot.setEnabled(False)
    pressed = key_button("Hide & show", "F8", "eye-off")
    pressed.setDown(True)
    made.addLayout(row(key_button("New member", "F3", "user-plus"), pressed, cannot, icon_button("x", "Dismiss")))
    made.addLayout(row(key_button("Record visit", "F2", primary=True), key_button("Save", "Enter", "check", True)))
    return made


def chips() -> QVBoxLayout:
    made = QVBoxLayout()
    tiers = (chip(name.upper(), "badge-check", name) for name in ("bronze", "silver", "gold", "platinum"))
    made.addLayout(row(*tiers))
    states = (
        chip("Up to date 12:41", "circle-check", "ok"),
        chip("14 waiting", "refresh-cw", "warn"),
        chip("Needs attention", "triangle-alert", "bad"),
    )
    made.addLayout(row(*states))
    made.addLayout(row(chip("Birthday this week", "cake", "info"), chip("On this computer only", "hard-drive")))
    return made


def texts() -> QVBoxLayout:
    made = QVBoxLayout()
    made.setSpacing(4)
    search, amount = QLineEdit(), QLineEdit("62.50")
    search.setProperty("role", "search")
    search.setPlaceholderText("Scan card or ID, or type phone, name or card number")
    amount.setEnabled(False)
    made.addWidget(search)
    made.addWidget(amount)
    made.addLayout(row(label("Maria G.", "name"), label("$260", "number")))
    made.addWidget(label("Can use now", "section"))
    made.addWidget(label("Earned today · one use <b>& plain</b>", "muted"))
    made.addWidget(label("No one with this number.", "bad"))
    long = label("A line far too long for its place, which is cut with dots where it ends and told whole", "body")
    long.setMaximumWidth(300)
    made.addWidget(long)
    made.addWidget(label("Fine print 0123456789 1111111111", "fine"))
    return made


def drawn() -> QVBoxLayout:
    made = QVBoxLayout()
    made.setSpacing(12)
    made.addWidget(steps(9, 10, (5,)))
    made.addWidget(steps(3, 5))
    made.addWidget(steps(61, 100))
    made.addWidget(bars((("Hilltop Farms", 7), ("Kiva", 4), ("A brand with quite a long name of its own, truly", 1))))
    months = [Month(name, cents, f"${cents // 100}") for name, cents in zip(MONTHS, SPENT, strict=True)]
    made.addWidget(spend_line(months, "Spent by month"))
    return made


def gallery() -> QWidget:
    """The page; grab it after `resize`."""
    page = QWidget()
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 72)
    told = (
        ("Offline since 11:52. Visits are saved on this computer.", "wifi-off", "offline"),
        ("The disk is full. The visit is not saved.", "circle-x", "bad"),
        ("Back online. 14 visits sent, 3 new offers.", "wifi", "ok"),
    )
    for words, icon, tone in told:
        strip = banner()
        column.addWidget(strip)
        strip.tell(words, icon, tone, dismissable=tone == "bad")
    grid = QGridLayout()
    grid.setContentsMargins(16, 8, 16, 8)
    grid.setSpacing(12)
    for index, part in enumerate((texts(), drawn(), buttons(), chips())):
        card = panel()
        card.body.addLayout(part)
        grid.addWidget(card, index // 2, index % 2)
    palette = command_box(COMMANDS)
    palette.setMinimumHeight(280)
    grid.addWidget(palette, 2, 0)
    grid.addWidget(key_list("Keys", KEYS, columns=1), 2, 1)
    column.addLayout(grid)
    note = toast(page, above=4)
    note.tell("Saved. Visit 10 for Maria G.", action="Undo", key="F4")
    return page

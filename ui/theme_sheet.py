"""Decides the one Qt style sheet: text roles, inputs, lists, scroll bars. Refuses to know any colour by value.

Buttons, chips, panels and charts are drawn (ui/widgets) and need no rule here. QSS has no variables, so the sheet is
text made from the tokens and sizes in force, rebuilt when they change.
"""

from ui import theme

ROLES = {
    "body": (theme.BODY, 400, "text"),
    "strong": (theme.BODY, 600, "text"),
    "muted": (theme.BODY, 400, "muted"),
    "fine": (theme.FINE, 400, "muted"),
    "section": (theme.SECTION, 600, "text"),
    "name": (theme.NAME, 600, "text"),
    "number": (theme.NUMBER, 600, "text"),
    "bad": (theme.BODY, 600, "bad_text"),
    **{f"banner-{tone}": (theme.BODY, 600, tone) for tone in ("offline", "ok", "warn", "bad", "info")},
}


def sheet() -> str:
    """The style sheet for the look in force."""
    colour = theme.tokens(theme.look().shown)
    return "\n".join((*_labels(colour), _inputs(colour), _lists(colour), _scroll_bars(colour)))


def _labels(colour: dict[str, str]) -> list[str]:
    return [
        f'QLabel[role="{role}"] {{ font-size: {theme.text_px(size)}px; font-weight: {weight}; color: {colour[name]}; '
        "background: transparent; }"
        for role, (size, weight, name) in ROLES.items()
    ]


def _inputs(colour: dict[str, str]) -> str:
    """Inputs; `role="search"` is the big one. The border is 2 px in every state so that focus moves nothing."""
    height = theme.control_height() - 4
    return f"""
QLineEdit {{ min-height: {height}px; max-height: {height}px; padding: 0 10px;
  border: 2px solid {colour["border_strong"]}; border-radius: {theme.RADIUS_CONTROL}px;
  background: {colour["surface"]}; color: {colour["text"]}; font-size: {theme.text_px(theme.BODY)}px;
  placeholder-text-color: {colour["muted"]};
  selection-background-color: {colour["primary"]}; selection-color: {colour["on_primary"]}; }}
QLineEdit[role="search"], QLineEdit[role="amount"] {{ font-size: {theme.text_px(theme.SEARCH)}px; }}
QLineEdit:focus {{ border-color: {colour["focus"]}; }}
QLineEdit:disabled {{ color: {colour["muted"]}; background: {colour["surface2"]}; }}
QComboBox {{ min-height: {height}px; max-height: {height}px; padding: 0 8px;
  border: 2px solid {colour["border_strong"]}; border-radius: {theme.RADIUS_CONTROL}px;
  background: {colour["surface"]}; color: {colour["text"]}; font-size: {theme.text_px(theme.BODY)}px; }}
QComboBox::drop-down {{ border: none; width: 28px; background: transparent; }}
QComboBox::down-arrow {{ image: none; width: 0; height: 0; }}
QComboBox:focus {{ border-color: {colour["focus"]}; }}
QComboBox:disabled {{ color: {colour["muted"]}; background: {colour["surface2"]}; }}
QComboBox QAbstractItemView {{ background: {colour["surface"]}; color: {colour["text"]};
  border: 2px solid {colour["border_strong"]}; }}
QToolTip {{ color: {colour["text"]}; background: {colour["surface2"]}; border: 1px solid {colour["border_strong"]};
  padding: 6px; font-size: {theme.text_px(theme.FINE)}px; }}
QMainWindow, QDialog {{ background: {colour["bg"]}; }}"""


def _lists(colour: dict[str, str]) -> str:
    return f"""
QListView {{ border: none; background: transparent; color: {colour["text"]}; outline: none;
  font-size: {theme.text_px(theme.BODY)}px; }}
QListView::item {{ min-height: {theme.TARGET}px; padding: 0 10px; border: 2px solid transparent;
  border-radius: {theme.RADIUS_CONTROL}px; }}
QListView::item:selected {{ background: {colour["surface2"]}; color: {colour["text"]};
  border-color: {colour["focus"]}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ border: none; background: transparent; }}
QScrollArea[role="paper"] {{ border: 2px solid transparent; border-radius: {theme.RADIUS_CONTROL}px; }}
QScrollArea[role="paper"]:focus {{ border-color: {colour["focus"]}; }}"""


def _scroll_bars(colour: dict[str, str]) -> str:
    return f"""
QScrollBar:vertical {{ width: 12px; background: transparent; margin: 0; }}
QScrollBar::handle:vertical {{ background: {colour["border_strong"]}; border-radius: 4px; min-height: 32px;
  margin: 2px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QScrollBar:horizontal {{ height: 12px; background: transparent; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {colour["border_strong"]}; border-radius: 4px; min-width: 32px;
  margin: 2px; }}"""

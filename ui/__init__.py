"""The window: PySide6 lives here and nowhere else. Knows view-models and a Desk, never SQL, sync or HTTP."""

from ui.lasting_constants import make_lasting

make_lasting()

"""The window: PySide6 lives here and nowhere else. Knows view-models and a Desk, never SQL, sync or HTTP."""

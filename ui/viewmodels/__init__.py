"""What the screen knows and does, as QObjects without widgets: they can be tested without a window."""

"""Parts a screen is put together from. Each draws itself from tokens and names itself for a screen reader."""

"""Tests of posdesk.phones."""

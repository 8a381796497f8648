"""Tests of posdesk.counter."""

"""Tests of posdesk.office."""

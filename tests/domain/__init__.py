"""Tests of posdesk.domain."""

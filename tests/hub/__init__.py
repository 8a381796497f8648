"""The hub as a network service."""

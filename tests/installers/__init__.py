"""Tests of the set-up: with real environments and real installs, from a package of their own and without a network."""

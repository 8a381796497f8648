"""A device that is always full, where the system has one."""

from pathlib import Path

import pytest

FULL = Path("/dev/full")
disk_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")

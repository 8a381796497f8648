"""Decides whether this Linux has the libraries that Qt loads, and names the Debian packages of those that are missing.

Refuses to know Qt itself: it asks the system's loader, so that it can say its one line before Qt dies with a worse one.
Windows and macOS bring all of them.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Mapping, Sequence

# What QtCore, QtGui, QtWidgets, QtNetwork and the offscreen platform are linked against (their NEEDED entries).
NEEDED: dict[str, str] = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libzstd.so.1": "libzstd1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libbrotlidec.so.1": "libbrotli1",
}

# What the xcb platform needs besides, to open a window on an X11 screen.
NEEDED_ON_SCREEN: dict[str, str] = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}

# The commands that draw. The others work on a computer without any of these libraries.
DRAWING_COMMANDS = ("run", "demo", "screenshot", "bench", "test", "check")


def missing(needed: dict[str, str], load: Callable[[str], object] = ctypes.CDLL) -> list[str]:
    """The Debian packages of the libraries that the loader does not find, sorted; empty when all are there."""
    return sorted({package for library, package in needed.items() if not _loads(library, load)})


def _loads(library: str, load: Callable[[str], object]) -> bool:
    try:
        load(library)
    except OSError:
        return False
    return True


def words(packages: Sequence[str]) -> str:
    """One line that says what to install."""
    return f"Qt needs system libraries that are missing here; on Debian or Ubuntu: apt-get install {' '.join(packages)}"


def words_before(
    argv: Sequence[str],
    load: Callable[[str], object] = ctypes.CDLL,
    environ: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
) -> str | None:
    """What to say before the command of argv is begun, or None when nothing stands in its way."""
    drawing = not argv or argv[0] in DRAWING_COMMANDS
    if not drawing or not platform.startswith("linux") or not {"-h", "--help"}.isdisjoint(argv):
        return None
    needed = NEEDED | NEEDED_ON_SCREEN if _opens_on_x11(argv, environ) else NEEDED
    packages = missing(needed, load)
    return words(packages) if packages else None


def _opens_on_x11(argv: Sequence[str], environ: Mapping[str, str]) -> bool:
    """Whether Qt will choose the xcb platform itself, and abort where it cannot load it.

    The demo, pictures and tests name a platform that falls through to offscreen instead.
    """
    chosen = bool(environ.get("QT_QPA_PLATFORM")) or bool(environ.get("WAYLAND_DISPLAY"))
    return list(argv[:1]) in ([], ["run"]) and bool(environ.get("DISPLAY")) and not chosen

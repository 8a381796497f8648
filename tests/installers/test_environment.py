"""The set-up makes .venv from the lock, once, whole or not at all, and says in one line why it cannot."""

import ast
import base64
import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from installers import environment

PROJECT = Path(__file__).resolve().parents[2]


def a_wheel(folder: Path) -> Path:
    """The smallest package there is: `lantern` 1.0, with one module."""
    files = {
        "lantern.py": "LIT = True\n",
        "lantern-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: lantern\nVersion: 1.0\n",
        "lantern-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    lines = []
    for name, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(text)}\n")
    files["lantern-1.0.dist-info/RECORD"] = "".join(lines) + "lantern-1.0.dist-info/RECORD,,\n"
    path = folder / "lantern-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return path


def lock(checkout: Path, digest: str) -> None:
    (checkout / environment.LOCK).write_text(f"lantern==1.0 \\\n    --hash=sha256:{digest}\n")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose lock names one package that lies in a folder of this computer."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    wheel = a_wheel(shelf)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    root = tmp_path / "checkout"
    root.mkdir()
    (root / "pyproject.toml").write_text("[project]\nname = 'lamp'\n")
    lock(root, hashlib.sha256(wheel.read_bytes()).hexdigest())
    return root


def lantern_is_lit(checkout: Path) -> bool:
    python = environment.python_of(checkout)
    return subprocess.run([python, "-I", "-c", "import lantern; assert lantern.LIT"], check=False).returncode == 0


def test_the_first_start_installs_and_the_second_does_nothing(
    checkout: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert not environment.is_ready(checkout)
    environment.prepare(checkout)
    assert environment.is_ready(checkout)
    assert lantern_is_lit(checkout)
    first = capfd.readouterr()
    assert first.out == "", "stdout belongs to the commands"
    assert "setting itself up" in first.err
    environment.prepare(checkout)
    assert capfd.readouterr() == ("", "")


def test_a_changed_pyproject_installs_again_into_the_environment_that_is_there(checkout: Path) -> None:
    environment.prepare(checkout)
    kept = checkout / ".venv" / "kept"
    kept.touch()
    (checkout / "pyproject.toml").write_text("[project]\nname = 'lamp'\nversion = '2'\n")
    assert not environment.is_ready(checkout)
    environment.prepare(checkout)
    assert environment.is_ready(checkout)
    assert kept.exists()


def test_a_broken_environment_is_made_anew(checkout: Path) -> None:
    python = environment.python_of(checkout)
    python.parent.mkdir(parents=True)
    python.write_text("no program at all")
    python.chmod(0o755)
    environment.prepare(checkout)
    assert lantern_is_lit(checkout)


def test_a_package_with_another_hash_is_refused_in_one_line_and_the_set_up_stays_unfinished(checkout: Path) -> None:
    lock(checkout, "0" * 64)
    with pytest.raises(environment.CannotPrepare, match=r"could not install its packages \(.+\)") as trouble:
        environment.prepare(checkout)
    assert "\n" not in str(trouble.value)
    assert not environment.is_ready(checkout)
    assert not (checkout / ".venv" / "set-up.done").exists()


def test_two_starts_at_once_make_one_environment(checkout: Path) -> None:
    program = (
        f"from pathlib import Path; from installers import environment; environment.prepare(Path({str(checkout)!r}))"
    )
    starts = [
        subprocess.Popen([sys.executable, "-c", program], cwd=PROJECT, stderr=subprocess.PIPE, text=True) for _ in "ab"
    ]
    said = [start.communicate()[1] for start in starts]
    assert [start.returncode for start in starts] == [0, 0]
    assert sum("setting itself up" in words for words in said) == 1
    assert lantern_is_lit(checkout)


def test_without_the_venv_module_one_line_names_the_package_to_install(checkout: Path) -> None:
    program = (
        "import sys; sys.modules['ensurepip'] = None\n"
        "from pathlib import Path; from installers import environment\n"
        f"try: environment.prepare(Path({str(checkout)!r}))\n"
        "except environment.CannotPrepare as trouble: print(trouble)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert "apt-get install python3-venv" in ended.stdout
    assert ended.stdout.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(environment.CannotPrepare, match="could not set itself up in"):
        environment.prepare(tmp_path / "nowhere")


def test_main_is_short_and_an_older_python_can_read_it_far_enough_to_say_so() -> None:
    source = (PROJECT / "main.py").read_text("utf-8")
    assert len(source.splitlines()) < 60
    ast.parse(source, feature_version=(3, 6))

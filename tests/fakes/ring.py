"""A keyring in memory."""

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class RingInMemory(KeyringBackend):
    """A keyring in memory; one that `forgets` takes everything and keeps nothing."""

    priority = 1.0

    def __init__(self, forgets: bool) -> None:
        super().__init__()  # type: ignore[no-untyped-call, unused-ignore]
        self.kept: dict[tuple[str, str], str] = {}
        self.forgets = forgets

    def get_password(self, service: str, username: str) -> str | None:
        """See keyring."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """See keyring."""
        if not self.forgets:
            self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """See keyring."""
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")

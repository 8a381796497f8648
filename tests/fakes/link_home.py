"""Where a register keeps its link, in memory."""

from posdesk.counter.hub_link import Link


class FakeLinkHome:
    """The port `LinkHome`. `lose_token` is what a keyring does that was made anew."""

    def __init__(self) -> None:
        self._link: Link | None = None
        self._token: str | None = None
        self._hash_key: bytes | None = None

    def link(self) -> Link | None:
        """See the port."""
        return self._link

    def keep(self, link: Link) -> None:
        """See the port."""
        self._link = link

    def pair(self, link: Link, token: str) -> None:
        """See the port."""
        self._link, self._token, self._hash_key = link, token, None

    def token(self) -> str | None:
        """See the port."""
        return self._token

    def hash_key(self) -> bytes | None:
        """See the port."""
        return self._hash_key

    def keep_hash_key(self, key: bytes) -> None:
        """See the port."""
        self._hash_key = key

    def words(self) -> str:
        """See the port."""
        return "in memory"

    def forget(self) -> None:
        """See the port."""
        self._link = self._token = self._hash_key = None

    def lose_token(self) -> None:
        """The secret is gone, the link is not."""
        self._token = None

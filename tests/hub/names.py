"""A name service that says what the test wants."""

from collections.abc import Awaitable, Callable, Sequence


def leading_to(*numbers: str) -> Callable[[str, int], Awaitable[Sequence[str]]]:
    """A name service that says so."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        return numbers

    return resolve

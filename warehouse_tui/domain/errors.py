"""The one root of every error this program raises on purpose."""

from collections.abc import Sequence


class WarehouseError(Exception):
    """Something that a person must hear about, in words they can act on.

    `message` names the thing, what was expected and what to do. `causes` lists further lines, one per cause,
    where several things are wrong at once (a file with 200 bad rows has 200 causes).
    """

    def __init__(self, message: str, causes: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.causes = tuple(causes)

    def lines(self) -> list[str]:
        """Return the lines to print: the causes where there are any, else the message."""
        return list(self.causes) or [self.message]


class SettingsError(WarehouseError):
    """A site's or station's file is wrong: the message names the key."""


class StoreError(WarehouseError):
    """A database answered with an error, or is not there."""


class LinkDown(StoreError):
    """The central database cannot be reached now; work that needs no decision goes on."""


class LeaseLost(StoreError):
    """Somebody else does this work now; nothing was changed."""


class JournalError(WarehouseError):
    """The station's journal cannot be written or read: the station must not go on."""


class Refused(WarehouseError):
    """A decision was refused for what it asks; nothing was changed."""


class DeviceError(WarehouseError):
    """A scanner, printer or scale does not answer as it should."""


class FactError(WarehouseError):
    """A fact's body cannot be read."""

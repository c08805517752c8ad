"""PINs: hashed with argon2id, checked on the station so that signing in works offline."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# 19 MiB, two passes: about 30 ms on a small computer.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_pin(pin: str) -> str:
    """Return the hash of a PIN, with its own salt."""
    return _HASHER.hash(pin)


class Argon2Pins:
    """Implements `services.ports.PinVerifier`."""

    def verify(self, pin_hash: str, pin: str) -> bool:
        """Return whether the PIN is right; a hash that cannot be read fits no PIN."""
        try:
            return _HASHER.verify(pin_hash, pin)
        except (VerificationError, InvalidHashError):
            return False

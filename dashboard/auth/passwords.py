"""Passwords: argon2id as OWASP ASVS 5.0 (appendix C) wants it, and which ones are too easy to guess."""

from __future__ import annotations

import secrets
import sys
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 8, 128
MAX_AGE = 90 * 24 * 60 * 60
"""Seconds after which the policy `mlps3` asks for another password."""
_COMMONEST = 3000
_REST = 8
"""So many characters must be left of a password without the words that stand near at hand."""

Policy = Literal["asvs", "mlps3"]
MLPS3: Policy = "mlps3"

_HASHER = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1)
_ONE_AT_A_TIME = threading.Semaphore(1)
"""A hash takes 46 MiB: eight logins at once must not take eight times that."""
# An unknown name costs the same work as a wrong password, so that the answer's time tells nothing.
_NOBODY = _HASHER.hash(secrets.token_urlsafe())


def hashed(password: str) -> str:
    """The hash that is kept of a password."""
    with _ONE_AT_A_TIME:
        return _HASHER.hash(_bytes(password))


def is_right(kept: str | None, password: str) -> bool:
    """Tell whether a password fits its hash; without a hash it does the same work and says no."""
    with _ONE_AT_A_TIME:
        try:
            fits = _HASHER.verify(kept or _NOBODY, _bytes(password[: LONGEST + 1]))
        except (VerificationError, InvalidHashError):
            return False
    return fits and kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def faults(password: str, words: Iterable[str], policy: Policy = "asvs") -> list[str]:
    """What is wrong with a new password, as keys of the catalogue under `password`; `words` stand near at hand.

    ASVS 6.2: from 8 to 128 characters of any kind, none of the 3,000 commonest, none made of words of the context.
    `mlps3` (GB/T 22239-2019, 8.1.4.1 a) asks for three of four kinds of characters as well.
    """
    found = []
    if len(password) < SHORTEST:
        found.append("short")
    if len(password) > LONGEST:
        found.append("long")
    plain = _plain(password)
    if plain in _commonest():
        found.append("common")
    elif _left(plain, words) < _REST:
        found.append("context")
    if policy == MLPS3 and sum(map(any, zip(*(map(_kinds, password)), strict=True))) < 3:
        found.append("simple")
    return found


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _left(plain: str, words: Iterable[str]) -> int:
    """How many characters of a password are left when the words, the longest first, are taken out."""
    bare = whole = _bare(plain)
    for word in sorted({_bare(_plain(word)) for word in words}, key=len, reverse=True):
        if len(word) >= (4 if word.isascii() else 2):
            bare = bare.replace(word, "")
    return max(len(plain), _REST) if bare == whole else len(plain.replace(" ", "")) - len(whole) + len(bare)


def _bare(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _kinds(character: str) -> tuple[bool, bool, bool, bool]:
    """Of which of four kinds a character is: capital, small letter, digit, anything else."""
    upper, lower, digit = character.isupper(), character.islower(), character.isdigit()
    return upper, lower, digit, not (upper or lower or digit)


@cache
def _commonest() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]

    found = frozenset(map(_plain, FREQUENCY_LISTS["passwords"][:_COMMONEST]))
    # 14 MB of other lists need not stay in every worker.
    FREQUENCY_LISTS.clear()
    for name in [name for name in sys.modules if name.partition(".")[0] == "zxcvbn"]:
        del sys.modules[name]
    return found


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")

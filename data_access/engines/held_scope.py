"""The scope of a transaction in PostgreSQL: a setting that the server believes only with the dashboard's signature.

The policies of `seed.policies` read it. Whoever runs statements of their own as the reading role can set it too, but
has no key to sign it with (docs/adr/0015).
"""

from __future__ import annotations

import hmac
import json

from data_access.scope import Scope

SETTING = "warehouse.scope"
KEY = "scope_key"
"""The name of the key in the address of the reader, and of the table in which the server keeps its half."""
_SECONDS = 600
"""How long a signature is good: a transaction is over sooner, a copy of it is of no use later."""
_BLOCK, _INNER, _OUTER = 64, 0x36, 0x5C


def signed(scope: Scope, key: str, now: float) -> str:
    """The text of the setting for `scope` at `now` (seconds since 1970): HMAC-SHA256 in hexadecimal, then JSON."""
    said = json.dumps(
        {
            "everything": scope.everything,
            "places": sorted(scope.places),
            "schools": sorted(scope.schools),
            "until": now + _SECONDS,
        }
    )
    return hmac.new(key.encode(), said.encode(), "sha256").hexdigest() + said


def pads(key: str) -> tuple[bytes, bytes]:
    """What a server needs to check a signature that knows SHA-256 but no HMAC: the inner and the outer block."""
    block = key.encode().ljust(_BLOCK, b"\0")
    if len(block) > _BLOCK:
        raise ValueError(f"a key of scopes has at most {_BLOCK} bytes")
    return bytes(byte ^ _INNER for byte in block), bytes(byte ^ _OUTER for byte in block)

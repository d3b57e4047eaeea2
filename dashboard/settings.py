"""Settings from the environment, typed; a bad one stops the start and says what to do."""

from __future__ import annotations

import ipaddress
import re
from typing import Literal

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from data_access.disclosure import Rules

_WEAK = ("secret", "changeme", "change-me", "password", "default", "dev", "test", "0123456789", "qwerty")
_MAKE_ONE = "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
_PREFIX = re.compile(r"(/[A-Za-z0-9_.~-]*[A-Za-z0-9_~-])*/?")
_LENGTH = 32
_VARIETY = 10


class BadSettings(Exception):
    """A setting that the dashboard does not start with; the message says what to do."""


class Settings(BaseSettings):
    """All settings; each is read from `DASHBOARD_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="DASHBOARD_", extra="ignore")

    warehouse_url: str = "duckdb:///var/demo.duckdb"
    app_db_url: str = "sqlite:///var/app.sqlite"
    secret_key: str = Field(default="", repr=False)
    demo: bool = False
    host: str = "127.0.0.1"
    port: int = Field(default=8050, ge=1, le=65535)
    path_prefix: str = ""
    proxies: int = Field(default=0, ge=0, le=10)
    language: Literal["zh", "en"] = "zh"
    query_seconds: float = Field(default=5.0, gt=0)
    query_memory: str = "320MB"
    disclosure: Rules = Rules()

    @field_validator("path_prefix")
    @classmethod
    def _is_prefix(cls, text: str) -> str:
        if not _PREFIX.fullmatch(text):
            raise ValueError(f"{text[:40]!r} is no path such as /education; leave it empty to serve from the root.")
        return text.rstrip("/")

    @model_validator(mode="after")
    def _guarded(self) -> Settings:
        if self.demo and not _is_loopback(self.host):
            raise ValueError(
                "DASHBOARD_DEMO has accounts with known passwords and so serves 127.0.0.1 only: "
                f"set DASHBOARD_HOST=127.0.0.1 (it is {self.host}) or DASHBOARD_DEMO=false."
            )
        if fault := _weakness(self.secret_key):
            raise ValueError(f"DASHBOARD_SECRET_KEY {fault}. Make one with: {_MAKE_ONE}")
        return self


def load() -> Settings:
    """Read the settings; raises `BadSettings` with one sentence a fault."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [_sentence(dict(fault)) for fault in error.errors(include_url=False)]
        raise BadSettings("\n".join(faults)) from None


def _sentence(fault: dict[str, object]) -> str:
    names = ".".join(str(part) for part in fault["loc"]) if isinstance(fault["loc"], tuple) else ""
    message = str(fault["msg"]).removeprefix("Value error, ")
    return f"DASHBOARD_{names.upper()}: {message}" if names else message


def _weakness(key: str) -> str | None:
    """What is wrong with a secret key, or nothing."""
    if not key:
        return "is missing"
    if len(key) < _LENGTH:
        return f"is shorter than {_LENGTH} characters"
    if len(set(key)) < _VARIETY:
        return "has too few different characters"
    if any(word in key.lower() for word in _WEAK):
        return "contains a well-known word"
    return None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

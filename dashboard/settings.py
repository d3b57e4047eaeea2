"""Settings from the environment, typed; a bad one stops the start and says what to do."""

from __future__ import annotations

import ipaddress
import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from data_access.disclosure import Rules

_WEAK = ("secret", "changeme", "change-me", "password", "default", "dev", "test", "0123456789", "qwerty")
_MAKE_ONE = "python -c 'import secrets; print(secrets.token_hex(32))'"
_PREFIX = re.compile(r"(/[A-Za-z0-9_.~-]*[A-Za-z0-9_~-])*/?")
_MEMORY = re.compile(r"auto|[1-9][0-9]*(\.[0-9]+)? ?[KMGT]i?B", re.ASCII)
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
    secret_key_fallbacks: str = Field(default="", repr=False)
    demo: bool = False
    host: str = "127.0.0.1"
    port: int = Field(default=8050, ge=1, le=65535)
    path_prefix: str = ""
    proxies: int = Field(default=0, ge=0, le=10)
    language: Literal["zh", "en"] = "zh"
    query_seconds: float = Field(default=5.0, gt=0)
    query_memory: str = "auto"
    disclosure: Rules = Rules()
    password_policy: Literal["asvs", "mlps3"] = "asvs"  # noqa: S105 - no password
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = Field(default="", repr=False)
    oidc_claim: str = "sub"
    oidc_scope: str = "openid profile"
    audit_months: int = Field(default=36, ge=6)
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("query_memory")
    @classmethod
    def _is_memory(cls, text: str) -> str:
        if not _MEMORY.fullmatch(text):
            raise ValueError(f"{text[:40]!r} is no amount of memory; write auto, or one such as 500MB.")
        return text

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
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret):
            raise ValueError("DASHBOARD_OIDC_ISSUER needs DASHBOARD_OIDC_CLIENT_ID and _CLIENT_SECRET too.")
        if self.oidc_issuer and not _is_safe_issuer(self.oidc_issuer):
            raise ValueError("DASHBOARD_OIDC_ISSUER must begin with https:// (http:// on this machine only).")
        for key in self.fallback_keys:
            if fault := _weakness(key):
                raise ValueError(f"DASHBOARD_SECRET_KEY_FALLBACKS: a key {fault}. Leave out what is no longer needed.")
        return self

    @property
    def fallback_keys(self) -> list[str]:
        """Keys of before, the newest first: what they signed and encrypted is still good."""
        return self.secret_key_fallbacks.split()


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


def _is_safe_issuer(issuer: str) -> bool:
    parts = urlsplit(issuer)
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or ""))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

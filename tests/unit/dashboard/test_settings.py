"""A bad setting stops the start with a sentence that says what to do."""

from __future__ import annotations

import secrets

import pytest

from dashboard.settings import BadSettings, Settings, load

GOOD = secrets.token_hex(32)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clean environment with a good key."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"DASHBOARD_{name.upper()}", raising=False)
    monkeypatch.setenv("DASHBOARD_SECRET_KEY", GOOD)


def refusal() -> str:
    """Why the settings are refused: one sentence a line, without the machinery's words."""
    with pytest.raises(BadSettings) as refused:
        load()
    text = str(refused.value)
    assert "pydantic" not in text
    assert "Value error" not in text
    return text


def test_good_settings_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_WAREHOUSE_URL", "duckdb:///somewhere.duckdb")
    settings = load()
    assert settings.warehouse_url == "duckdb:///somewhere.duckdb"
    assert settings.demo is False, "the demo is asked for, never assumed"


@pytest.mark.parametrize(
    ("key", "why"),
    [
        (None, "is missing"),
        ("", "is missing"),
        ("   ", "is"),
        ("Xy7#kQ2p", "shorter than 32"),
        ("ab" * 30, "too few different"),
        ("0" * 64, "too few different"),
        ("changeme-changeme-changeme-1Xyz7Qk", "well-known"),
        ("my-very-long-secret-key-for-sessions-1Xyz7Qk", "well-known"),
        ("CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET", "well-known"),
        ("thisISaSECRET_1234thisISaSECRET_1234", "well-known"),
    ],
)
def test_a_weak_key_is_refused(monkeypatch: pytest.MonkeyPatch, key: str | None, why: str) -> None:
    if key is None:
        monkeypatch.delenv("DASHBOARD_SECRET_KEY")
    else:
        monkeypatch.setenv("DASHBOARD_SECRET_KEY", key)
    text = refusal()
    assert why in text
    assert "DASHBOARD_SECRET_KEY" in text
    assert "token_hex" in text, "it says how to make a good one"
    assert not key or not key.strip() or key not in text, "a key is not printed"


@pytest.mark.parametrize(
    "key", ["\x02\x01thisismyscretkey\x01\x02\\e\\y\\y\\h", "YOUR_OWN_RANDOM_GENERATED_SECRET_KEY"]
)
def test_the_keys_that_thousands_ran_with_are_refused(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """Superset, CVE-2023-27524."""
    monkeypatch.setenv("DASHBOARD_SECRET_KEY", key)
    assert "DASHBOARD_SECRET_KEY" in refusal()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", "::", "127.0.0.1.evil.example", ""])  # noqa: S104
def test_the_demo_is_served_on_loopback_only(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("DASHBOARD_DEMO", "true")
    monkeypatch.setenv("DASHBOARD_HOST", host)
    assert "DASHBOARD_HOST=127.0.0.1" in refusal()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_the_demo_is_served_on_loopback(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("DASHBOARD_DEMO", "true")
    monkeypatch.setenv("DASHBOARD_HOST", host)
    assert load().demo


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("LANGUAGE", "fr"),
        ("QUERY_SECONDS", "-1"),
        ("DEMO", "perhaps"),
    ],
)
def test_a_setting_of_a_wrong_type_is_named(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    monkeypatch.setenv(f"DASHBOARD_{name}", text)
    assert f"DASHBOARD_{name}" in refusal()


def test_the_key_is_not_shown_when_the_settings_are() -> None:
    assert GOOD not in repr(load())


@pytest.mark.parametrize("memory", ["lots", "0MB", "500", "", "5 tons"])
def test_what_is_no_amount_of_memory_is_refused(monkeypatch: pytest.MonkeyPatch, memory: str) -> None:
    monkeypatch.setenv("DASHBOARD_QUERY_MEMORY", memory)
    assert "DASHBOARD_QUERY_MEMORY" in refusal() and "write auto, or one such as 500MB" in refusal()


@pytest.mark.parametrize("memory", ["auto", "500MB", "1.5 GiB"])
def test_amounts_of_memory_are_read(monkeypatch: pytest.MonkeyPatch, memory: str) -> None:
    monkeypatch.setenv("DASHBOARD_QUERY_MEMORY", memory)
    assert load().query_memory == memory

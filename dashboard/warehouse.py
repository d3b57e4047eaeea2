"""The warehouse that the settings name, opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dashboard.settings import BadSettings, Settings
from data_access.engine import QueryTooSlow
from data_access.gate import Gate


def opened(settings: Settings) -> Gate:
    """The door to the warehouse of `settings`, its first questions answered.

    Raises `WarehouseUnreadable`, and `BadSettings` where they run into the limits of a query.
    """
    gate = Gate(
        settings.warehouse_url,
        seconds=settings.query_seconds,
        memory=settings.query_memory,
        rules=settings.disclosure,
    )
    with starting(settings):
        gate.snapshot()
    return gate


@contextmanager
def starting(settings: Settings) -> Iterator[None]:
    """Turn `QueryTooSlow` of the block into `BadSettings`, which says what to set."""
    try:
        yield
    except QueryTooSlow as error:
        usual = Settings.model_fields["query_seconds"].default
        raise BadSettings(
            f"DASHBOARD_QUERY_SECONDS: a question that the start needs was {error}; allow it more (the default is "
            f"{usual:g}), or more memory than DASHBOARD_QUERY_MEMORY={settings.query_memory}."
        ) from error

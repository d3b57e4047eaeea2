"""What happened, by whom, in an order that nobody can change unseen."""

from dashboard.audit.chain import Event, append, clean, prune, verify
from dashboard.audit.record import record, recorded

__all__ = ["Event", "append", "clean", "prune", "record", "recorded", "verify"]

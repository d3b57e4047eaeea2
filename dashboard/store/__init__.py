"""The application database: accounts, sessions, audit, doubts and entries. The warehouse is never written to."""

from dashboard.store.audit import AuditHead, AuditRow
from dashboard.store.base import Base
from dashboard.store.database import Store, StoreUnusable
from dashboard.store.doubts import Doubt
from dashboard.store.entries import Note, Target
from dashboard.store.sessions import Acting, Display, UserSession
from dashboard.store.throttle import Attempts
from dashboard.store.users import KINDS, ROLES, Grant, RecoveryCode, User

__all__ = [
    "KINDS",
    "ROLES",
    "Acting",
    "Attempts",
    "AuditHead",
    "AuditRow",
    "Base",
    "Display",
    "Doubt",
    "Grant",
    "Note",
    "RecoveryCode",
    "Store",
    "StoreUnusable",
    "Target",
    "User",
    "UserSession",
]

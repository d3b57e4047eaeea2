"""The application database: accounts and their scopes. The warehouse is never written to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlalchemy import Date, ForeignKey, String, create_engine, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, sessionmaker

ROLES = ("principal", "director", "ministry")


class Base(DeclarativeBase):
    """Tables of the application database."""


class User(Base):
    """An account."""

    __tablename__ = "app_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(5), default="zh")
    disabled: Mapped[bool] = mapped_column(default=False)
    scopes: Mapped[list[Grant]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class Grant(Base):
    """A place that a user may see, until `ends_on` (the last day) if that is set; kind is school, place or nation."""

    __tablename__ = "app_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    kind: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(80))
    ends_on: Mapped[date | None] = mapped_column(Date, default=None)


class Store:
    """A connection to the application database; makes its tables when they are missing."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        if parsed.drivername.startswith("sqlite") and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        self._engine = create_engine(url)
        if parsed.drivername.startswith("sqlite"):
            # Readers go on while a login is written; a second writer waits instead of failing.
            event.listen(
                self._engine,
                "connect",
                lambda c, _: c.executescript("PRAGMA journal_mode=WAL; PRAGMA busy_timeout=5000"),
            )
        Base.metadata.create_all(self._engine)
        self._session = sessionmaker(self._engine, expire_on_commit=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction: committed at the end, rolled back on an error."""
        with self._session.begin() as session:
            yield session

    def user(self, name: str) -> User | None:
        """The enabled account called `name`, with its grants."""
        with self.session() as session:
            return session.scalar(select(User).where(User.name == name, User.disabled.is_(False)))

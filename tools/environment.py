"""Make `.venv` and install one lock file into it: `python3.11 tools/environment.py requirements.txt [.venv]`.

Uses the standard library only, since it runs before anything is installed. Says one sentence and exits 1 on failure.
Does nothing, and needs no network, when the lock file was installed before. uv installs, which takes a sixth of the
time of pip; where it cannot (a registry that only pip was told of), pip does.
"""

from __future__ import annotations  # an older Python must get as far as the sentence that refuses it

import ast
import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TextIO

HOME = Path(__file__).resolve().parent.parent
TOOLS = HOME / ".venv"
"""The environment that holds pip and uv, whichever is being filled."""
VENV = HOME / (sys.argv[2] if len(sys.argv) > 2 else ".venv")
LOG = VENV / "install.log"
INSTALLER = HOME / "requirements-installer.txt"
PIP = [str(TOOLS / "bin" / "python"), "-m", "pip"]
INSTALL = ["install", "--require-hashes", "-r"]
OF_PIP = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
}
"""Where pip was told to look, uv looks too: it does not read pip's settings itself."""


def main(lock: Path) -> None:
    """Bring the environment to what `lock` says."""
    if sys.version_info[:2] != (3, 11):
        found = sys.version.split()[0]
        sys.exit(f"Python 3.11 is needed, {sys.executable} is {found}; name one: make PYTHON=/path/to/python3.11")
    stamp = VENV / f"{lock.name}.stamp"
    if is_fresh(stamp):
        return
    make(TOOLS, "pip")
    make(VENV, "python", "--without-pip")  # does nothing where it is the one above
    for other in VENV.glob("*.stamp"):  # the locks share packages: what an older one installed is about to change
        if not is_fresh(other):
            other.unlink()
    install(lock)
    stamp.write_text(fingerprint(lock))


def fingerprint(lock: Path) -> str:
    """Return what tells one version of a lock file from another."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def is_fresh(stamp: Path) -> bool:
    """Tell whether the lock file that `stamp` is named for was installed as it is now."""
    lock = HOME / stamp.stem
    return stamp.is_file() and lock.is_file() and stamp.read_text() == fingerprint(lock)


def make(venv: Path, needed: str, *options: str) -> None:
    """Make an environment where there is none that has the program `needed`."""
    if (venv / "bin" / needed).is_file():
        return
    command = [sys.executable, "-m", "venv", "--clear", *options, str(venv)]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode:
        reason = (made.stderr or made.stdout).strip().splitlines()[-1:] or ["no reason given"]
        sys.exit(f"The environment {venv.name} cannot be made (on Debian it needs python3.11-venv): {reason[0]}")


def install(lock: Path) -> None:
    """Install `lock`, hashes checked; what the programs say goes to `install.log` in the environment."""
    packages = len(re.findall(r"^[\w.-]+==", lock.read_text(), flags=re.MULTILINE))
    started = time.monotonic()
    print(f"Installing {packages} packages of {lock.name}", flush=True)
    with LOG.open("w") as log:
        failed = by_uv(lock, log)
        if failed:
            print("uv could not install them; pip tries, which takes a minute or two", flush=True)
            # Compiling all 9,000 modules takes as long as the rest; Python compiles the few hundred in use.
            failed = run([*PIP, "--python", str(VENV / "bin" / "python"), *INSTALL, str(lock), "--no-compile"], log)
    if failed:
        errors = [line for line in LOG.read_text().splitlines() if line.startswith("ERROR")]
        reason = errors[-1].removeprefix("ERROR: ") if errors else f"pip ended with {failed}"
        where = f"{VENV.name}/{LOG.name}"
        sys.exit(f"The packages of {lock.name} cannot be installed; is the network up? {reason} (see {where})")
    print(f"Installed in {time.monotonic() - started:.0f} s", flush=True)


def by_uv(lock: Path, log: TextIO) -> int:
    """Let uv install `lock`, itself installed first; return 0 when it could."""
    stamp = TOOLS / f"{INSTALLER.name}.stamp"
    if not is_fresh(stamp):
        failed = run([*PIP, *INSTALL, str(INSTALLER), "--only-binary", ":all:"], log)
        if failed:
            return failed
        stamp.write_text(fingerprint(INSTALLER))
    uv = [str(TOOLS / "bin" / "uv"), "pip", *INSTALL, str(lock), "--python", str(VENV / "bin" / "python")]
    return run(uv, log, told())


def told() -> dict[str, str]:
    """Return what pip was told of registries as settings of uv, which does not read pip's own."""
    listed = subprocess.run([*PIP, "config", "list"], capture_output=True, text=True).stdout
    held = re.findall(r"^(?:global|install|:env:)\.([\w-]+)=(['\"].*['\"])$", listed, flags=re.MULTILINE)
    # As pip does: any registry may have the version, for the hash says whether it is the right one.
    found = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    for name, value in held:
        if name in OF_PIP:
            found[OF_PIP[name]] = ("," if name == "find-links" else " ").join(ast.literal_eval(value).split())
    return found


def run(command: list[str], log: TextIO, settings: dict[str, str] | None = None) -> int:
    """Run a program into the log, with settings that the caller's own outdo; return its exit code."""
    environment = {**(settings or {}), **os.environ}
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment).returncode
    except OSError as error:  # a program that this machine cannot start
        log.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    main(HOME / sys.argv[1])

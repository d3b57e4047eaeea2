"""Make `.venv` and install one lock file into it: `python3.11 tools/environment.py requirements.txt [.venv]`.

Uses the standard library only, since it runs before anything is installed. Says one sentence and exits 1 on failure.
Does nothing, and needs no network, when the lock file was installed before.
"""

from __future__ import annotations  # an older Python must get as far as the sentence that refuses it

import hashlib
import re
import subprocess
import sys
import time
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
VENV = HOME / (sys.argv[2] if len(sys.argv) > 2 else ".venv")
LOG = VENV / "install.log"


def main(lock: Path) -> None:
    """Bring `.venv` to what `lock` says."""
    if sys.version_info[:2] != (3, 11):
        found = sys.version.split()[0]
        sys.exit(f"Python 3.11 is needed, {sys.executable} is {found}; name one: make PYTHON=/path/to/python3.11")
    stamp = VENV / f"{lock.name}.stamp"
    if is_fresh(stamp):
        return
    if not (VENV / "bin" / "pip").is_file():
        made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)
        if made.returncode:
            reason = (made.stderr or made.stdout).strip().splitlines()[-1:] or ["no reason given"]
            sys.exit(f"The environment {VENV.name} cannot be made (on Debian it needs python3.11-venv): {reason[0]}")
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


def install(lock: Path) -> None:
    """Run pip on `lock`, hashes checked, with a progress bar; its output goes to `install.log` there."""
    # pip would compile all 9,000 modules, which takes as long as the rest; Python compiles the few hundred in use.
    pip_install = [str(VENV / "bin" / "python"), "-m", "pip", "install"]
    command = [*pip_install, "--no-compile", "--require-hashes", "-r", str(lock)]
    packages = pinned(lock)
    started = time.monotonic()
    with LOG.open("w") as log, subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL) as pip:
        while pip.poll() is None:
            show(progress(packages), len(packages))
            time.sleep(0.2)
    if pip.returncode:
        errors = [line for line in LOG.read_text().splitlines() if line.startswith("ERROR")]
        reason = errors[-1].removeprefix("ERROR: ") if errors else f"pip ended with {pip.returncode}"
        erase()
        where = f"{VENV.name}/{LOG.name}"
        sys.exit(f"The packages of {lock.name} cannot be installed; is the network up? {reason} (see {where})")
    erase()
    print(f"Installed {len(packages)} packages of {lock.name} in {time.monotonic() - started:.0f} s.", flush=True)


def pinned(lock: Path) -> set[str]:
    """Return the `name-version` of every package in `lock`, spelt as pip spells its folders."""
    pins = re.findall(r"^([\w.-]+)==(\S+)", lock.read_text(), flags=re.MULTILINE)
    return {f"{re.sub(r'[-_.]+', '_', name).lower()}-{version}" for name, version in pins}


def progress(packages: set[str]) -> float:
    """Return the share done, 0 to 1: pip first collects every package, then unpacks every package."""
    collected = len(re.findall(r"^(?:Collecting|Requirement already)", LOG.read_text(), flags=re.MULTILINE))
    there = {path.name.removesuffix(".dist-info").lower() for path in VENV.glob("lib/*/site-packages/*.dist-info")}
    return (min(collected, len(packages)) + len(packages & there)) / (2 * len(packages))


def show(share: float, packages: int) -> None:
    """Draw the bar on a terminal; in a log a moving bar is noise."""
    if sys.stdout.isatty():
        done = round(30 * share)
        print(f"\rInstalling {packages} packages [{'#' * done}{'.' * (30 - done)}] {share:4.0%}", end="", flush=True)


def erase() -> None:
    """Take the bar away, so that the next line starts a line."""
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)


if __name__ == "__main__":
    main(HOME / sys.argv[1])

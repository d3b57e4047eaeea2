"""Break each guard of scopes, sessions and disclosure by hand, and see that a test notices: `python tools/mutants.py`.

Each mutant is one text of one file put in the place of another in a copy of the repository (trust.md RLS-4). Its tests
must pass without it and fail with it; one that survives, or whose text is not there any more, is an error. Names given
as arguments choose mutants. Those of PostgreSQL run on a real server: `make engines` makes the environment.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNIT, AUTH = "tests/unit/data_access", "tests/unit/dashboard"
ENGINES = "tests/engines/test_row_security.py"


@dataclass(frozen=True)
class Mutant:
    """A guard that is not there: `old` of `file` becomes `new`; `tests` are to notice."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


MUTANTS = (
    Mutant(
        "no-school-predicate",
        "data_access/units.py",
        "    if scope.everything:\n        return true()\n    return seen",
        "    return true()\n    return seen",
        (f"{UNIT}/test_sql.py",),
    ),
    Mutant(
        "no-region-predicate",
        "data_access/units.py",
        "seen = true() if scope.everything else _closure.region_code.in_(below(sorted(scope.places)))",
        "seen = true()",
        (f"{UNIT}/test_sql.py",),
    ),
    Mutant(
        "no-membership-in-time",
        "data_access/units.py",
        "return begun & or_(area_member.c.valid_to.is_(None), area_member.c.valid_to >= day)",
        "return begun",
        (f"{UNIT}/test_scope.py", f"{UNIT}/test_scoped_answers.py"),
    ),
    Mutant(
        "every-place-visible",
        "data_access/places.py",
        "if scope.everything or place.code in scope.places:",
        "if True:",
        (f"{UNIT}/test_scope.py",),
    ),
    Mutant(
        "part-of-an-area-is-enough",
        "data_access/places.py",
        "return bool(regions) and regions <= self.below.get(place, frozenset())",
        "return bool(regions & self.below.get(place, frozenset()))",
        (f"{UNIT}/test_scope.py", f"{UNIT}/test_places.py"),
    ),
    Mutant(
        "no-check-of-the-place",
        "data_access/gate.py",
        "            raise UnknownPlace(code)\n        key",
        "            return found\n        key",
        (f"{UNIT}/test_scope.py",),
    ),
    Mutant(
        "answers-kept-without-scope",
        "data_access/gate.py",
        'key = ("answer", query, scope.fingerprint, snap.release.release_id, self.rules.fingerprint)',
        'key = ("answer", query, snap.release.release_id, self.rules.fingerprint)',
        (f"{UNIT}/test_scope.py",),
    ),
    Mutant(
        "places-kept-without-scope",
        "data_access/gate.py",
        'key = ("place", code, scope.fingerprint, snap.release.release_id)',
        'key = ("place", code, snap.release.release_id)',
        (f"{UNIT}/test_scope.py",),
    ),
    Mutant(
        "scopes-look-alike",
        "data_access/scope.py",
        'parts = ["*" if self.everything else "", *sorted(self.places), "|", *sorted(self.schools)]',
        'parts = ["*" if self.everything else "", *sorted(self.places)]',
        (f"{UNIT}/test_scope.py",),
    ),
    Mutant(
        "few-schools-shown",
        "data_access/disclosure.py",
        "if len(np.asarray(sides[0])) < rules.schools:",
        "if len(np.asarray(sides[0])) < 1:",
        (f"{UNIT}/test_disclosure.py",),
    ),
    Mutant(
        "dominance-unseen",
        "data_access/disclosure.py",
        "return float(sizes[2:].sum()) < share * largest",
        "return float(sizes[1:].sum()) < share * largest",
        (f"{UNIT}/test_disclosure.py",),
    ),
    Mutant(
        "few-people-shown",
        "data_access/disclosure.py",
        "return FEW_PEOPLE if behind < rules.people else None",
        "return None",
        (f"{UNIT}/test_disclosure.py",),
    ),
    Mutant(
        "effects-open-others",
        "data_access/effects/foreign.py",
        "    return any(benchmarks.why_withheld(cells, key, seen, rules, base) for key in foreign)",
        "    return False",
        (f"{UNIT}/test_effect_disclosure.py",),
    ),
    Mutant(
        "few-people-shown-in-ones-own-scope",
        "data_access/lattice.py",
        "first = {cell for cell, n in people.items() if 0 < n < least}",
        "first: set[Cell] = set()",
        (f"{UNIT}/test_suppression.py",),
    ),
    Mutant(
        "nothing-hidden-with-them",
        "data_access/disclosure.py",
        "        closed.add(added)\n",
        "        return frozenset(closed)\n",
        (f"{UNIT}/test_suppression_audit.py",),
    ),
    Mutant(
        "hidden-number-in-a-difference",
        "data_access/certainty.py",
        "for key, value in estimates(indicator, before, door).items() if key in shown",
        "for key, value in estimates(indicator, before, door).items()",
        (f"{UNIT}/test_suppression.py",),
    ),
    Mutant(
        "similar-schools-unprotected",
        "data_access/benchmarks.py",
        "if exact else why_withheld(cells, key, seen, desk.rules, indicator)",
        "if exact else None",
        (f"{UNIT}/test_benchmarks.py",),
    ),
    Mutant(
        "code-used-twice",
        "dashboard/auth/factor.py",
        "where(User.id == user.id, User.totp_step < step)",
        "where(User.id == user.id)",
        (f"{AUTH}/auth/test_factor.py",),
    ),
    Mutant(
        "attempts-not-slowed",
        "dashboard/auth/throttle.py",
        "        if wait > 0:\n            return wait\n",
        "",
        (f"{AUTH}/auth/test_throttle.py",),
    ),
    Mutant(
        "chain-without-the-row-before",
        "dashboard/audit/chain.py",
        "parts = [before, row.id,",
        "parts = [row.id,",
        (f"{AUTH}/audit/test_chain.py",),
    ),
    Mutant(
        "row-security-not-forced",
        "seed/policies.py",
        'yield Words("ALTER TABLE {table} FORCE ROW LEVEL SECURITY", table=table)',
        "pass",
        ("tests/unit/seed/test_policies.py",),
    ),
    Mutant(
        "table-without-a-policy",
        "seed/policies.py",
        "*(schema.region, schema.region_successor,",
        "*(schema.fact_usage, schema.region, schema.region_successor,",
        ("tests/unit/seed/test_policies.py",),
    ),
    Mutant(
        "scope-set-for-the-session",
        "data_access/engines/postgresql.py",
        "func.set_config(name, value, True) for name, value in settings.items())))",
        # The pool's rollback would take it back.
        "func.set_config(name, value, False) for name, value in settings.items())))\n        connection.commit()",
        (f"{ENGINES}::test_a_session_of_the_pool_keeps_no_scope_for_the_next_request",),
    ),
    Mutant(
        "signature-not-checked",
        "seed/policies.py",
        "IF NOT EXISTS (SELECT FROM {home}.{key} AS k WHERE left",
        "IF NOT EXISTS (SELECT FROM {home}.{key} AS k WHERE true OR left",
        (f"{ENGINES}::test_a_scope_that_somebody_sets_without_the_key_is_refused",),
    ),
    Mutant(
        "owner-of-a-function-taken-for-its-caller",
        "seed/policies.py",
        "pg_has_role(session_user,",
        "pg_has_role(current_user,",
        (f"{ENGINES}::test_what_the_owner_wrote_opens_nothing",),
    ),
)


def main(chosen: list[str]) -> int:
    """Try the mutants and print a line for each; returns 1 if one survives."""
    mutants = [m for m in MUTANTS if not chosen or m.name in chosen]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
        for name in filter(None, listed.stdout.split("\0")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
        tests = sorted({test for mutant in mutants for test in mutant.tests})
        for own in ([t for t in tests if not _of_engines(t)], [t for t in tests if _of_engines(t)]):
            whole = _tested(copy, own) if own else None
            if whole is not None and whole.returncode != 0:
                print(f"The tests do not pass without a mutant:\n{whole.stdout[-3000:]}")
                return 1
        print(f"{'mutant':<32} {'file':<30} {'killed by':<50} {'s':>5}")
        alive = [mutant.name for mutant in mutants if not _killed(mutant, copy)]
    print(
        f"{len(mutants) - len(alive)} of {len(mutants)} mutants killed{': alive ' + ', '.join(alive) if alive else ''}"
    )
    return 1 if alive else 0


def _killed(mutant: Mutant, copy: Path) -> bool:
    path = copy / mutant.file
    text = path.read_text(encoding="utf-8")
    if text.count(mutant.old) != 1:
        print(f"{mutant.name:<32} {mutant.file:<30} its text stands there {text.count(mutant.old)} times")
        return False
    began = time.monotonic()
    path.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        by = next((test for test in mutant.tests if _tested(copy, [test]).returncode == 1), "")
    finally:
        path.write_text(text, encoding="utf-8")
    print(f"{mutant.name:<32} {mutant.file:<30} {by or 'ALIVE':<50} {time.monotonic() - began:>5.0f}", flush=True)
    return bool(by)


def _tested(copy: Path, tests: list[str]) -> subprocess.CompletedProcess[str]:
    """A run of pytest: it returns 0 where all passed, 1 where some failed."""
    python = str(ROOT / ".venv-engines" / "bin" / "python") if _of_engines(tests[0]) else sys.executable
    command = [python, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, cwd=copy, check=False, capture_output=True, text=True)


def _of_engines(test: str) -> bool:
    return test.startswith("tests/engines/")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

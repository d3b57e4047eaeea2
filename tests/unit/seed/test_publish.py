"""Publishing is all or nothing: whatever goes wrong, the old warehouse is as it was and nothing lies about."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import func, select

from data_access import engine as warehouse
from data_access import schema
from data_access.gate import Gate
from data_access.rollups.cubes import cubes
from seed.errors import Refused
from seed.lock import locked
from seed.publish import holds, prove, publishing, roll_up
from seed.release import Draft

ROOT = Path(__file__).parents[3]


def draft(content: str) -> Draft:
    return Draft(content * 64, is_demo=False, note="test", as_of=date(2025, 1, 31))


def publish(target: Path, content: str, rows: int = 1) -> str:
    plan = draft(content)
    with publishing(target, plan) as connection:
        connection.execute("INSERT INTO region (region_code, level) VALUES ('R', 'nation')")
        connection.execute(
            "INSERT INTO fact_connectivity (school_id, term_code, bandwidth_mbps)"
            " SELECT 'S' || i, '2024-1', hash(i) % 1000 FROM range($1) AS r (i)",
            [rows],
        )
    return plan.release_id


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "var" / "w.duckdb"


def test_the_file_is_a_link_to_the_file_of_its_release(target, ask):
    release = publish(target, "a")
    assert target.is_symlink()
    assert files(target.parent) == {"w.duckdb", f"w-{release}.duckdb"}
    assert os.readlink(target) == f"w-{release}.duckdb"
    assert ask(target, "SELECT count(*) FROM fact_connectivity") == [(1,)]


def test_the_release_says_what_it_is(target, ask):
    release = publish(target, "a", rows=3)
    day, head = release[:10], release[11:]
    assert head == "aaaaaa"
    row = ask(
        target, "SELECT release_id, published_at[:10], as_of, source_digest, rows, is_demo, note FROM data_release"
    )
    assert row == [(release, day, date(2025, 1, 31), "a" * 64, 3, False, "test")]


def test_the_next_release_keeps_one_previous_and_deletes_older(target, ask):
    publish(target, "a")
    second = publish(target, "b")
    third = publish(target, "c", rows=5)
    assert files(target.parent) == {"w.duckdb", f"w-{second}.duckdb", f"w-{third}.duckdb"}
    assert ask(target, "SELECT count(*) FROM fact_connectivity") == [(5,)]


def test_a_reader_of_the_old_release_goes_on_and_a_new_one_gets_the_new(target):
    publish(target, "a", rows=1)
    with duckdb.connect(str(target.resolve()), read_only=True) as old:
        publish(target, "b", rows=2)
        with duckdb.connect(str(target.resolve()), read_only=True) as new:
            assert new.execute("SELECT count(*) FROM fact_connectivity").fetchone() == (2,)
        assert old.execute("SELECT count(*) FROM fact_connectivity").fetchone() == (1,)


def test_the_same_content_twice_in_a_day_gets_a_name_of_its_own(target):
    first = publish(target, "a")
    assert publish(target, "a") == f"{first}-2"


def test_a_warehouse_knows_that_it_holds_these_sources(target):
    release = publish(target, "a")
    assert holds(target, "a" * 64) == release
    assert holds(target, "b" * 64) is None
    assert holds(target.with_name("none.duckdb"), "a" * 64) is None


def test_a_damaged_warehouse_holds_nothing(target):
    publish(target, "a")
    os.truncate(target.resolve(), 5000)
    assert holds(target, "a" * 64) is None


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, duckdb.Error])
def test_a_failure_while_filling_leaves_the_old_and_no_rubbish(target, ask, error):
    publish(target, "a")
    before = files(target.parent)
    with pytest.raises(error), publishing(target, draft("b")) as connection:
        connection.execute("INSERT INTO region (region_code) VALUES ('R')")
        raise error
    assert files(target.parent) == before
    assert ask(target, "SELECT count(*) FROM fact_connectivity") == [(1,)]


def test_a_broken_contract_is_refused_and_the_column_named(target):
    publish(target, "a")
    before = files(target.parent)
    with (
        pytest.raises(Refused, match=r"missing column fact_usage\.views"),
        publishing(target, draft("b")) as connection,
    ):
        connection.execute("ALTER TABLE fact_usage DROP COLUMN views")
    assert files(target.parent) == before


def test_a_truncated_file_is_refused(target):
    publish(target, "a", rows=200_000)
    path = target.resolve()
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(Refused):
        prove(path)


def test_flipped_bits_are_refused(target):
    publish(target, "a", rows=200_000)
    path = target.resolve()
    prove(path)
    with duckdb.connect(str(path), read_only=True) as connection:
        query = "SELECT block_id FROM pragma_storage_info('fact_connectivity') WHERE block_id >= 0 LIMIT 1"
        (block,) = connection.execute(query).fetchone() or (0,)
    with path.open("r+b") as handle:
        # Three headers of 4 KiB, then blocks of 256 KiB.
        handle.seek(3 * 4096 + block * 262_144 + 1000)
        byte = handle.read(1)[0]
        handle.seek(-1, os.SEEK_CUR)
        handle.write(bytes([byte ^ 0x10]))
    with pytest.raises(Refused, match=r"damaged|cannot be read"):
        prove(path)


def test_a_plain_file_under_the_name_is_kept_aside(target, ask):
    target.parent.mkdir()
    duckdb.connect(str(target)).close()
    release = publish(target, "a")
    aside = files(target.parent) - {"w.duckdb", f"w-{release}.duckdb"}
    assert len(aside) == 1
    assert aside.pop().startswith("w-before-")
    assert ask(target, "SELECT count(*) FROM fact_connectivity") == [(1,)]


def test_roll_ups_come_in_a_new_file_of_the_same_release_under_a_reader(target):
    release = publish(target, "a", rows=3)
    gate = Gate(f"duckdb:///{target}")
    old = gate.snapshot()
    assert not old.held.cubes
    made = roll_up(target)
    assert "rollup_fact_connectivity_latest" in made
    rows = warehouse.run(old.engine, select(func.count()).select_from(schema.fact_connectivity), seconds=5)
    assert rows.iloc[0, 0] == 3  # a query that still runs
    new = gate.snapshot()
    assert new.held.cubes == cubes().keys()
    assert new.release == old.release
    assert new.release.release_id == release
    assert len(files(target.parent)) == 3  # the link, the file and the one before it


def test_roll_ups_that_fail_leave_the_old_and_no_rubbish(target, monkeypatch):
    publish(target, "a")
    before = files(target.parent)

    def fail(*_: object, **__: object) -> None:
        raise Refused("sums differ")

    monkeypatch.setattr("seed.publish.rollups.make", fail)
    with pytest.raises(Refused, match="sums differ"):
        roll_up(target)
    assert files(target.parent) == before


def test_what_was_published_without_a_proof_is_proved_before_its_roll_ups(target):
    with publishing(target, draft("a"), rolled=False, proved=False) as connection:
        connection.execute("INSERT INTO region (region_code, level) VALUES ('R', 'nation')")
        connection.execute(
            "INSERT INTO fact_connectivity (school_id, term_code) VALUES ('S', '2024-1'), ('S', '2024-1')"
        )
    before = target.resolve()
    with pytest.raises(Refused, match="repeated key in fact_connectivity"):
        roll_up(target)
    assert target.resolve() == before


def test_no_file_has_no_roll_ups(target):
    with pytest.raises(Refused, match="There is no warehouse file"):
        roll_up(target)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match=r"^The folder .*file/var cannot be made"):
        publish(tmp_path / "file" / "var" / "w.duckdb", "a")


def test_a_folder_is_no_target(tmp_path):
    with pytest.raises(Refused, match="is a folder"):
        publish(tmp_path, "a")


def test_a_second_loader_is_refused_while_the_first_works(target):
    with publishing(target, draft("a")):
        with pytest.raises(Refused, match=rf"Another loader \(process {os.getpid()}\) is writing"):
            publish(target, "b")
        publish(target.with_name("other.duckdb"), "b")
    assert not list(target.parent.glob(".*"))


def test_a_lock_is_free_again_after_its_holder(target):
    target.parent.mkdir()
    for _ in range(2):
        with locked(target):
            pass
    assert not list(target.parent.iterdir())


WORK = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from seed.publish import publishing
from seed.release import Draft
print("ready", flush=True)
with publishing(Path({target!r}), Draft("b" * 64, False, "test")) as connection:
    connection.execute("INSERT INTO region (region_code, level) VALUES ('R', 'nation')")
    connection.execute("INSERT INTO fact_connectivity (school_id, term_code, bandwidth_mbps)"
                       " SELECT 'S' || i, '2024-1', hash(i) % 1000 FROM range(300000) AS r (i)")
print("done", flush=True)
"""


def start(target: Path, before: str = "") -> subprocess.Popen[str]:
    program = before + WORK.format(root=str(ROOT), target=str(target))
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_loader_killed_at_any_moment_leaves_one_whole_release_and_the_next_run_cleans_up(target, ask):
    publish(target, "a")
    for moment in (0.0, 0.2, 0.5):
        with start(target) as loader:
            assert loader.stdout is not None
            assert loader.stdout.readline() == "ready\n"
            time.sleep(moment)
            loader.kill()
        prove(target.resolve())
        assert ask(target, "SELECT count(*) FROM fact_connectivity") in ([(1,)], [(300_000,)])
    release = publish(target, "c", rows=7)
    assert ask(target, "SELECT count(*) FROM fact_connectivity") == [(7,)]
    assert not list(target.parent.glob(".*"))
    assert f"w-{release}.duckdb" in files(target.parent)
    assert len(files(target.parent)) == 3


def test_a_full_disk_is_one_sentence_and_leaves_the_old(target, ask):
    publish(target, "a")
    before = files(target.parent)
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))\n"
    with start(target, limit) as loader:
        _, errors = loader.communicate(timeout=60)
    assert "done" not in errors
    assert "Refused: " in errors
    assert "could not be written" in errors
    assert files(target.parent) == before
    assert ask(target, "SELECT count(*) FROM fact_connectivity") == [(1,)]

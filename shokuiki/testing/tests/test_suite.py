"""``make test`` as a whole: which runs, in which order, and what makes it fail. The runs themselves are stood in for."""

from contextlib import contextmanager
from pathlib import Path

import pytest

from shokuiki.testing import suite


@pytest.fixture
def runs(monkeypatch):
    """The runs of the suite as rows (arguments, notes, DATABASE_URL); each ends with the next of ``runs.codes``."""

    class Runs(list):
        codes = [0, 0]

    rows = Runs()

    def run_pytest(*arguments, notes="", DATABASE_URL=""):
        rows.append((arguments, notes, DATABASE_URL))
        return rows.codes[len(rows) - 1]

    @contextmanager
    def private_cluster():
        yield "postgres://private"

    monkeypatch.setattr(suite, "run_pytest", run_pytest)
    monkeypatch.setattr(suite, "private_cluster", private_cluster)
    monkeypatch.setattr(suite, "postgres_programs", lambda: Path("/usr/lib/postgresql/15/bin"))
    monkeypatch.setattr(suite, "stop_on_terminate", lambda: None)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody-elses")
    return rows


def test_everything_runs_on_sqlite_then_units_and_stories_on_postgresql(runs):
    assert suite.main() == 0
    assert runs == [((), "", ""), (("-m", "story or not browser and not walk"), "", "postgres://private")]


def test_a_failure_on_sqlite_is_named_again_at_the_end_and_fails_the_whole(runs):
    runs.codes = [1, 0]
    assert suite.main() == 1
    assert runs[1][1] == suite.SQLITE_FAILED


def test_a_failure_on_postgresql_fails_the_whole(runs):
    runs.codes = [0, 1]
    assert suite.main() == 1


def test_an_interrupted_run_starts_no_second_one(runs):
    runs.codes = [suite.INTERRUPTED, 0]
    assert suite.main() == suite.INTERRUPTED
    assert len(runs) == 1


@pytest.mark.parametrize("ci, code", [("", 0), ("true", 1)])
def test_a_missing_server_is_named_and_fails_only_in_ci(runs, monkeypatch, ci, code):
    monkeypatch.setattr(suite, "postgres_programs", lambda: None)
    monkeypatch.setenv("CI", ci)
    assert suite.main() == code
    assert runs == [((), suite.NO_POSTGRES, "")]

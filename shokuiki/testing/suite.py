"""All tests, as ``make test`` runs them: everything on SQLite, then what a database can change on PostgreSQL.

The last line printed is pytest's own closing line; before it stands what could not run on this machine. With
``CI=true`` anything that could not run is a failure.
"""

import os
import subprocess
import sys

from shokuiki.testing.machine import postgres_programs
from shokuiki.testing.postgres import private_cluster, stop_on_terminate

NO_POSTGRES = (
    "PostgreSQL での実行: サーバーがないので動かしていません（Debian では apt install postgresql で入ります）。"
)
SQLITE_FAILED = "SQLite での実行: 失敗があります。上の結果を見てください。"
INTERRUPTED = 2
# Tests of one file stay together: they may share what is costly to make. The plugin puts the long files first.
ON_ALL_CORES = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder"]


def run_pytest(*arguments, notes="", **environment):
    """The exit code of one run; ``notes`` are shown before its closing line."""
    variables = {**os.environ, "SHOKUIKI_TEST_NOTES": notes, **environment}
    return subprocess.run([sys.executable, "-m", "pytest", *ON_ALL_CORES, *arguments], env=variables).returncode


def main():
    stop_on_terminate()
    os.environ.pop("DATABASE_URL", None)
    in_ci = os.environ.get("CI") == "true"
    if postgres_programs() is None:
        return run_pytest(notes=NO_POSTGRES) or int(in_ci)
    print("SQLite", flush=True)
    on_sqlite = run_pytest()
    if on_sqlite == INTERRUPTED:
        return on_sqlite
    print("PostgreSQL", flush=True)
    with private_cluster() as url:
        notes = SQLITE_FAILED if on_sqlite else ""
        on_postgres = run_pytest("-m", "story or not browser and not walk", notes=notes, DATABASE_URL=url)
    return on_sqlite or on_postgres


if __name__ == "__main__":
    sys.exit(main())

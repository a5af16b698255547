"""A private PostgreSQL cluster for tests: reached by a socket in its own folder, gone when the block ends.

``python -m shokuiki.testing.postgres COMMAND …`` runs a command with ``DATABASE_URL`` pointing at such a cluster.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from shokuiki.testing.machine import postgres_programs


@contextmanager
def private_cluster():
    """Start a new cluster and give its ``DATABASE_URL``; stop it and remove its folder at the end.

    PostgreSQL refuses to run as root, so root starts it as ``postgres`` or ``nobody``.
    """
    programs = postgres_programs()
    folder = Path(tempfile.mkdtemp(prefix="shokuiki-pg-"))
    data, log = folder / "data", folder / "log"
    as_owner = []
    if os.geteuid() == 0:
        owner = "postgres" if "postgres" in {user.pw_name for user in pwd.getpwall()} else "nobody"
        shutil.chown(folder, owner)
        as_owner = ["runuser", "-u", owner, "--"]

    def run(program, *arguments):
        command = [*as_owner, programs / program, "-D", data, *arguments]
        result = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if result.returncode:
            details = log.read_text() if log.exists() else ""
            raise RuntimeError(f"{program}: {result.stdout}{result.stderr}{details}")

    try:
        run("initdb", "-N", "-U", "shokuiki", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        run("pg_ctl", "start", "-w", "-l", log, "-o", f"-k {folder} -c listen_addresses= -F")
        try:
            yield f"postgres://shokuiki@{quote(str(folder), safe='')}/shokuiki"
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate")
    finally:
        shutil.rmtree(folder)


def stop_on_terminate():
    """Turn SIGTERM into an exception, so that an ended run stops its cluster too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def main(command):
    if postgres_programs() is None:
        sys.exit("PostgreSQL のサーバーがありません。Debian では apt install postgresql で入れてください。")
    stop_on_terminate()
    with private_cluster() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg2
import pytest

from shokuiki.testing.machine import postgres_programs
from shokuiki.testing.postgres import private_cluster

pytestmark = pytest.mark.skipif(postgres_programs() is None, reason="PostgreSQL のサーバーがありません。")


def folder_of(url):
    return Path(unquote(urlsplit(url).netloc.split("@")[1]))


def pid_of(folder):
    return int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])


def is_running(pid):
    return Path(f"/proc/{pid}").exists()


def ends(pid):
    """Whether the process is gone within some seconds: it takes its pid file away a moment before it ends."""
    deadline = time.monotonic() + 10
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_running(pid)


def test_a_private_cluster_is_utf8_and_leaves_nothing_behind():
    with private_cluster() as url:
        folder = folder_of(url)
        pid = pid_of(folder)
        assert is_running(pid)
        connection = psycopg2.connect(host=str(folder), user="shokuiki", dbname="postgres")
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            assert cursor.fetchone() == ("UTF8",)
            cursor.execute("SHOW listen_addresses")
            assert cursor.fetchone() == ("",)
        connection.close()
    assert ends(pid)
    assert not folder.exists()


def test_a_cluster_stops_when_its_block_fails():
    with pytest.raises(KeyboardInterrupt), private_cluster() as url:
        pid = pid_of(folder_of(url))
        raise KeyboardInterrupt
    assert ends(pid)


def test_a_cluster_stops_when_its_command_is_terminated():
    command = [sys.executable, "-m", "shokuiki.testing.postgres", "sh", "-c", "echo $DATABASE_URL; exec sleep 60"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ)
    folder = folder_of(process.stdout.readline().strip())
    pid = pid_of(folder)
    process.terminate()
    assert process.wait(timeout=30) == 143
    assert ends(pid)
    assert not folder.exists()


def test_the_exit_code_of_the_command_is_handed_on():
    command = [sys.executable, "-m", "shokuiki.testing.postgres", "sh", "-c", "exit 7"]
    assert subprocess.run(command).returncode == 7

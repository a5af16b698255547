"""The nightly work: once a night whoever starts it, also beside an embedded server, and never longer than that lives."""

import io
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from cases.tests import factories as make
from shokuiki import nightly
from shokuiki.records.management.commands import nightly as nightly_command
from shokuiki.records.models import Decision, Verification
from shokuiki.records.tests.tampering import change, unprotected
from shokuiki.records.tests.test_ledger import decide

pytestmark = pytest.mark.django_db


def run():
    said, complained, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("nightly", stdout=said, stderr=complained)
    except SystemExit as ended:
        code = ended.code
    return code, said.getvalue(), complained.getvalue()


def test_every_center_is_verified_once_a_night(cast):
    decide(make.make_case(cast), cast.director)
    for _ in range(2):
        code, said, complained = run()
        assert (code, complained) == (0, "") and "改ざんなし：1件の連鎖が一致" in said
    assert sorted(Verification.objects.values_list("center", flat=True)) == sorted([cast.center.pk, cast.other_center.pk])


def test_a_night_that_finds_something_ends_with_1_each_time_it_is_asked(cast):
    decision = decide(make.make_case(cast), cast.director)
    with unprotected():
        change(Decision, decision.pk, post="clerk")
    for _ in range(2):
        code, _, complained = run()
        assert code == 1 and "第1件" in complained
    assert Verification.objects.filter(ok=False).count() == 1


def test_a_step_that_breaks_keeps_no_other_from_its_work(cast, monkeypatch):
    def breaks(command):
        raise ZeroDivisionError

    monkeypatch.setattr(nightly_command, "STEPS", [breaks, *nightly_command.STEPS])
    with pytest.raises(ZeroDivisionError):
        run()
    assert Verification.objects.filter(center=cast.center).count() == 1


@pytest.mark.locking
@pytest.mark.django_db(transaction=True)
def test_two_nights_at_once_leave_one_result_for_each_center(cast):
    decide(make.make_case(cast), cast.director)
    together = Barrier(2)

    def night(_):
        together.wait(timeout=30)
        try:
            return run()[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(night, range(2))) == [0, 0]
    assert Verification.objects.filter(center=cast.center).count() == 1


# --- Beside the embedded server -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("now", "last", "expected"), [
    ((2026, 11, 24, 9), None, True), ((2026, 11, 24, 1), None, True), ((2026, 11, 24, 23), date(2026, 11, 24), False),
    ((2026, 11, 25, 2), date(2026, 11, 24), False), ((2026, 11, 25, 3), date(2026, 11, 24), True),
    ((2026, 11, 25, 4), date(2026, 11, 25), False),
])
def test_the_work_is_due_after_the_start_and_then_every_night(now, last, expected):
    assert nightly.due(datetime(*now), last) is expected


def test_it_works_once_and_then_only_watches_until_the_server_is_gone(monkeypatch):
    looks, done = iter([7, 7, 7, 1]), []
    monkeypatch.setattr(nightly.os, "getppid", lambda: next(looks))
    monkeypatch.setattr(nightly.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(nightly, "FIRST", 0)
    monkeypatch.setattr(nightly, "work", lambda: done.append(True))
    nightly.beside(7)
    assert done == [True]


def test_an_error_of_the_work_is_told_without_what_it_was_about(monkeypatch, capsys):
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)

    def stumble(*args, **kwargs):
        raise ValueError("佐藤 健")

    monkeypatch.setattr("django.core.management.call_command", stumble)
    nightly.work()
    told = capsys.readouterr().err
    assert "manage.py nightly" in told and "佐藤" not in told


def test_the_process_ends_with_the_server_that_started_it(tmp_path):
    """A server that is killed leaves nobody behind."""
    start = (
        "import subprocess, sys, os, time; "
        "child = subprocess.Popen([sys.executable, '-m', 'shokuiki.nightly', str(os.getpid())]); "
        "time.sleep(4); print(child.pid, child.poll())"
    )
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment["SHOKUIKI_VAR"] = str(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", start], cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True, timeout=60
    )
    child, ended = done.stdout.split()
    assert ended == "None", "it ended while the server still ran"
    until = time.monotonic() + 60
    while is_running(int(child)):
        assert time.monotonic() < until, "it still runs"
        time.sleep(0.2)


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False

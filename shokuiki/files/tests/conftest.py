"""The nouns that take attachments, and a small scanner that speaks as ClamAV does."""

import socketserver
import struct
import threading
from types import SimpleNamespace

import pytest

from cases.enums import ConsentPurpose
from cases.models import VocationalEvaluation
from cases.tests.factories import make_case
from meetings.enums import MeetingKind
from meetings.tests.factories import plan_meeting
from partners.tests.factories import make_application
from shokuiki.records import clock

VIRUS = b"harmless stand-in for a virus"


@pytest.fixture
def case(cast):
    return make_case(cast)


@pytest.fixture
def application(cast):
    return make_application(cast, "draft")


@pytest.fixture
def consent(case):
    return case.person.consents.get(purpose=ConsentPurpose.PROGRAM_USE)


@pytest.fixture
def evaluation(cast, case):
    return VocationalEvaluation.begin(case, by=cast.evaluator)


@pytest.fixture
def meeting(cast, case):
    return plan_meeting(cast, MeetingKind.LIAISON, [case], on=clock.today())


class _Conversation(socketserver.StreamRequestHandler):
    """One INSTREAM: chunks with their length before them, an empty one at the end, one line of answer."""

    def handle(self):
        command = self.rfile.readline()
        assert command == b"nINSTREAM\n", command
        data = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            data += self.rfile.read(length)
        self.server.scanned.append(data)
        self.wfile.write(self.server.answer or (b"stream: Test.Virus FOUND\n" if VIRUS in data else b"stream: OK\n"))


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


def _running(server):
    server.scanned, server.answer = [], b""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    return SimpleNamespace(server=server, thread=thread)


def _ended(running):
    running.server.shutdown()
    running.server.server_close()
    running.thread.join()


@pytest.fixture
def scanner(settings):
    """A scanner on the network that finds VIRUS; `answer` makes it say something else, `scanned` is what it was sent."""
    running = _running(_Tcp(("127.0.0.1", 0), _Conversation))
    settings.CLAMAV_HOST, settings.CLAMAV_PORT = running.server.server_address
    settings.CLAMAV_TIMEOUT = 5
    yield running.server
    _ended(running)


@pytest.fixture
def scanner_on_socket(settings, tmp_path):
    running = _running(_Unix(str(tmp_path / "clamd.ctl"), _Conversation))
    settings.CLAMAV_SOCKET = str(tmp_path / "clamd.ctl")
    yield running.server
    _ended(running)


@pytest.fixture
def no_scanner_answers(settings):
    """Configured, and nobody listens."""
    settings.CLAMAV_HOST, settings.CLAMAV_PORT, settings.CLAMAV_TIMEOUT = "127.0.0.1", 1, 2

"""Asking ClamAV about a file, where an office has it: over its socket or the network, with a limit of time."""

import logging
import socket
from dataclasses import dataclass
from io import BytesIO

import clamd
from django.conf import settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Verdict:
    """What the scanner found; virus "" is clean."""

    virus: str = ""


class _WholeSocket(socket.socket):
    """Sends everything it is given: a short write in the middle of a file would garble what follows."""

    def send(self, data, flags=0):
        self.sendall(data, flags)
        return len(data)


class _Scanner(clamd.ClamdNetworkSocket):
    """The client of the package, with the time limit on connecting too and with either kind of socket."""

    def _init_socket(self):
        by_path = bool(settings.CLAMAV_SOCKET)
        self.clamd_socket = _WholeSocket(socket.AF_UNIX if by_path else socket.AF_INET, socket.SOCK_STREAM)
        self.clamd_socket.settimeout(settings.CLAMAV_TIMEOUT)
        self.clamd_socket.connect(settings.CLAMAV_SOCKET if by_path else (settings.CLAMAV_HOST, settings.CLAMAV_PORT))


def is_configured():
    return bool(settings.CLAMAV_SOCKET or settings.CLAMAV_HOST)


def verdict(data):
    """What the scanner says of these bytes; None when it does not answer, or not to the point."""
    try:
        answer = _Scanner().instream(BytesIO(data)) or {}
    except (clamd.ClamdError, OSError, UnicodeError) as error:
        log.warning("The virus scanner does not answer: %s", error)
        return None
    status, virus = answer.get("stream", ("", None))
    if status == "OK":
        return Verdict()
    return Verdict(virus or "?") if status == "FOUND" else None

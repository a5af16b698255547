"""What is done for attachments every night, and what lies on the disk against what the entries say."""

from shokuiki.files import scanning, storage
from shokuiki.files.models import Attachment


def scan_waiting():
    """(scanned, still waiting) of the attachments that wait for the scanner; nothing is asked where there is none."""
    if not scanning.is_configured():
        return 0, 0
    waiting = list(Attachment.objects.to_scan())
    scanned = sum(attachment.scan() for attachment in waiting)
    return scanned, len(waiting) - scanned


def known_places():
    """Where the bytes of the entries lie."""
    return set(Attachment.objects.exclude(place="").values_list("place", flat=True))


def discard_parted():
    """Remove bytes that an entry has parted with and that a crash left behind.

    Of a kept entry never: its place does not change, and one that names another was rewritten.
    """
    parted = Attachment.history.exclude(place="").exclude(id__in=Attachment.objects.kept().values("pk"))
    once = set(parted.values_list("place", flat=True))
    for place in once - known_places():
        storage.discard(place)


def strays():
    """The names of files of a day and more that no entry and no history knows.

    判断: they are named and never cleared by themselves: beside a database restored from an older backup, they may be
    all that is left of what was attached since.
    """
    return storage.older_than_a_day(except_for=known_places())


def every_night(command):
    """All of it, told in the command's output. Returns whether everything that waited was scanned."""
    scanned, waiting = scan_waiting()
    command.stdout.write(f"検査した添付ファイル：{scanned}件")
    if waiting:
        command.stderr.write(f"検査できなかった添付ファイル：{waiting}件。ウイルス検査の仕組みが動いているか確かめてください。")
    discard_parted()
    left = len(strays())
    if left:
        command.stderr.write(
            f"どの記録にもないファイル：{left}件。データベースを復元した直後でなければ、manage.py scan_attachments --clear で消せます。"
        )
    return not waiting

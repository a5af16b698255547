"""Where the bytes of attachments lie: under random names, outside everything a web server hands out."""

import logging
import uuid
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from shokuiki.records import clock

ALIAS = "attachments"
LEFT_ALONE = timedelta(days=1)  # a younger file may belong to a row that is just being written
log = logging.getLogger(__name__)


def put(data):
    """Write bytes under a new random name in two levels of folders. Returns the name."""
    key = uuid.uuid4().hex
    return storages[ALIAS].save(f"{key[:2]}/{key[2:4]}/{key}", ContentFile(data))


def read(place):
    """The bytes under a name. Raises OSError when they are not there."""
    try:
        with storages[ALIAS].open(place) as file:
            return file.read()
    except SuspiciousFileOperation as error:  # a row that was rewritten to name another folder
        raise FileNotFoundError("no place within the folder of attachments") from error


def discard(place):
    """Remove what lies under a name, if anything does. What cannot be removed now is tried again every night."""
    try:
        storages[ALIAS].delete(place)
    except (OSError, SuspiciousFileOperation) as error:
        log.warning("An attachment could not be removed from the disk: %s", error)


def older_than_a_day(*, except_for):
    """The names of the files that are not among these."""
    storage, waiting, found = storages[ALIAS], [""], []
    before = clock.now() - LEFT_ALONE
    while waiting:
        folder = waiting.pop()
        try:
            folders, files = storage.listdir(folder)
        except OSError as error:
            if folder:
                log.warning("A folder of attachments cannot be read: %s", error)
            continue
        waiting += [f"{folder}/{name}".lstrip("/") for name in folders]
        places = [f"{folder}/{name}".lstrip("/") for name in files]
        found += [place for place in places if place not in except_for and _is_older(storage, place, before)]
    return found


def _is_older(storage, place, moment):
    try:
        return storage.get_modified_time(place) < moment
    except OSError:  # somebody else cleared it away
        return False


def check_place(app_configs=None, **kwargs):
    """``manage.py check``: the folder lies in none that is served."""
    place = Path(storages[ALIAS].location).resolve()
    served = [Path(folder).resolve() for folder in (settings.STATIC_ROOT, settings.MEDIA_ROOT, *_static_folders()) if folder]
    if any(place.is_relative_to(folder) or folder.is_relative_to(place) for folder in served):
        return [checks.Error(
            f"添付ファイルの保管場所（{place}）が、公開されるフォルダーと重なっています。",
            hint="環境変数 ATTACHMENTS_DIR に、ほかの場所を設定してください。", id="files.E001",
        )]
    return []


def _static_folders():
    return [entry[1] if isinstance(entry, tuple | list) else entry for entry in settings.STATICFILES_DIRS]

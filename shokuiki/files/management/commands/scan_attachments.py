"""``manage.py scan_attachments``: for a timer, where an office does not want to wait for the night."""

import sys

from django.core.management.base import BaseCommand

from shokuiki.files import storage
from shokuiki.files.upkeep import every_night, strays


class Command(BaseCommand):
    help = "検査を待つ添付ファイルのウイルス検査をします。検査できないものがあれば終了コード1で終わります。"

    def add_arguments(self, parser):
        parser.add_argument("--clear", action="store_true", help="どの記録にもないファイルを消します。元に戻せません。")

    def handle(self, clear, **options):
        if clear:
            found = strays()
            for place in found:
                storage.discard(place)
            self.stdout.write(f"消したファイル：{len(found)}件")
        if not every_night(self):
            sys.exit(1)

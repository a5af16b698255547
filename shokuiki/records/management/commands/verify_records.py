import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from shokuiki.records import heads, verify


class Command(BaseCommand):
    help = (
        "決定の記録を最初から読み直し、書き換え・削除・挿入・入替えと、決定と違う内容を名指しします。"
        "見つかったときは終了コード1で終わります。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--center", type=int, metavar="ID", help="このセンターだけを検証します。")
        parser.add_argument("--against", metavar="FILE", help="別に保管した控えと比べます。")
        parser.add_argument("--head", metavar="FILE", help="連鎖の終わりの控えを書き出します（-で画面に）。")

    def handle(self, *, center, against, head, **options):
        kept = self.read(against) if against else []
        centers = verify.centers()
        known = set(centers.values_list("pk", flat=True))
        if center is not None:
            if center not in known:
                raise CommandError(f"番号{center}のセンターはありません。")
            centers = centers.filter(pk=center)
            kept = [row for row in kept if row.center_id == center]
        all_well = True
        for row in kept:
            if row.center_id not in known:
                all_well = False
                self.stderr.write(f"控えにある「{row.center}」（番号{row.center_id}）が、データベースにありません。")
        for organization in centers:
            all_well &= self.told(organization, verify.verify(organization.pk, heads=kept))
        if head:
            self.write(head, heads.heads([organization.pk for organization in centers]))
        if not all_well:
            sys.exit(1)

    def told(self, organization, verification):
        self.stdout.write(f"{organization.name}（番号{organization.pk}）：{verification.summary}")
        for sentence in verification.findings:
            self.stderr.write(f"  {sentence}")
        return verification.ok

    @staticmethod
    def read(path):
        try:
            return heads.read(Path(path).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"控えのファイル {path} を読めません：{error}") from error
        except heads.Unreadable as error:
            raise CommandError(str(error)) from error

    def write(self, path, found):
        text = heads.write(found)
        if path == "-":
            self.stdout.write(text, ending="")
            return
        try:
            Path(path).write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"控えのファイル {path} を書けません：{error}") from error

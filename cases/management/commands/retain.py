from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from cases import retention
from cases.models import ErasureRequest
from shokuiki.files import storage
from shokuiki.files.upkeep import known_places
from shokuiki.japan.dates import wareki
from shokuiki.records import append_only
from shokuiki.records.errors import Refused


class Command(BaseCommand):
    help = (
        "保存期間が終わり、画面で2人が承認した、個人に関する文と履歴、委託申込の内容、閲覧記録を消去します。"
        "何も付けずに実行すると、消去する件数だけを示します。PostgreSQL では表の所有者の接続で実行します。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--carry-out", action="store_true", help="消去を実行します。元に戻せません。")

    def handle(self, carry_out, **options):
        requests = list(ErasureRequest.objects.to_carry_out().select_related("center", "decision"))
        if not requests:
            self.stdout.write("承認された消去の申請はありません。")
        for request in requests:
            approved_on = wareki(request.decision.event_date)
            self.stdout.write(f"{request.center} 申請{request.pk}（{approved_on}に承認、{request.extent}）")
            if carry_out:
                self.carry_out(request)
            else:
                for what, rows, past in retention.preview(request):
                    if rows or past:
                        self.stdout.write(f"  {what}：{rows}件、履歴：{past}件")
        if requests and not carry_out:
            self.stdout.write("まだ消去していません。実行するには --carry-out を付けてください。")

    def carry_out(self, request):
        places = known_places()
        try:
            entry = retention.carry_out(request, connection)
        except Refused as refused:
            raise CommandError(f"申請{request.pk}：{refused.message}") from refused
        except DatabaseError as error:
            raise CommandError(
                f"消去できません。表の所有者の接続で実行してください。何も変わっていません。（{error}）"
            ) from error
        append_only.refuse_unprotected(connection)
        for place in places - known_places():
            storage.discard(place)
        self.stdout.write(f"  消去しました。{sum(entry.counts.values())}件")

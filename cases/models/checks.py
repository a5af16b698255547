"""What rows of the person's track are checked for before they are saved, whoever saves them."""

from django.core.exceptions import ValidationError

from shokuiki.records import clock
from shokuiki.records.errors import Refused


def refuse_future(row, *names):
    """For `clean`: what happened cannot lie in the future."""
    late = [name for name in names if getattr(row, name) and getattr(row, name) > clock.today()]
    if late:
        raise ValidationError({
            name: f"{row._meta.get_field(name).verbose_name}は、今日までの日付を入力してください。" for name in late
        })


def refuse_order(row, first, then, sentence):
    """For `clean`: the day `then` is not before the day `first`."""
    if getattr(row, first) and getattr(row, then) and getattr(row, then) < getattr(row, first):
        raise ValidationError({then: sentence})


def refuse_kind(row, changes, name, kind):
    """A column that names an organization of one kind, when it is given a new one."""
    organization = changes.get(name)
    if organization and organization.kind != kind:
        label = row._meta.get_field(name).verbose_name
        raise Refused(f"{label}には、{kind.label}を選んでください。", field=name)


def refuse_no_counselor(row, changes, names):
    """Columns that name counselors: counselors of the center today, or who was named before."""
    before = {getattr(row, f"{name}_id") for name in names} if row.pk else set()
    for name in names:
        user = changes.get(name)
        if user and user.pk not in before and not user.counsels_at(row.center_id):
            label = row._meta.get_field(name).verbose_name
            raise Refused(f"{label}には、このセンターのカウンセラーを選んでください。", field=name)

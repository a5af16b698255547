"""The pages of one noun: how every page loads, checks, calls one verb and answers."""

import copy

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.http import HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.generic import DetailView, FormView, ListView

from shokuiki.pages.conflicts import told_to
from shokuiki.pages.forms import EmptyForm, as_typed
from shokuiki.records import gate
from shokuiki.records.errors import BROKEN_OFF, NotAllowed, Refused, Stale, is_broken_off
from shokuiki.records.history import changes_of_rows, changes_since
from shokuiki.records.models import Draft

GONE = "この行は、ほかの人が取り除きました。要らないときは削除し、要るときは新しい行に書き直してください。"


class NounList(ListView):
    """A list of what this person may see, 50 a page. `model.objects` must have `visible_to(user)`."""

    paginate_by = 50

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.user)


class NounView(DetailView):
    """A page of one noun: 404 for a stranger; 403 where `read_verb` is named and the person may not."""

    read_verb = ""
    context_object_name = "noun"

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.user)

    def get_object(self, queryset=None):
        noun = super().get_object(queryset)
        if self.read_verb:
            refuse_reading(self.request.user, self.read_verb, noun)
        return noun


class VerbView(FormView):
    """A page on which one person does one verb to one noun.

    GET shows the form (409 with the reason when the state does not allow the verb); POST calls `perform`.
    Bad input answers 422 and keeps what was typed; the later of two savers gets 409 and is told who was first.
    What is typed is kept as a draft of this person when `drafts` is on (POST to ?draft=1 answers JSON).

    model, verb, success (sentence) are set by each page; rows: {prefix: formset class} for rows in the page.
    Templates extend "verb.html" and find `noun`, `form`, `rows`, `seen`, `conflict`, `title`, `button`, `lead`.
    """

    model = None
    verb = ""
    form_class = EmptyForm
    template_name = "verb.html"
    rows = {}
    drafts = False
    title = ""
    button = ""
    lead = ""
    success = ""

    # --- loading and checking -----------------------------------------------------------------------------------
    def dispatch(self, request, *args, **kwargs):
        self.noun = self.get_noun()
        self.conflict = None
        gate.refuse_person(request.user, self.verb, self.noun)
        if request.method in ("GET", "HEAD"):
            try:
                self.check_moment()
            except Refused as refused:
                return self.not_now(refused)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.user)

    def get_noun(self):
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def check_moment(self):
        """Raise `Refused` when the page must not even be offered now."""
        gate.refuse_state(self.noun, self.verb)

    def not_now(self, refused):
        context = self.get_frame_context() | {"refused": refused, "back_url": self.get_back_url()}
        return render(self.request, "not_now.html", context, status=409)

    # --- forms and drafts ---------------------------------------------------------------------------------------
    @property
    def noun_key(self):
        """Names the noun in the draft table; a page for a new noun has none."""
        return f"{self.noun._meta.label_lower}:{self.noun.pk}" if self.noun.pk else ""

    @property
    def draft_form(self):
        return f"{self.model._meta.label_lower}.{self.verb}"

    def get_draft(self):
        if not self.drafts or self.request.method != "GET":
            return None
        return Draft.objects.of(self.request.user, self.draft_form, self.noun_key)

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if hasattr(self.form_class, "_meta"):
            kwargs["instance"] = copy.copy(self.noun)
        return kwargs

    def get_rows_queryset(self, prefix):
        """The rows a formset starts with, for model formsets."""
        return getattr(self.noun, prefix).all()

    def get_rows_kwargs(self, prefix):
        formset_class = self.rows[prefix]
        if hasattr(formset_class, "model"):
            has_noun = self.noun.pk is not None
            return {"queryset": self.get_rows_queryset(prefix) if has_noun else formset_class.model.objects.none()}
        return {}

    def make(self, data=None):
        """The form and its rows, bound to `data` when given."""
        kwargs = self.get_form_kwargs() | {"data": data, "files": self.request.FILES or None if data else None}
        form = self.get_form_class()(**kwargs)
        rows = {
            prefix: formset_class(data, prefix=prefix, **self.get_rows_kwargs(prefix))
            for prefix, formset_class in self.rows.items()
        }
        for row in (row for formset in rows.values() for row in formset.forms if "id" in row.fields):
            row.fields["id"].error_messages["invalid_choice"] = GONE
        return form, rows

    def get(self, request, *args, **kwargs):
        self.draft = self.get_draft()
        if self.draft:
            typed = QueryDict(mutable=True)
            for name, values in self.draft.data.items():
                typed.setlist(name, values)
            form, rows = self.make(typed)
            for part in (form, *rows.values()):
                as_typed(part)
        else:
            form, rows = self.make()
        return self.render(form, rows)

    def post(self, request, *args, **kwargs):
        self.draft = None
        if self.drafts and ("draft" in request.GET or "save_draft" in request.POST):
            return self.save_draft()
        if self.drafts and "discard_draft" in request.POST:
            self.forget_draft()
            return HttpResponseRedirect(request.path)
        form, rows = self.make(request.POST)
        if not all([form.is_valid(), *(formset.is_valid() for formset in rows.values())]):
            stale = self.saved_since()
            return self.lose(stale, form, rows) if stale else self.render(form, rows, status=422)
        return self.call(form, rows)

    def saved_since(self):
        """`Stale` when somebody saved the noun after the page was shown, else None: told first where the page has rows,
        since one that the other took away makes the form invalid."""
        if not self.rows or self.noun.pk is None or self.seen in (None, self.noun.version):
            return None
        last = self.noun.history.select_related("history_user").order_by("history_id").last()
        return Stale(last.history_user, last.history_date)

    def save_draft(self):
        data = {name: values for name, values in self.request.POST.lists() if not name.startswith("csrf")}
        data.pop("save_draft", None)
        draft = Draft.objects.put(self.request.user, self.draft_form, self.noun_key, data)
        at = timezone.localtime(draft.saved_at).strftime("%H:%M")
        if "draft" in self.request.GET:
            return JsonResponse({"saved_at": at})
        messages.success(self.request, f"{at} に下書きを保存しました。まだ登録されていません。")
        return HttpResponseRedirect(self.request.path)

    def forget_draft(self):
        Draft.objects.filter(user=self.request.user, form=self.draft_form, noun_key=self.noun_key).delete()

    # --- the verb -----------------------------------------------------------------------------------------------
    @property
    def seen(self):
        """The version the page showed, for the gate; None on pages that make a new noun."""
        value = self.request.POST.get("seen", "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None

    def perform(self, form, rows):
        """Call one verb of the model. May return the noun to go to."""
        raise NotImplementedError

    def call(self, form, rows):
        try:
            result = self.perform(form, rows)
        except Stale as stale:
            return self.lose(stale, form, rows)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            return self.render(form, rows, status=422)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.render(form, rows, status=422)
        except OperationalError as error:
            if not is_broken_off(error):
                raise
            form.add_error(None, BROKEN_OFF)
            return self.render(form, rows, status=409)
        if self.drafts:
            self.forget_draft()
        message = self.get_success_message()
        if message:
            messages.success(self.request, message)
        return HttpResponseRedirect(self.get_success_url(result or self.noun))

    def lose(self, stale, form, rows):
        """The answer to the later of two savers: what the other changed, and what they typed themselves."""
        stale, changes = told_to(self.request.user, stale, self.get_conflict_changes())
        self.conflict = {"stale": stale, "changes": changes}
        self.reload()
        form.add_error(None, stale.message)
        return self.render(form, rows, status=409)

    def get_conflict_changes(self):
        """What the other saver changed: in the noun's own columns, then in the rows that belong to it."""
        return changes_since(self.noun, self.seen) + changes_of_rows(self.noun, self.seen, *self.get_row_histories())

    def get_row_histories(self):
        """The histories of the noun's rows: those of the formsets whose prefix is the noun's own name for them."""
        managers = [getattr(self.noun, prefix, None) for prefix in self.rows]
        return [manager.model.history.filter(**{manager.field.attname: self.noun.pk}) for manager in managers if manager]

    def reload(self):
        """Read anew what somebody else saved first."""
        self.noun.refresh_from_db()

    def get_success_message(self):
        return self.success

    def get_success_url(self, result):
        return result.get_absolute_url()

    def get_back_url(self):
        return self.noun.get_absolute_url() if self.noun.pk else "/"

    # --- the answer ---------------------------------------------------------------------------------------------
    def get_frame_context(self):
        return {
            "view": self,
            "noun": self.noun,
            "title": self.get_title(),
            "button": self.button or f"{self.noun.VERBS[self.verb].label}",
            "lead": self.lead,
        }

    def get_title(self):
        return self.title or self.noun.VERBS[self.verb].label

    def render(self, form, rows, status=200):
        context = self.get_frame_context() | {
            "form": form,
            "rows": rows,
            "seen": self.noun.version if self.noun.pk else "",
            "back_url": self.get_back_url(),
            "draft": self.draft,
            "conflict": self.conflict,
            "has_errors": status != 200,
        }
        context |= self.get_extra_context(form, rows)
        return render(self.request, self.get_template_names(), context, status=status)

    def get_extra_context(self, form, rows):
        return {}


class CreateVerbView(VerbView):
    """A page that brings a new noun into being; `new_noun` prepares it for the check of who may."""

    verb = "create"

    def get_noun(self):
        return self.new_noun()

    def new_noun(self):
        raise NotImplementedError

    def check_moment(self):
        """A new noun has no state to refuse."""

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance", None)
        return kwargs


def refuse_reading(user, verb, noun):
    """403 with a sentence when the person may not read this part of a noun."""
    if not gate.may(user, verb, noun):
        raise NotAllowed("この内容を見る所属ではありません。")

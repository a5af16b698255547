"""Form fields that read what people in Japan type, keep it on an error and answer with a sentence."""

import re
import unicodedata
from datetime import date, time

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from . import dates, kana, numbers


class AsksByName:
    """Says which field is empty: 「支援開始日を入力してください。」, with the field's example where it has one."""

    example = ""

    def __init__(self, **kwargs):
        messages = kwargs.pop("error_messages", None) or {}
        what = kwargs.get("label") or self.noun
        example = f"例：{self.example}" if self.example else ""
        messages = {"required": f"{what}を入力してください。{example}", **messages}
        super().__init__(**kwargs, error_messages=messages)


# --- Dates --------------------------------------------------------------------------------------------------------


class DateInput(forms.TextInput):
    """A text input in any notation, the browser's calendar beside it, and the date read back with its weekday.

    Only the text is submitted. The calendar has no name; the script copies what is picked into the text.
    """

    template_name = "japan/widgets/date.html"
    label = "日付"
    validity = False

    def __init__(self, attrs=None):
        super().__init__({"class": "form-control sk-date", "autocomplete": "off", **(attrs or {})})

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["label"] = self.label
        try:
            text = value or ""
            found, converted = dates.parse_validity(text) if self.validity else (dates.parse_date(text), False)
            context["widget"] |= {"date": found, "converted": converted}
        except dates.DateError:
            context["widget"] |= {"date": None, "converted": False}
        return context


class PaperDateInput(forms.Widget):
    """元号, 年, 月 and 日 as on paper, submitted as ``name_era``, ``name_year``, ``name_month`` and ``name_day``."""

    template_name = "japan/widgets/paper_date.html"
    use_fieldset = True
    parts = ("era", "year", "month", "day")
    labels = {"year": "年", "month": "月", "day": "日"}
    eras = ()

    def value_from_datadict(self, data, files, name):
        return tuple((data.get(f"{name}_{part}") or "").strip() for part in self.parts)

    def value_omitted_from_data(self, data, files, name):
        return all(f"{name}_{part}" not in data for part in self.parts)

    def id_for_label(self, id_):
        return f"{id_}_era" if id_ else id_

    def format_value(self, value):
        if isinstance(value, date):
            era = dates.era_of(value)
            return era.name, str(era.year_of(value.year)), str(value.month), str(value.day)
        return value or (self.eras[0], "", "", "")

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        id_ = widget["attrs"].pop("id", None)
        widget["attrs"].pop("class", None)  # crispy sets one for a single input; the template gives each part its own
        era, *numbers_typed = widget["value"]
        widget |= {
            "id": id_,
            "invalid": "aria-invalid" in widget["attrs"],
            "era": era,
            "eras": self.eras if era in self.eras or not era else (*self.eras, era),
            "numbers": [
                {"name": f"{name}_{part}", "id": f"{id_}_{part}" if id_ else "", "label": label, "value": typed}
                for (part, label), typed in zip(self.labels.items(), numbers_typed, strict=True)
            ],
        }
        return context


class DateBoundField(BoundField):
    def __init__(self, form, field, name):
        super().__init__(form, field, name)
        field.widget.label = self.label

    def build_widget_attrs(self, attrs, widget=None):
        """The fieldset of a paper date carries help and error; on an error each of its controls names the error too."""
        attrs = super().build_widget_attrs(attrs, widget)
        if self.use_fieldset and self.errors and self.auto_id:
            attrs.setdefault("aria-describedby", f"{self.auto_id}_error")
        return attrs


class BaseDateField(AsksByName, forms.Field):
    """With ``validity`` a 平成 carried on beyond its end is converted, and `notice` says so (see `date_notices`)."""

    noun = "日付"
    example = "令和8年12月7日"
    bound_field_class = DateBoundField
    notice = ""

    def __init__(self, *, validity=False, **kwargs):
        self.validity = validity
        super().__init__(**kwargs)

    def to_python(self, value):
        self.notice = ""
        if value in self.empty_values or isinstance(value, date):
            return value or None
        try:
            return self.read(value)
        except dates.DateError as error:
            raise ValidationError(str(error), code="invalid_date") from None

    def note_conversion(self, typed, found):
        self.notice = f"{typed}を{dates.wareki(found, weekday=False)}と読み替えました。"

    def has_changed(self, initial, data):
        """Whether another day is meant: the same day in another notation is no change."""
        try:
            initial = self.to_python(initial)
        except ValidationError:
            return True
        return super().has_changed(initial, data)


class DateField(BaseDateField):
    """A near date in one text input: 2026-12-07, 2026/12/7, R8.12.7, 令和8年12月7日 in any width; a date or None."""

    widget = DateInput

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.validity = self.validity

    def prepare_value(self, value):
        return dates.wareki(value, weekday=False) if isinstance(value, date) else value

    def to_python(self, value):
        return super().to_python(value.strip() if isinstance(value, str) else value)

    def read(self, text):
        if not self.validity:
            return dates.parse_date(text)
        found, converted = dates.parse_validity(text)
        if converted:
            self.note_conversion(text, found)
        return found


class PaperDateField(BaseDateField):
    """A date copied from paper, or a birth date: 元号 from a list, 年 月 日 typed in any width, 元 for the first year.

    ``eras`` are the eras offered, the first one chosen at the beginning. Gives a date or None; one error for all parts.
    """

    widget = PaperDateInput
    default_eras = ("令和", "平成", "昭和", "大正")

    def __init__(self, *, eras=default_eras, **kwargs):
        self.example = f"{eras[0]}10年3月31日"
        super().__init__(**kwargs)
        self.widget.eras = tuple(eras)

    def to_python(self, value):
        if isinstance(value, (tuple, list)) and not any(value[1:]):
            value = None  # an era alone is what the empty field submits
        return super().to_python(value)

    def read(self, parts):
        era, year, month, day = parts
        missing = [label for label, typed in (("年", year), ("月", month), ("日", day)) if not typed]
        if missing:
            raise dates.DateError(f"{'・'.join(missing)}を入力してください。例：{self.example}")
        found = dates.from_parts(era, year, month, day, validity=self.validity)
        if dates.era_of(found).name != era:
            self.note_conversion(f"{era}{year}年{month}月{day}日", found)
        return found


def date_notices(form):
    """One sentence for each term of validity that was read as 令和 though 平成 was typed: to show after saving."""
    return [field.notice for field in form.fields.values() if isinstance(field, BaseDateField) and field.notice]


# --- Times --------------------------------------------------------------------------------------------------------

TIME = re.compile(r"(?P<hour>\d{1,2})[:時](?P<minute>\d{1,2})?分?|(?P<h>\d{1,2})(?P<m>\d{2})")


class TimeField(AsksByName, forms.TimeField):
    """The browser's time input, or 9:30, 0930, 9時30分, 9時 in any width. 24:00 is refused: no work passes midnight."""

    noun = "時刻"
    example = "9:30"

    def __init__(self, **kwargs):
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "form-control sk-time-in"})
        super().__init__(**{"widget": widget, **kwargs})

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, time):
            return value or None
        found = self.read(value)
        if found is None:
            raise ValidationError("時刻は、0:00から23:59までで入力してください。例：9:30", code="invalid_time")
        return found

    def prepare_value(self, value):
        """A native time input shows only 09:30, so what was typed in another notation is handed back in that one."""
        return (self.read(value) or value) if isinstance(value, str) else value

    @staticmethod
    def read(text):
        text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
        # A stored or scripted value may carry seconds, which nobody here records.
        match = TIME.fullmatch(re.sub(r"(:\d{2}):\d{2}$", r"\1", text))
        if match is None:
            return None
        hour, minute = int(match["hour"] or match["h"]), int(match["minute"] or match["m"] or 0)
        return time(hour, minute) if hour < 24 and minute < 60 else None


# --- Texts with one written form ------------------------------------------------------------------------------------


class KanaField(AsksByName, forms.CharField):
    """A ふりがな, stored as hiragana whichever kana were typed."""

    noun = "ふりがな"
    example = "さとう"

    def to_python(self, value):
        text = super().to_python(value)
        if text in self.empty_values:
            return text
        text = kana.to_hiragana(text)
        if not kana.is_hiragana(text):
            raise ValidationError("ふりがなは、ひらがなで入力してください。例：さとう", code="not_kana")
        return text


class NormalizedField(AsksByName, forms.CharField):
    """A text that is brought into its one written form before it is checked and stored."""

    def to_python(self, value):
        text = super().to_python(value)
        if text in self.empty_values:
            return text
        text = self.normalize(text)
        self.check(text)
        return text

    def widget_attrs(self, widget):
        """No maxlength: it counts what is typed, and full-width or hyphenated numbers may be longer than stored."""
        attrs = {**super().widget_attrs(widget), "inputmode": self.inputmode}
        attrs.pop("maxlength", None)
        return attrs


class PostalCodeField(NormalizedField):
    """Gives 「123-4567」."""

    noun = "郵便番号"
    example = "123-4567"
    inputmode = "numeric"
    normalize = staticmethod(numbers.normalize_postal_code)
    check = staticmethod(numbers.validate_postal_code)


class PhoneField(NormalizedField):
    """Gives half-width digits with the hyphens as typed."""

    noun = "電話番号"
    example = "017-123-4567"
    inputmode = "tel"
    normalize = staticmethod(numbers.normalize_digits)
    check = staticmethod(numbers.validate_phone)


class CorporateNumberField(NormalizedField):
    """Gives 13 digits without hyphens, the check digit proven."""

    noun = "法人番号"
    example = "7123456789012"
    inputmode = "numeric"
    normalize = staticmethod(numbers.normalize_corporate_number)
    check = staticmethod(numbers.validate_corporate_number)

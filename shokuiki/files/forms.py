"""What a person attaches: a title and a file."""

from django import forms

from shokuiki.files.content import examine
from shokuiki.files.enums import EXTENSIONS, MEDIA_TYPES
from shokuiki.pages.forms import PageForm

ACCEPT = ",".join([*MEDIA_TYPES.values(), *EXTENSIONS.values(), ".jpeg"])


class AttachForm(PageForm):
    """titles: what is usually attached here, offered while one types."""

    title = forms.CharField(
        label="題名", max_length=100, help_text="何のファイルかが分かる題名を書いてください。",
        widget=forms.TextInput(attrs={"list": "usual-titles", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label="ファイル", max_length=255, allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": "添付するファイルを選んでください。", "max_length": "ファイルの名前が長すぎます。短い名前に変えてください。"},
    )

    def clean_file(self):
        """The file as `content.Content`."""
        return examine(self.cleaned_data["file"])


class RemoveForm(PageForm):
    reason = forms.CharField(label="削除する理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)

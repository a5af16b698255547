"""What may be typed about posts, deputies and invitations."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from shokuiki.accounts.enums import COUNSELOR_POSTS, Post
from shokuiki.accounts.models import Invitation, Membership, User
from shokuiki.japan.forms import DateField, KanaField
from shokuiki.pages.forms import PageForm, PageModelForm
from shokuiki.records import clock

NEW_PASSWORD = {"autocomplete": "new-password"}


def posts_as_choices(posts):
    return [("", "選んでください"), *((post, Post(post).label) for post in posts)]


def note(label="理由", **options):
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, **options)


class PersonField(forms.ModelChoiceField):
    """Somebody with an account, by name and ふりがな."""

    def __init__(self, **options):
        super().__init__(User.objects.none(), empty_label="選んでください", **options)

    def label_from_instance(self, user):
        return f"{user.name}（{user.kana}）"


class AppointForm(PageForm):
    """発令 of a person who belongs to the center or did so once."""

    user = PersonField(label="発令する人", help_text="このセンターの所属がない人は、招待してください。")
    post = forms.ChoiceField(label="役職")
    valid_from = DateField(label="発令日", initial=clock.today)
    valid_to = DateField(
        label="解除日", required=False, help_text="決まっていないときは空のままにしてください。所長の発令には付けません。"
    )
    reason = note("備考", required=False)

    def __init__(self, *args, organization, posts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = posts_as_choices(posts)
        self.fields["user"].queryset = User.objects.filter(
            is_active=True, pk__in=organization.memberships.values("user")
        )


class DeputeForm(PageForm):
    user = PersonField(label="代決者", help_text="このセンターのカウンセラーから選びます。")
    valid_from = DateField(label="代決の始まり", initial=clock.today)
    valid_to = DateField(label="代決の終わり", help_text="この日まで代決できます。早く終えることもできます。")
    reason = note(help_text="例：出張で不在のため")

    def __init__(self, *args, organization, director, **kwargs):
        super().__init__(*args, **kwargs)
        counselors = Membership.objects.filter(organization=organization, post__in=COUNSELOR_POSTS)
        self.fields["user"].queryset = User.objects.filter(
            is_active=True, pk__in=counselors.overlapping(clock.today()).values("user")
        ).exclude(pk=director.pk)


class EndForm(PageForm):
    """解除 on a day, or at once."""

    DAY, NOW = "day", "now"
    when = forms.ChoiceField(
        label="いつ解除するか", initial=DAY, widget=forms.RadioSelect,
        choices=[(DAY, "日を決めて解除する"), (NOW, "今すぐ解除する（次の操作から使えません。発令日の前なら、発令を取り消します）")],
    )
    on = DateField(label="解除日", required=False, help_text="この日の終わりまで、役職に就いています。")
    reason = note("備考", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].shown_required = True
        self.fields["on"].widget.attrs["data-sk-when"] = f"when={self.DAY}"

    def clean(self):
        data = super().clean()
        if data.get("when") == self.DAY and not data.get("on") and "on" not in self.errors:
            self.add_error("on", "解除日を入力してください。")
        return data

    @property
    def is_at_once(self):
        return self.cleaned_data["when"] == self.NOW


class LeaveForm(PageForm):
    reason = note("備考", required=False)


class InviteForm(PageModelForm):
    kana = KanaField(label="ふりがな", max_length=100)

    class Meta:
        model = Invitation
        fields = ("post", "name", "kana", "email")
        help_texts = {"email": "本人だけが読めるアドレスを入力してください。ログインにも使います。"}

    def __init__(self, *args, posts, candidate=None, **kwargs):
        if candidate:
            kwargs["initial"] = {"post": candidate.post, "name": candidate.name, "kana": candidate.kana}
            posts = [candidate.post]
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = posts_as_choices(posts) if len(posts) > 1 else posts_as_choices(posts)[1:]


class PasswordForm(PageForm):
    """The password of somebody who has no account yet."""

    password = forms.CharField(
        label="パスワード", strip=False, widget=forms.PasswordInput(attrs=NEW_PASSWORD),
        help_text="10文字以上で決めてください。名前やメールアドレスに近いもの、よく使われるものは使えません。",
    )
    password_again = forms.CharField(
        label="パスワード（確認）", strip=False, widget=forms.PasswordInput(attrs=NEW_PASSWORD)
    )

    def __init__(self, *args, invitation, **kwargs):
        self.invitation = invitation
        super().__init__(*args, **kwargs)

    def clean(self):
        data = super().clean()
        password, again = data.get("password"), data.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", "パスワードが一致しません。もう一度入力してください。")
        if password:
            invited = User(email=self.invitation.email, name=self.invitation.name, kana=self.invitation.kana)
            try:
                validate_password(password, invited)
            except ValidationError as error:
                self.add_error("password", error)
        return data

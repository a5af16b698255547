from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "shokuiki.members"
    label = "members"
    verbose_name = "所属と招待"

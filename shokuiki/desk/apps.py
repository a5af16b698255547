from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "shokuiki.desk"
    label = "desk"
    verbose_name = "今日の業務"

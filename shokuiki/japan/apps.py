from django.apps import AppConfig


class JapanConfig(AppConfig):
    name = "shokuiki.japan"
    label = "japan"
    verbose_name = "和暦・かな・番号"

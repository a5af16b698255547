from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "shokuiki.pages"
    label = "pages"
    verbose_name = "画面の部品"

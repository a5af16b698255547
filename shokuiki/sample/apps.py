from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "shokuiki.sample"
    label = "sample"
    verbose_name = "見本のセンター"

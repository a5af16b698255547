"""Write the post of the acting person into each history row."""

from django.dispatch import receiver
from simple_history.signals import pre_create_historical_record


@receiver(pre_create_historical_record)
def write_post(sender, instance, history_instance, **kwargs):
    if hasattr(history_instance, "history_post"):
        history_instance.history_post = getattr(instance, "_history_post", "")

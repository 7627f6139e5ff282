"""The hospitals and schools that people belong to."""

from django.db import models

from readingroom.kernel.ids import new_key


class Institution(models.Model):
    """A hospital, department or school. Cases can be open to one's own institution alone.

    ``code`` is a short form for whoever types: ``st-elsewhere``. Those made before codes have none.
    """

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    name = models.CharField(max_length=200, unique=True)
    code = models.SlugField(max_length=32, unique=True, null=True)  # noqa: DJ001  # unique where stated

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

"""The hospitals and schools that people belong to."""

from django.db import models

from readingroom.kernel.ids import new_key


class Reach(models.TextChoices):
    """The widest that cases of an institution may be opened."""

    PRIVATE = "private", "Their authors and editors only"
    INSTITUTION = "institution", "Its own people"
    UNLISTED = "unlisted", "Anyone with the address of a case"
    PUBLIC = "public", "Everyone"

    @property
    def allowed(self) -> tuple[str, ...]:
        """The visibilities a case may be published with, from the closest to this one."""
        return tuple(Reach.values[: Reach.values.index(self.value) + 1])


class Institution(models.Model):
    """A hospital, department or school. Cases can be open to one's own institution alone.

    ``code`` is a short form for whoever types: ``st-elsewhere``. Those made before codes have none.
    ``reach`` bounds what its editors may publish.
    """

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    name = models.CharField(max_length=200, unique=True)
    code = models.SlugField(max_length=32, unique=True, null=True)  # noqa: DJ001  # unique where stated

    reach = models.CharField(max_length=16, choices=Reach, default=Reach.PUBLIC)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

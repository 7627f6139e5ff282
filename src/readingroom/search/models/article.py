"""What articles are made of: which diagnoses cases name, and what editors wrote about a term."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from readingroom.kernel.ids import new_key

LONGEST_SLUG = 120


class UngatheredCase(models.Model):
    """That a case changed, and nobody looked yet which diagnoses it names.

    Written with the change, and removed once what the case names is written down.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"ungathered {self.pk}"


class NamedDiagnosis(models.Model):
    """That a published revision names a diagnosis, by its codes or in its title.

    It counts only while its revision is the published one. A revision that names none has one row
    without a slug, which tells that someone looked. ``words`` is the vocabulary it was read with.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="named_diagnoses")
    revision_id = models.PositiveBigIntegerField()
    slug = models.CharField(max_length=LONGEST_SLUG, blank=True, db_index=True)
    name = models.CharField(max_length=300, blank=True)
    # False where the case names a kind of it.
    is_itself = models.BooleanField(default=True)
    words = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "slug"], name="named_diagnosis_once"),
        ]

    def __str__(self) -> str:
        return f"named diagnosis {self.pk}"


class Article(models.Model):
    """A term that someone wrote about. Terms without text have no row: the library makes them."""

    class Kind(models.TextChoices):
        """What a term is a name of."""

        DIAGNOSIS = "diagnosis", "Diagnosis"
        SIGN = "sign", "Sign"
        ANATOMY = "anatomy", "Anatomy"

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    slug = models.CharField(max_length=LONGEST_SLUG, unique=True)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="article_kind_known", condition=Q(kind__in=["diagnosis", "sign", "anatomy"])
            ),
        ]

    def __str__(self) -> str:
        return f"article {self.pk}"


class ArticleRevision(models.Model):
    """What an article said at one moment."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="article_revision_once"),
        ]

    def __str__(self) -> str:
        return f"article revision {self.number}"

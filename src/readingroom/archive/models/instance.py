"""One instance of one series, as it is filed."""

from django.db import models


class Instance(models.Model):
    """One instance: an image, or many frames, or a document.

    ``source_digest`` is a keyed digest of the original SOP Instance UID and ``content_digest``
    one of its pixels (of the whole file where it has none): a file that agrees in both is a
    duplicate; one that agrees in the first alone is filed too, as a variant with a UID of its
    own, because two different pictures under one name are for a person to judge.
    """

    sop_instance_uid = models.CharField(max_length=64, unique=True)
    sop_class_uid = models.CharField(max_length=64)
    series = models.ForeignKey("archive.Series", models.PROTECT, related_name="instances")
    source_digest = models.CharField(max_length=64)
    content_digest = models.CharField(max_length=64)
    is_variant = models.BooleanField(default=False)
    number = models.IntegerField(null=True)
    frame_count = models.PositiveIntegerField()
    pack_key = models.CharField(max_length=64, db_index=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="instance_content_once", fields=["source_digest", "content_digest"]
            ),
            models.UniqueConstraint(
                name="instance_one_original",
                fields=["source_digest"],
                condition=models.Q(is_variant=False),
            ),
        ]

    def __str__(self) -> str:
        return f"instance {self.sop_instance_uid}"

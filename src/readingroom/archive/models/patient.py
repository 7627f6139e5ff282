"""One person in the images, of whom the library knows a keyed digest and no name."""

from django.db import models


class Patient(models.Model):
    """One patient, so that studies sent at different times share a time line.

    ``key_digest`` is an HMAC over issuer and patient ID, and the institution that sent them: an
    ID means something only where it was given. ``sealed_anchor`` is the moment that all of the
    patient's dates are counted from, encrypted, and bound to the digest. It never moves once
    set, because filed images can't be dated anew; it is empty as long as no file of the patient
    stated a date, and none was kept.
    """

    key_digest = models.CharField(max_length=64, unique=True)
    sealed_anchor = models.BinaryField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"patient {self.pk}"

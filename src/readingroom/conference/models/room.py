"""A conference: its room, the cases shown in it, and the seats of those who joined."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from readingroom.kernel.ids import new_key

MOST_CODE, MOST_NAME, MOST_NOTES = 8, 40, 8000


class Openness(models.TextChoices):
    """Who may take a seat."""

    EVERYONE = "everyone", "Everyone who has the code"
    COLLEAGUES = "colleagues", "Colleagues of your institution, signed in"


class Room(models.Model):
    """One conference. While it is open it has a code; the code dies with it.

    Where the slices stand is not here: that changes many times a second, and lives in the memory
    of the serving process alone.
    """

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    presenter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="conferences"
    )
    code = models.CharField(max_length=MOST_CODE, null=True, unique=True)  # noqa: DJ001  # unique, and many have none
    openness = models.CharField(max_length=12, choices=Openness)
    is_locked = models.BooleanField(default=False)
    # Which of its cases is shown, from 0.
    place = models.PositiveIntegerField(default=0)
    # Counts everything that followers must learn of.
    version = models.PositiveIntegerField(default=1)
    holder = models.ForeignKey(
        "conference.Seat", models.SET_NULL, related_name="+", null=True, blank=True
    )
    timer_ends_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    is_kept = models.BooleanField(default=False)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="conference_openness_known", condition=Q(openness__in=Openness)
            ),
            models.CheckConstraint(
                name="conference_code_dies_with_the_room",
                condition=Q(closed_at__isnull=True) | Q(code__isnull=True),
            ),
            models.CheckConstraint(
                name="conference_ends_after_it_began", condition=Q(ends_at__gt=F("opened_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"conference {self.pk}"


class Entry(models.Model):
    """One case of a conference, as far as it was shown. Goes when its case is erased."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="entries")
    place = models.PositiveIntegerField()
    case_key = models.UUIDField(db_index=True)
    revision = models.ForeignKey("cases.Revision", models.CASCADE, related_name="+")
    # Stages whose findings were opened, from the first.
    committed = models.PositiveIntegerField(default=0)
    # For the presenter's eyes only.
    notes = models.TextField(max_length=MOST_NOTES, blank=True)

    class Meta:
        ordering = ["room", "place"]
        constraints = [
            models.UniqueConstraint(fields=["room", "place"], name="conference_place_once"),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"


class Seat(models.Model):
    """A phone in the room. It has no name but one that its holder gave to be called upon."""

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    room = models.ForeignKey(Room, models.CASCADE, related_name="seats")
    name = models.CharField(max_length=MOST_NAME, blank=True)
    asks = models.BooleanField(default=False)
    joined_at = models.DateTimeField()

    class Meta:
        ordering = ["room", "pk"]

    def __str__(self) -> str:
        return f"seat {self.pk}"

"""Playlists: cases and items in an order, to practise with, to be examined by, to be shown."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from readingroom.kernel.ids import new_key


class Mode(models.TextChoices):
    """What a playlist is for."""

    PRACTICE = "practice", "Practice"
    EXAM = "exam", "Exam"


class Order(models.TextChoices):
    """In which order a sitting asks."""

    AS_LISTED = "listed", "As listed"
    SHUFFLED = "shuffled", "Shuffled for each person, within sections"


class Release(models.TextChoices):
    """When candidates see what they scored."""

    AT_END = "end", "When the exam is over for everyone"
    BY_TEACHER = "teacher", "When you release the results"


class EntryKind(models.TextChoices):
    """What stands at one place of a playlist."""

    CASE = "case", "Case, taken as an unknown"
    ITEM = "item", "Question of a case"
    SECTION = "section", "Section"


class Playlist(models.Model):
    """What a teacher put together. Its entries are rows of their own."""

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="playlists")
    title = models.CharField(max_length=200)
    introduction = models.TextField(max_length=4000, blank=True)
    mode = models.CharField(max_length=16, choices=Mode, default=Mode.PRACTICE)
    order = models.CharField(max_length=16, choices=Order, default=Order.AS_LISTED)
    # How long a sitting lasts; none leaves it open.
    minutes = models.PositiveIntegerField(null=True)
    opens_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    # In which the two times were written, by its IANA name.
    time_zone = models.CharField(max_length=64, default="UTC")
    # How many are drawn for each sitting, and how many in a hundred of them are abnormal.
    draw = models.PositiveIntegerField(null=True)
    abnormal_percent = models.PositiveIntegerField(null=True)
    release = models.CharField(max_length=16, choices=Release, default=Release.AT_END)
    released_at = models.DateTimeField(null=True)
    # Whether what was written and not committed when the time ran out is taken as committed.
    takes_unsent = models.BooleanField(default=True)
    is_copyable = models.BooleanField(default=True)
    # Whoever has it may open the playlist, until it is made anew; none while it is not shared so.
    link = models.CharField(max_length=43, unique=True, null=True)  # noqa: DJ001  # unique where any
    cohorts = models.ManyToManyField("teaching.Cohort", related_name="playlists", blank=True)
    origin = models.ForeignKey("self", models.SET_NULL, related_name="copies", null=True)
    # Title and author of what it was copied from, which stay when that goes.
    origin_credit = models.CharField(max_length=500, blank=True)
    # Counted up by each change, so that two tabs don't overwrite each other.
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="playlist_mode_known", condition=Q(mode__in=Mode)),
            models.CheckConstraint(
                name="playlist_opens_before_it_ends",
                condition=Q(opens_at__isnull=True)
                | Q(ends_at__isnull=True)
                | Q(ends_at__gt=F("opens_at")),
            ),
            models.CheckConstraint(
                name="playlist_percent_in_range",
                condition=Q(abnormal_percent__isnull=True) | Q(abnormal_percent__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"playlist {self.pk}"

    @property
    def is_exam(self) -> bool:
        """Whether it is sat once, by the server's clock, without feedback until the end."""
        return self.mode == Mode.EXAM


class PlaylistEntry(models.Model):
    """One place of a playlist. What is removed stays a while, so that it can be put back."""

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    playlist = models.ForeignKey(Playlist, models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=EntryKind)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+", null=True)
    item = models.SlugField(max_length=64, blank=True)
    # The heading of a section.
    heading = models.CharField(max_length=200, blank=True)
    # Of a section, what learners read there; of the others, what the presenter alone sees.
    note = models.TextField(max_length=4000, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["playlist", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="playlist_entry_names_its_case",
                condition=Q(kind="section", case__isnull=True, item="")
                | Q(kind="case", case__isnull=False, item="")
                | (Q(kind="item", case__isnull=False) & ~Q(item="")),
            ),
        ]

    def __str__(self) -> str:
        return f"playlist entry {self.pk}"


class ExtraTime(models.Model):
    """Minutes that one candidate has beyond the others."""

    playlist = models.ForeignKey(Playlist, models.CASCADE, related_name="extra_times")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["playlist", "person"], name="extra_time_once"),
        ]

    def __str__(self) -> str:
        return f"extra time {self.pk}"

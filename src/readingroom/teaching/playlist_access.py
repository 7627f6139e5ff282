"""Who may open, sit and change a playlist. The only file that answers that question."""

from uuid import UUID

from django.db.models import Q, QuerySet

from readingroom.accounts.actor import Actor, may_contribute, may_teach
from readingroom.accounts.models import Person
from readingroom.kernel.errors import NotFound, NotPermitted
from readingroom.teaching.models import Cohort, Membership, Playlist, Sitting

_ABSENT = "There is no such playlist, or it is not open to you. Ask whoever gave you its address."


def check_may_make(actor: Actor) -> Person:
    """The person, who may make playlists: whoever may write cases or teach.

    Raises:
        NotPermitted: they may not.
    """
    if isinstance(actor, Person) and (may_contribute(actor) or may_teach(actor)):
        return actor
    raise NotPermitted("Only people who contribute or teach make playlists. Ask an administrator.")


def own_playlists(actor: Actor) -> QuerySet[Playlist]:
    """Playlists that ``actor`` made and has not thrown away."""
    if not isinstance(actor, Person):
        return Playlist.objects.none()
    return Playlist.objects.filter(owner=actor, removed_at__isnull=True)


def own_playlist(actor: Actor, key: UUID) -> Playlist:
    """One that ``actor`` made.

    Raises:
        NotFound: it is another's, thrown away, or not there.
    """
    playlist = own_playlists(actor).select_related("owner", "origin").filter(key=key).first()
    if playlist is None:
        raise NotFound(_ABSENT)
    return playlist


def set_for(person: Person) -> QuerySet[Playlist]:
    """Playlists that were shared with a class of theirs, which is still held."""
    joined = Membership.objects.filter(person=person, cohort__closed_at__isnull=True)
    shared = Playlist.objects.filter(
        cohorts__in=joined.values("cohort"), removed_at__isnull=True
    ).distinct()
    return shared.exclude(owner=person)


def open_playlist(actor: Actor, key: UUID) -> Playlist:
    """One that ``actor`` made, was set for them, or that they have begun.

    Raises:
        NotFound: none of these.
    """
    if isinstance(actor, Person):
        reach = (
            Q(owner=actor)
            | Q(pk__in=set_for(actor).values("pk"))
            | Q(pk__in=Sitting.objects.filter(person=actor).values("playlist"))
        )
        found = Playlist.objects.filter(reach, key=key, removed_at__isnull=True)
        playlist = found.select_related("owner").first()
        if playlist is not None:
            return playlist
    raise NotFound(_ABSENT)


def linked_playlist(link: str) -> Playlist:
    """The one that this link leads to now.

    Raises:
        NotFound: none, perhaps any more.
    """
    found = Playlist.objects.filter(link=link, removed_at__isnull=True).select_related("owner")
    playlist = found.first()
    if playlist is None:
        raise NotFound(_ABSENT)
    return playlist


def may_copy(actor: Actor, playlist: Playlist) -> bool:
    """Whether ``actor`` may make a playlist of their own from it; of an exam its maker alone."""
    if not isinstance(actor, Person) or not may_contribute(actor):
        return False
    return playlist.owner_id == actor.pk or (playlist.is_copyable and not playlist.is_exam)


def taught_by(actor: Actor) -> QuerySet[Cohort]:
    """Classes that ``actor`` may set playlists for."""
    if not isinstance(actor, Person) or not may_teach(actor):
        return Cohort.objects.none()
    mine = Q(teacher=actor) | Q(co_teachers=actor)
    return Cohort.objects.filter(mine, closed_at__isnull=True).distinct()


def candidates_of(playlist: Playlist) -> QuerySet[Person]:
    """Whoever it was set for, and whoever has begun it: not its maker."""
    members = Membership.objects.filter(
        cohort__in=playlist.cohorts.filter(closed_at__isnull=True)
    ).values("person")
    begun = Sitting.objects.filter(playlist=playlist).values("person")
    everyone = Person.objects.filter(Q(pk__in=members) | Q(pk__in=begun))
    return everyone.exclude(pk=playlist.owner_id)

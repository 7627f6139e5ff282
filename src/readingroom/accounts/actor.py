"""Who is asking: someone signed in, or a visitor."""

from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from readingroom.accounts.models import Person, Role

Actor = Person | AnonymousUser

_MAY_CONTRIBUTE = frozenset({Role.CONTRIBUTOR, Role.EDITOR, Role.TEACHER, Role.ADMINISTRATOR})
_MAY_EDIT = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
_MAY_TEACH = frozenset({Role.TEACHER, Role.ADMINISTRATOR})


def actor_from(user: AbstractBaseUser | AnonymousUser) -> Actor:
    """The actor behind ``request.user``."""
    return user if isinstance(user, Person) and user.is_active else AnonymousUser()


def may_contribute(actor: Actor) -> bool:
    """Whether ``actor`` may send studies in and write cases."""
    return isinstance(actor, Person) and actor.role in _MAY_CONTRIBUTE


def may_edit(actor: Actor) -> bool:
    """Whether ``actor`` may review, publish and clear held images."""
    return isinstance(actor, Person) and actor.role in _MAY_EDIT


def may_teach(actor: Actor) -> bool:
    """Whether ``actor`` may make classes, and set them what to do."""
    return isinstance(actor, Person) and actor.role in _MAY_TEACH


def shares_institution(actor: Actor, institution_id: int | None) -> bool:
    """Whether ``actor`` belongs to the institution; nobody shares none."""
    return (
        isinstance(actor, Person)
        and institution_id is not None
        and actor.institution_id == institution_id
    )


def key_of(actor: Actor) -> UUID | None:
    """The actor's key for the audit log; a visitor has none."""
    return actor.key if isinstance(actor, Person) else None

"""Rows as they are told to the person they are of: every field of the model, as plain data.

New fields of a model are told without anyone thinking of it.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db.models import Field, ForeignKey, Model, QuerySet

from readingroom.accounts.models import Person
from readingroom.learning.personal import Holding

Kept = Callable[[], Any]
# A token names a page that was sent; it says nothing of anyone and could be played back.
_NOT_TOLD: Final = frozenset({"id", "token"})


def own_rows(
    label: str,
    name: str,
    title: str,
    *,
    through: str = "person",
    goes: bool = True,
    stays: str = "",
) -> Holding:
    """The holding of a model whose rows belong to a person and go with them.

    Args:
        label: of the model, such as ``learning.Favourite``.
        through: the path to the person, such as ``attempt__person``.
        goes: False where another holding removes these rows.
    """

    def tell(person: Person) -> Iterator[dict[str, Any]]:
        return told(rows_of(label, through, person), leave_out=through)

    def remove(person: Person, _now: datetime) -> int:
        found = rows_of(label, through, person)
        count = found.count()
        found.delete()
        return count

    return Holding(name, title, (label,), tell, remove if goes else None, stays)


def rows_of(label: str, through: str, person: Person) -> QuerySet[Any]:
    """The rows of a model that are one person's, the oldest first."""
    model: Any = apps.get_model(label)
    rows: QuerySet[Any] = model.objects.filter(**{through: person})
    return rows.order_by("pk")


def told(rows: QuerySet[Any], *, leave_out: str = "") -> Iterator[dict[str, Any]]:
    """Each row as names and plain values; what it points at by that thing's own key."""
    known = rows.model._meta.concrete_fields  # noqa: SLF001  # Django documents it
    fields = [f for f in known if f.name not in _NOT_TOLD and f.name != leave_out]
    links = [f.name for f in fields if isinstance(f, ForeignKey)]
    for row in rows.select_related(*links) if links else rows:
        yield {field.name: _value(row, field) for field in fields}


def _value(row: Model, field: "Field[Any, Any]") -> Any:
    value = getattr(row, field.name)
    if isinstance(value, Person):
        # Other people are told of by the name that pages give them, and by nothing else.
        return value.display_name
    if isinstance(value, Model):
        return str(getattr(value, "key", value.pk))
    return plain_value(value)


def plain_value(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): plain_value(one) for name, one in value.items()}
    return value

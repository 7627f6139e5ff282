"""The first administrator."""

from readingroom.accounts.models import Institution, Person, Role

DEFAULT_NAME = "administrator"
DEFAULT_INSTITUTION = "Our department"


def ensure_administrator() -> Person:
    """The library's first administrator, made with an institution where there is none yet.

    They have no password: a sign-in link lets them in to set one.
    """
    found = Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk").first()
    if found:
        return found
    institution, _ = Institution.objects.get_or_create(name=DEFAULT_INSTITUTION)
    person, made = Person.objects.get_or_create(
        username=DEFAULT_NAME, defaults={"role": Role.ADMINISTRATOR, "institution": institution}
    )
    if made:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return person

"""``readingroom person``: who may sign in, and as what."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from readingroom.accounts.models import Institution, Role
from readingroom.accounts.services import people
from readingroom.accounts.services.institutions import find_institution, the_only_institution


class Command(BaseCommand):
    """Runs as whoever is at the machine."""

    help = "Add, list or change people and their roles."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="someone new; then give them a sign-in link")
        add.add_argument("name", metavar="NAME", help="what they sign in with")
        add.add_argument("--role", choices=Role.values, default=Role.LEARNER)
        add.add_argument(
            "--institution", metavar="CODE", help="its code or name; not needed where there is one"
        )
        add.add_argument("--email", default="", help="where it writes to, if it sends mail")
        verbs.add_parser("list", help="everyone, with role and institution")
        role = verbs.add_parser("role", help="give someone another role")
        role.add_argument("name", metavar="NAME")
        role.add_argument("role", choices=Role.values)
        for verb, meaning in {
            "deactivate": "let someone sign in no longer; what they wrote stays",
            "activate": "let someone sign in again",
        }.items():
            verbs.add_parser(verb, help=meaning).add_argument("name", metavar="NAME")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what the verb says."""
        verb = options["verb"]
        if verb == "add":
            self._add(options)
        elif verb == "list":
            self._list()
        elif verb == "role":
            person = people.find_person(options["name"])
            people.change_role(person, Role(options["role"]), now=timezone.now())
            self.stdout.write(f"{person.username} is {_a(options['role'])} now.")
        else:
            self._set_active(options["name"], active=verb == "activate")

    def _add(self, options: dict[str, Any]) -> None:
        institution: Institution | None = (
            find_institution(options["institution"])
            if options["institution"]
            else the_only_institution()
        )
        person = people.add_person(
            options["name"],
            role=Role(options["role"]),
            institution=institution,
            email=options["email"],
            now=timezone.now(),
        )
        where = f" of {institution}" if institution else ""
        self.stdout.write(f"{person.username} was added, {_a(options['role'])}{where}.")
        self.stdout.write(f"Let them in with: readingroom sign-in-link {person.username}")

    def _list(self) -> None:
        everyone = people.people()
        if not everyone:
            self.stdout.write("There is nobody yet.")
        width = max((len(person.username) for person in everyone), default=0)
        for person in everyone:
            place = person.institution or "no institution"
            rest = "" if person.is_active else "  (may not sign in)"
            self.stdout.write(f"{person.username:<{width}}  {person.role:<13}  {place}{rest}")

    def _set_active(self, name: str, *, active: bool) -> None:
        person = people.find_person(name)
        people.set_active(person, active=active, now=timezone.now())
        may = "may sign in again" if active else "can no longer sign in"
        self.stdout.write(f"{person.username} {may}.")


def _a(role: str) -> str:
    return f"an {role}" if role[0] in "aeiou" else f"a {role}"

"""Cases on their way to readers: submitted, published, with remarks on them."""

from typing import Any

from readingroom.accounts.models import Notice, Person
from readingroom.cases.models import Case, Comment, Review, State, Visibility
from readingroom.cases.services.commenting import Place, add_comment
from readingroom.cases.services.drafting import find_case, open_draft
from readingroom.cases.services.reviewing import submit_case
from tests.factories.cases import NOON, make_case
from tests.factories.people import amara, dev

FINDINGS = "Marrow oedema."


def submitted(**fields: Any) -> tuple[Case, Review]:
    """A case of Amara's that waits for Dev."""
    case = make_case(**fields)
    dev()
    review = submit_case(
        case_key=case.key, author=amara(), basis="no-patient", is_clear=True, now=NOON
    )
    return case, review


def published(visibility: Visibility = Visibility.PUBLIC, **fields: Any) -> Case:
    return make_case(state=State.PUBLISHED, visibility=visibility, **fields)


def findings_path(case: Case) -> str:
    """The address of the study's findings in the working copy."""
    return f"stages/{study_id(case)}/findings"


def study_id(case: Case) -> str:
    copy = open_draft(find_case(amara(), case.key), now=NOON).copy
    found: str = next(stage["_id"] for stage in copy["stages"] if stage["kind"] == "study")
    return found


def remark(case: Case, *, by: Person | None = None, **fields: Any) -> Comment:
    """A remark of Dev's on the findings, or with ``proposal`` other words for them."""
    place = fields.pop("place", None) or Place(path=findings_path(case), passage=FINDINGS)
    words = fields.pop("words", "How thick are the slices?")
    return add_comment(
        case_key=case.key, author=by or dev(), place=place, words=words, now=NOON, **fields
    )


def news_of(person: Person) -> list[str]:
    """What a person was told, the oldest first."""
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("what", flat=True))

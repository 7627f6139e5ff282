from typing import Any

import pytest

from readingroom.accounts.models import Role
from readingroom.cases.models import Case, Revision, State, Visibility
from readingroom.cases.services.publish import publish_case, retire_case
from readingroom.cases.services.revise import create_case, save_revision
from readingroom.infra.models import AuditRecord
from readingroom.kernel import errors
from tests.factories.cases import NOON, make_case, make_document, make_series
from tests.factories.people import amara, ben, chiara, dev, make_person

pytestmark = pytest.mark.django_db


def publish(case: Case, visibility: Visibility = Visibility.INSTITUTION) -> Case:
    return publish_case(case_key=case.key, actor=dev(), visibility=visibility, now=NOON)


def test_an_editor_publishes_a_draft() -> None:
    case = publish(make_case())

    assert (case.state, case.published_at) == (State.PUBLISHED, NOON)
    assert case.published_revision == case.draft_revision
    assert AuditRecord.objects.filter(action="case.published").count() == 1


def test_an_author_may_not_publish_their_own() -> None:
    case = make_case()

    with pytest.raises(errors.NotPermitted):
        publish_case(case_key=case.key, actor=amara(), visibility=Visibility.INSTITUTION, now=NOON)


def test_an_editor_elsewhere_is_told_the_draft_does_not_exist() -> None:
    case = make_case()

    with pytest.raises(errors.NotFound):
        publish_case(case_key=case.key, actor=chiara(), visibility=Visibility.INSTITUTION, now=NOON)


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.UNLISTED])
def test_images_of_real_patients_do_not_leave_the_house(visibility: Visibility) -> None:
    case = make_case(simulated=False)

    with pytest.raises(errors.NotPermitted, match="simulated"):
        publish(case, visibility)

    assert publish(case, Visibility.INSTITUTION).state == State.PUBLISHED


def test_images_of_patients_are_opened_to_all_where_the_site_allows_it(settings: Any) -> None:
    settings.READINGROOM_PATIENT_IMAGES_PUBLIC = True

    assert publish(make_case(simulated=False), Visibility.PUBLIC).visibility == Visibility.PUBLIC


def test_a_case_says_what_it_lacks_before_it_is_published() -> None:
    case = make_case(unknown_title="", contributors=[])

    with pytest.raises(errors.InvalidInput, match="title for those who have not seen the answer"):
        publish(case)

    case.refresh_from_db()
    assert case.state == State.DRAFT


def test_editing_a_published_case_does_not_disturb_its_readers() -> None:
    case = publish(make_case())
    before = case.published_revision
    document = make_document(make_series(amara()), title="Something else")

    revision = save_revision(case=case, document=document, author=amara(), note="", now=NOON)

    case.refresh_from_db()
    assert (case.published_revision, case.draft_revision) == (before, revision)
    assert revision.number == 2
    assert publish(case).published_revision == revision


def test_a_retired_case_stays_retired() -> None:
    case = publish(make_case())
    retire_case(case_key=case.key, actor=dev(), now=NOON)

    with pytest.raises(errors.StateConflict):
        publish(case)
    with pytest.raises(errors.StateConflict):
        retire_case(case_key=case.key, actor=dev(), now=NOON)


def test_a_document_opens_no_series_of_another_institution() -> None:
    theirs = make_series(chiara())

    with pytest.raises(errors.InvalidInput, match="sag-t2"):
        create_case(document=make_document(theirs), owner=amara(), now=NOON)

    assert not Revision.objects.exists()


def test_learners_do_not_write_cases() -> None:
    with pytest.raises(errors.NotPermitted):
        create_case(document=make_document(), owner=ben(), now=NOON)


def test_a_colleague_may_not_change_a_case() -> None:
    case = make_case()
    other = make_person("other", Role.CONTRIBUTOR)

    with pytest.raises(errors.NotPermitted):
        save_revision(case=case, document=make_document(), author=other, note="", now=NOON)


def test_cases_are_numbered_one_after_the_other() -> None:
    assert [make_case().short_number, make_case().short_number] == ["RR-00001", "RR-00002"]


def test_the_exact_age_of_a_grown_up_is_not_stored() -> None:
    patient = {"presentation": "Neck pain.", "age": {"value": 93}}

    case = create_case(document=make_document(patient=patient), owner=amara(), now=NOON)

    assert case.revisions.get().document["patient"]["age"] == {"value": 90, "and_over": True}

"""QIDO-RS, asked by the reference client and by hand."""

import json
import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from pydicom.dataset import Dataset

from readingroom.accounts.models import ApiToken
from readingroom.cases.models import Case, State, Visibility
from readingroom.dicomweb.addresses import parse_address
from readingroom.dicomweb.qido.catalogue import Catalogue
from readingroom.dicomweb.qido.query import parse_query
from readingroom.dicomweb.qido.shelved import Heads
from readingroom.dicomweb.shelves import Shelves
from tests.factories.cases import NOON as NOW
from tests.factories.people import amara, ben, chiara
from tests.integration.dicomweb.asking import session_of
from tests.integration.dicomweb.conftest import Library, Published

STUDY, SERIES, INSTANCE = "0020000D", "0020000E", "00080018"


def uids(results: list[dict[str, dict[str, list[str]]]], tag: str = STUDY) -> list[str]:
    return [result[tag]["Value"][0] for result in results]


@pytest.fixture
def three(library: Library) -> list[Published]:
    """Three public studies that differ in what they are searched by."""
    return [
        library.add(
            PatientName="Garcia^Ana", PatientID="P1", StudyDate="20010203",
            AccessionNumber="A1", StudyDescription="MR KNEE left",
        ),
        library.add(
            PatientName="García^Luis", PatientID="P2", StudyDate="20050607",
            AccessionNumber="A2", StudyDescription="CT CHEST", StudyID="S-2", PatientSex="M",
        ),
        library.add(
            PatientName="Okafor^Chidi", PatientID="P3", StudyDate="20100809", slices=3,
            AccessionNumber="A3", StudyDescription="MR SPINE", ReferringPhysicianName="Doe^J",
        ),
    ]  # fmt: skip


SEARCHES: list[tuple[dict[str, str], list[int]]] = [
    ({}, [0, 1, 2]),
    ({"PatientID": "P2"}, [1]),
    ({"00100020": "P2"}, [1]),
    ({"PatientName": "garcia*"}, [0]),
    ({"PatientName": "*^Luis"}, [1]),
    ({"PatientName": "G?rcia^Ana"}, [0]),
    ({"PatientName": "Garcia"}, []),
    ({"StudyDate": "20010101-20051231"}, [0, 1]),
    ({"StudyDate": "20050607-"}, [1, 2]),
    ({"StudyDate": "-20050606"}, [0]),
    ({"StudyDate": "20100809"}, [2]),
    ({"StudyTime": "1015"}, [0, 1, 2]),
    ({"StudyTime": "1016-"}, []),
    ({"StudyDescription": "*KNEE*"}, [0]),
    ({"StudyDescription": "MR*"}, [0, 2]),
    ({"AccessionNumber": "A3"}, [2]),
    ({"ReferringPhysicianName": "Doe*"}, [2]),
    ({"ReferringPhysicianName": "Doe^J", "StudyDescription": "MR SPINE"}, [2]),
    ({"StudyID": "S-2"}, [1]),
    ({"StudyID": "S-?", "PatientSex": "M"}, [1]),
    ({"PatientSex": "M"}, [1]),
    ({"ModalitiesInStudy": "MR"}, [0, 1, 2]),
    ({"ModalitiesInStudy": "US"}, []),
    ({"PatientID": "*", "StudyDescription": ""}, [0, 1, 2]),
    ({"PatientID": "P1", "AccessionNumber": "A2"}, []),
]


def test_studies_are_found_by_what_they_say(library: Library, three: list[Published]) -> None:
    client = library.client()

    found = [
        (search, uids(client.search_for_studies(search_filters=search))) for search, _ in SEARCHES
    ]

    assert found == [(search, [three[p].study for p in places]) for search, places in SEARCHES]


def test_names_are_found_fuzzily_only_where_it_is_asked_for(
    library: Library, three: list[Published]
) -> None:
    client, search = library.client(), {"PatientName": "luis garcia"}

    assert uids(client.search_for_studies(search_filters=search)) == []
    assert uids(client.search_for_studies(search_filters=search, fuzzymatching=True)) == [
        three[1].study
    ]


def test_several_studies_are_found_by_a_list_of_uids(
    library: Library, three: list[Published]
) -> None:
    wanted = f"{three[2].study},{three[0].study},2.25.999"

    found = library.get(f"/studies?StudyInstanceUID={wanted}").json()

    assert sorted(uids(found)) == sorted([three[0].study, three[2].study])


def test_pages_join_without_gaps_and_say_when_there_are_more(
    library: Library, three: list[Published]
) -> None:
    first = library.get("/studies?limit=2")
    second = library.get("/studies?limit=2&offset=2")
    narrowed = library.get("/studies?limit=1&offset=1&StudyDescription=MR*")

    assert uids(first.json() + second.json()) == [one.study for one in three]
    assert "warning" in first.headers
    assert "warning" not in second.headers
    assert uids(narrowed.json()) == [three[2].study]


def test_a_study_tells_what_the_standard_asks_for(library: Library, three: list[Published]) -> None:
    (study,) = library.get("/studies?PatientID=P3").json()

    assert study["00080061"]["Value"] == ["MR"]
    assert study["00201206"]["Value"] == [1]
    assert study["00201208"]["Value"] == [3]
    assert study["00080056"]["Value"] == ["ONLINE"]
    assert study["00081190"]["Value"] == [f"http://library.test/dicomweb/studies/{three[2].study}"]
    assert {"00080020", "00080030", "00080050", "00080090", "00100010", "00200010"} <= study.keys()
    assert "00101010" not in study


def test_more_is_told_where_it_is_asked_for(library: Library) -> None:
    one = library.add(PatientAge="050Y", PatientSize=1.7)
    client = library.client()

    (study,) = client.search_for_studies(fields=["PatientAge"])
    (everything,) = library.get("/studies?includefield=all").json()
    (instance, _) = library.get(f"/studies/{one.study}/instances?includefield=all").json()

    assert study["00101010"]["Value"] == ["050Y"]
    assert "00101020" not in study
    assert {"00101010", "00101020"} <= everything.keys()
    assert "00280030" not in everything
    assert "00280030" in instance


def test_series_and_instances_are_found_at_every_level_of_the_address(
    library: Library, three: list[Published]
) -> None:
    client, one = library.client(), three[2]
    instances = [f"{one.uid}.{n}" for n in (1, 2, 3)]

    assert uids(client.search_for_series(one.study), SERIES) == [one.uid]
    assert uids(client.search_for_series(), SERIES) == [each.uid for each in three]
    assert uids(client.search_for_instances(one.study, one.uid), INSTANCE) == instances
    assert uids(client.search_for_instances(one.study), INSTANCE) == instances
    named = client.search_for_instances(search_filters={"SOPInstanceUID": instances[1]})
    assert uids(named, INSTANCE) == instances[1:2]
    numbered = client.search_for_instances(one.study, search_filters={"InstanceNumber": "3"})
    assert uids(numbered, INSTANCE) == instances[2:]


def test_items_of_sequences_are_searched(library: Library) -> None:
    item = Dataset()
    item.ScheduledProcedureStepID = "STEP-7"
    one = library.add(RequestAttributesSequence=[item])
    library.add()
    search = "RequestAttributesSequence.ScheduledProcedureStepID"

    found = library.get(f"/series?{search}=STEP-7").json()
    by_tags = library.get("/series?00400275.00400009=STEP-7").json()

    assert uids(found, SERIES) == uids(by_tags, SERIES) == [one.uid]


def test_what_a_reader_may_not_see_is_not_there(library: Library) -> None:
    public = library.add()
    inside = library.add(Visibility.INSTITUTION)
    unlisted = library.add(Visibility.UNLISTED)
    private = library.add(Visibility.PRIVATE)
    draft = library.add(state=State.DRAFT)
    retired = library.add(state=State.RETIRED)

    here, elsewhere = library.client(ben()), library.client(chiara())

    assert uids(here.search_for_studies()) == [public.study, inside.study]
    assert uids(elsewhere.search_for_studies()) == [public.study]
    assert private.study in uids(library.client(amara()).search_for_studies())
    for hidden in (private, draft, retired):
        assert library.get(f"/studies/{hidden.study}/series").status_code == 403
        assert library.get(f"/studies/{hidden.study}/metadata").status_code == 403
    assert library.get(f"/studies/{draft.study}/series", amara()).status_code == 403
    assert library.get(f"/studies/{unlisted.study}/series").status_code == 200
    assert library.get("/studies/2.25.987/series").status_code == 403


def test_a_withdrawn_token_and_none_at_all_find_nothing(library: Library) -> None:
    library.add()

    assert library.get("/studies", Authorization="Bearer rr_nothing").status_code == 403
    assert library.get("/studies", Authorization="").status_code == 403


ODD = {
    "/studies?NoSuchThing=1": 400,
    "/studies?StudyDate=yesterday": 400,
    "/studies?StudyTime=2501x": 400,
    "/studies?limit=-1": 400,
    "/studies?limit=ten": 400,
    "/studies?fuzzymatching=maybe": 400,
    "/studies?PatientName=" + "a" * 2000: 400,
    "/studies?" + "&".join("PatientID=1" for _ in range(40)): 400,
    "/studies?PatientName=%FF%FE": 400,
    "/studies?PatientName=%27%20OR%201%3D1%20--": 200,
    "/studies?PatientName=%5B(.*)%2B%2B": 200,
    "/studies?limit=0": 200,
}


def test_odd_searches_are_answered_and_break_nothing(
    library: Library, three: list[Published]
) -> None:
    answers = {path: library.get(path) for path in ODD}

    assert {path: answer.status_code for path, answer in answers.items()} == ODD
    assert all(answer.json() == [] for answer in answers.values() if answer.status_code == 200)


def test_only_json_is_answered(library: Library) -> None:
    library.add()

    assert library.get("/studies", Accept="application/dicom+json").status_code == 200
    assert library.get("/studies", Accept="application/json").status_code == 200
    assert library.get("/studies", Accept="text/html").status_code == 406


SEARCHED_ANEW = [
    "limit=2",
    "PatientID=P1",
    "PatientName=G*&limit=1",
    "ModalitiesInStudy=MR",
    "StudyDate=20000101-&limit=1",
    "StudyDescription=*KNEE*",
    "ReferringPhysicianName=Doe^J",
]


def test_a_search_asks_the_database_for_the_text_of_what_it_shows_once(
    library: Library, three: list[Published]
) -> None:
    catalogue, person = Catalogue(Heads(Shelves(library.data))), ben()
    queries = [parse_query(parse_address("/dicomweb/studies"), text) for text in SEARCHED_ANEW]
    catalogue.search(person, parse_query(parse_address("/dicomweb/studies"), "limit=0"), root="")

    with CaptureQueriesContext(connection) as asked:
        found = [catalogue.search(person, query, root="") for query in queries]
    with CaptureQueriesContext(connection) as again:
        same = [catalogue.search(person, query, root="") for query in queries]

    assert [len(one.results) for one in found] == [2, 1, 1, 3, 1, 1, 1]
    assert same == found
    assert (len(asked), len(again)) == (2, 0)  # the first two studies, then the third


@pytest.fixture
def searched(library: Library) -> Callable[[], tuple[list[str], int]]:
    """The studies that a search for everything finds, and how often it asks the database."""
    catalogue, person = Catalogue(Heads(Shelves(library.data))), ben()
    everything = parse_query(parse_address("/dicomweb/studies"), "")

    def search() -> tuple[list[str], int]:
        with CaptureQueriesContext(connection) as asked:
            found = catalogue.search(person, everything, root="")
        return uids([json.loads(one) for one in found.results]), len(asked)

    return search


def test_what_a_person_may_see_is_summed_up_after_a_moment_and_read_where_it_changed(
    three: list[Published],
    searched: Callable[[], tuple[list[str], int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moment = [0.0]
    monkeypatch.setattr("readingroom.dicomweb.qido.listing.time.monotonic", lambda: moment[0])

    all_three, _ = searched()
    assert searched() == (all_three, 0)
    moment[0] += 60
    assert searched() == (all_three, 2)  # who may see what, summed up; and what was filed


def test_a_hidden_case_is_told_of_no_more_from_that_moment_on(
    three: list[Published], searched: Callable[[], tuple[list[str], int]]
) -> None:
    assert searched()[0] == [one.study for one in three]

    Case.objects.filter(pk=three[1].case.pk).update(visibility=Visibility.PRIVATE)
    assert searched()[0] == [three[0].study, three[2].study]
    in_another_thread(
        lambda: Case.objects.filter(pk=three[2].case.pk).update(state=State.RETIRED, retired_at=NOW)
    )
    assert searched()[0] == [three[0].study]


def test_a_token_ended_and_a_case_hidden_open_no_pixels_from_that_moment_on(
    library: Library, three: list[Published]
) -> None:
    token = library.token(ben())
    session = session_of(library.front, token)
    place = "http://library.test/dicomweb/studies/"

    assert [session.get(f"{place}{one.study}/metadata").status_code for one in three] == [200] * 3
    in_another_thread(
        lambda: Case.objects.filter(pk=three[1].case.pk).update(visibility=Visibility.PRIVATE)
    )
    assert session.get(f"{place}{three[0].study}/metadata").status_code == 200
    assert session.get(f"{place}{three[1].study}/metadata").status_code == 403
    in_another_thread(ApiToken.objects.all().delete)
    assert session.get(f"{place}{three[0].study}/metadata").status_code == 403


def in_another_thread(work: Callable[[], object]) -> None:
    """Do something by another connection, as pages do."""

    def done() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=done)
    thread.start()
    thread.join()


def test_a_name_is_found_by_each_of_its_forms(library: Library) -> None:
    one = library.add(PatientName="Yamada^Tarou=山田^太郎", SpecificCharacterSet="ISO_IR 192")
    library.add()

    for name in ("山田*", "山田^太郎", "Yamada^Tarou", "*Tarou"):
        assert uids(library.get(f"/studies?PatientName={name}").json()) == [one.study]

"""WADO-RS, asked by the reference client and by hand."""

import io
from datetime import UTC, datetime

import imagecodecs
import numpy as np
import pytest
from PIL import Image
from pydicom import dcmread
from pydicom.dataset import Dataset

from readingroom.kernel.grants import issue_grant, sign_grant
from tests.factories.cases import make_series
from tests.factories.people import amara
from tests.factories.shelved import HTJ2K, shelve_row
from tests.integration.dicomweb.asking import SECRET, client_of
from tests.integration.dicomweb.conftest import Library, Published

EXPLICIT = "1.2.840.10008.1.2.1"
WHOLE = 'multipart/related; type="application/dicom"'


@pytest.fixture
def one(library: Library) -> Published:
    return library.add(slices=3)


def same_pixels(got: list[Dataset], sent: list[Dataset]) -> bool:
    by_uid = {ds.SOPInstanceUID: ds for ds in got}
    return len(got) == len(sent) and all(
        np.array_equal(by_uid[ds.SOPInstanceUID].pixel_array, ds.pixel_array) for ds in sent
    )


def test_objects_come_back_with_their_own_pixels_at_every_level(
    library: Library, one: Published
) -> None:
    client = library.client()

    study = client.retrieve_study(one.study)
    series = client.retrieve_series(one.study, one.uid)
    instance = client.retrieve_instance(one.study, one.uid, f"{one.uid}.2")

    assert same_pixels(study, one.objects)
    assert same_pixels(series, one.objects)
    assert same_pixels([instance], one.objects[1:2])


@pytest.mark.parametrize(
    ("accept", "syntax"),
    [
        (f"{WHOLE}; transfer-syntax=*", HTJ2K),
        (f"{WHOLE}; transfer-syntax={HTJ2K}", HTJ2K),
        (f"{WHOLE}; transfer-syntax={EXPLICIT}", EXPLICIT),
        (WHOLE, EXPLICIT),
    ],
)
def test_objects_come_in_the_syntax_that_is_asked_for(
    library: Library, one: Published, accept: str, syntax: str
) -> None:
    answer = library.get(f"/studies/{one.study}", Accept=accept)

    head, _, rest = answer.content.partition(b"\r\n\r\n")
    ds = dcmread(io.BytesIO(rest))
    assert answer.status_code == 200
    assert b"Content-Type: application/dicom" in head
    assert ds.file_meta.TransferSyntaxUID == syntax
    assert same_pixels([ds], [o for o in one.objects if o.SOPInstanceUID == ds.SOPInstanceUID])


def test_one_object_needs_no_parts_around_it(library: Library, one: Published) -> None:
    path = f"/studies/{one.study}/series/{one.uid}/instances/{one.uid}.1"

    answer = library.get(path, Accept="application/dicom")
    again = library.get(path, Accept="application/dicom", If_None_Match=answer.headers["etag"])

    assert answer.headers["content-type"] == "application/dicom"
    assert same_pixels([dcmread(io.BytesIO(answer.content))], one.objects[:1])
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("below", "accept"),
    [
        ("", "text/html"),
        ("", "application/dicom"),
        ("", f"{WHOLE}; transfer-syntax=1.2.840.10008.1.2.4.90"),
        ("/metadata", "application/dicom+xml"),
        ("/thumbnail", "image/webp"),
        ("/rendered", "video/mp4"),
    ],
)
def test_a_form_that_there_is_not_is_refused(
    library: Library, one: Published, below: str, accept: str
) -> None:
    assert library.get(f"/studies/{one.study}{below}", Accept=accept).status_code == 406


def test_metadata_are_told_at_every_level(library: Library, one: Published) -> None:
    client = library.client()
    uids = {ds.SOPInstanceUID for ds in one.objects}

    study = client.retrieve_study_metadata(one.study)
    series = client.retrieve_series_metadata(one.study, one.uid)
    instance = client.retrieve_instance_metadata(one.study, one.uid, f"{one.uid}.3")

    assert {each["00080018"]["Value"][0] for each in study} == uids
    assert {each["00080018"]["Value"][0] for each in series} == uids
    assert instance["00080018"]["Value"] == [f"{one.uid}.3"]


def test_frames_come_alone_and_together(library: Library, one: Published) -> None:
    client = library.client()
    instance = f"{one.uid}.1"

    (kept,) = client.retrieve_instance_frames(one.study, one.uid, instance, [1])
    every = library.get(
        f"/studies/{one.study}/series/{one.uid}/instances/{instance}/frames",
        Accept='multipart/related; type="application/octet-stream"',
    )

    assert np.array_equal(imagecodecs.htj2k_decode(bytes(kept)), one.objects[0].pixel_array)
    assert one.objects[0].PixelData in every.content
    assert (
        library.get(
            f"/studies/{one.study}/series/{one.uid}/instances/{instance}/frames/2"
        ).status_code
        == 404
    )


def picture(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_pictures_are_made_as_they_are_asked_for(library: Library, one: Published) -> None:
    place = f"/studies/{one.study}/series/{one.uid}/instances/{one.uid}.1"

    plain = library.get(f"{place}/rendered")
    small = library.get(f"{place}/frames/1/rendered?viewport=20,30")
    png = library.get(f"{place}/rendered", Accept="image/png")
    dark = library.get(f"{place}/rendered?window=30000,10,linear")
    bright = library.get(f"{place}/rendered?window=-30000,10,linear")

    assert picture(plain.content).size == (64, 64)
    assert max(picture(small.content).size) == 20
    assert picture(png.content).format == "PNG"
    assert picture(dark.content).getextrema() == (0, 0)
    assert picture(bright.content).getextrema() == (255, 255)
    assert len({r.headers["etag"] for r in (plain, small, png, dark, bright)}) == 5


@pytest.mark.parametrize(
    "asked", ["viewport=a,b", "viewport=0,9", "viewport=9", "window=1", "window=1,0,linear",
              "window=nan,9,linear", "window=1,9,cubic"],
)  # fmt: skip
def test_pictures_that_can_not_be_are_refused_with_a_reason(
    library: Library, one: Published, asked: str
) -> None:
    place = f"/studies/{one.study}/series/{one.uid}/instances/{one.uid}.1/rendered"

    assert library.get(f"{place}?{asked}").status_code == 400


def test_thumbnails_are_there_at_every_level(library: Library, one: Published) -> None:
    series = f"/studies/{one.study}/series/{one.uid}"
    places = [f"/studies/{one.study}", series, f"{series}/instances/{one.uid}.1",
              f"{series}/instances/{one.uid}.1/frames/1"]  # fmt: skip

    found = [library.get(f"{place}/thumbnail") for place in places]

    assert [answer.headers["content-type"] for answer in found] == ["image/jpeg"] * 4


def test_a_study_of_pictures_comes_as_parts(library: Library, one: Published) -> None:
    answer = library.get(f"/studies/{one.study}/rendered")

    assert answer.headers["content-type"].startswith('multipart/related;type="image/jpeg"')
    assert answer.content.count(b"Content-Type: image/jpeg") == 3


def test_a_grant_in_the_address_opens_its_series_and_nothing_else(
    library: Library, one: Published
) -> None:
    other = library.add()
    grant = issue_grant(
        study_instance_uid=one.study, series_instance_uids=[one.uid], now=datetime.now(UTC)
    )
    prefix = f"/dicomweb/g/{sign_grant(grant, secret=SECRET)}"
    client = client_of(library.front, "", prefix)

    studies = client.search_for_studies()
    metadata = client.retrieve_study_metadata(one.study)

    assert [study["0020000D"]["Value"][0] for study in studies] == [one.study]
    assert studies[0]["00081190"]["Value"] == [f"http://library.test{prefix}/studies/{one.study}"]
    assert len(metadata) == 3
    assert same_pixels(client.retrieve_series(one.study, one.uid), one.objects)
    url = f"http://library.test{prefix}/studies/{other.study}/metadata"
    assert client._session.get(url).status_code == 403


def test_a_series_that_another_case_shows_stays_closed(library: Library, one: Published) -> None:
    """A study of two series, of which published cases show one."""
    hidden = make_series(amara())
    hidden.study = one.series.study
    hidden.save()
    shelve_row(library.data, hidden)

    series = library.client().search_for_series(one.study)

    assert [each["0020000E"]["Value"][0] for each in series] == [one.uid]
    assert len(library.client().retrieve_study_metadata(one.study)) == 3
    path = f"/studies/{one.study}/series/{hidden.series_instance_uid}/metadata"
    assert library.get(path).status_code == 403

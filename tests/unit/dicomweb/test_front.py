"""The pixel front, from request to answer, over a shelf on disk."""

import asyncio
import gzip
import json
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import imagecodecs
import numpy as np
import pytest

from readingroom.dicomweb.front import PixelFront
from readingroom.dicomweb.shelves import Shelves
from readingroom.kernel.grants import issue_grant, sign_grant
from readingroom.storage.filesystem import FilesystemBlobStore
from readingroom.storage.packs import PackedInstance, write_pack
from readingroom.storage.series_index import SeriesIndex
from readingroom.storage.shelf import SeriesFiles, SeriesShelf

SECRET = bytes(range(32))
STUDY, SERIES, INSTANCE = "2.25.1", "2.25.2", "2.25.3"
ROOT = f"/dicomweb/studies/{STUDY}/series/{SERIES}"
FRAME = f"{ROOT}/instances/{INSTANCE}/frames/1"
PIXELS = np.arange(-8, 56, dtype=np.int16).reshape(8, 8)
ENCODED = imagecodecs.htj2k_encode(PIXELS, reversible=True)
HTJ2K = "1.2.840.10008.1.2.4.201"
METADATA = [{"00080018": {"vr": "UI", "Value": [INSTANCE]}}, {"00080018": {"vr": "UI"}}]
Headers = dict[str, str]


async def pages(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"a page"})


@pytest.fixture
def front(tmp_path: Path) -> PixelFront:
    packed = PackedInstance(
        sop_instance_uid=INSTANCE,
        transfer_syntax=HTJ2K,
        media_type="image/jphc",
        header=b"header",
        frames=(ENCODED,),
        previews=(b"a jpeg",),
    )
    entries = write_pack(FilesystemBlobStore(tmp_path / "blobs"), [packed])
    SeriesShelf(tmp_path / "series").publish(
        SeriesFiles(
            index=SeriesIndex(STUDY, SERIES, entries),
            metadata=json.dumps(METADATA).encode(),
            stacks=b'{"version": 1}',
            thumbnail=b"a thumbnail",
        )
    )
    return PixelFront(pages, shelves=Shelves(tmp_path), secret=SECRET, store=pages)


def token(*, series: str = SERIES, study: str = STUDY, ago: timedelta = timedelta()) -> str:
    grant = issue_grant(
        study_instance_uid=study, series_instance_uids=[series], now=datetime.now(UTC) - ago
    )
    return sign_grant(grant, secret=SECRET)


def ask(
    front: PixelFront, path: str, *, cookie: str = "", method: str = "GET", **headers: str
) -> tuple[int, Headers, bytes]:
    given = {k.replace("_", "-"): v for k, v in headers.items()}
    if cookie:
        given["cookie"] = f"other=1; readingroom_grant={cookie}"
    raw = [(k.encode(), v.encode("latin-1")) for k, v in given.items()]
    return ask_raw(front, path, raw, method=method)


def ask_raw(
    front: PixelFront, path: str, headers: list[tuple[bytes, bytes]], *, method: str = "GET"
) -> tuple[int, Headers, bytes]:
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request"}

    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    asyncio.run(front(scope, receive, send))
    start, *bodies = sent
    answered = {k.decode(): v.decode() for k, v in start["headers"]}
    return start["status"], answered, b"".join(m["body"] for m in bodies)


def test_a_granted_frame_goes_out_as_it_is_stored(front: PixelFront) -> None:
    status, headers, body = ask(front, FRAME, cookie=token(), accept="image/jphc")

    assert (status, body) == (200, ENCODED)
    assert headers["content-type"] == f"image/jphc;transfer-syntax={HTJ2K}"
    assert headers["cache-control"] == "private, max-age=31536000, immutable"
    assert headers["content-length"] == str(len(ENCODED))


def test_a_frame_the_reader_has_is_not_sent_again(front: PixelFront) -> None:
    _, headers, _ = ask(front, FRAME, cookie=token(), accept="image/jphc")

    status, _, body = ask(
        front, FRAME, cookie=token(), accept="image/jphc", if_none_match=headers["etag"]
    )

    assert (status, body) == (304, b"")


def test_another_viewer_gets_parts(front: PixelFront) -> None:
    accept = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'

    status, headers, body = ask(front, FRAME, accept=accept, authorization=f"Bearer {token()}")

    assert status == 200
    assert headers["content-type"].startswith('multipart/related;type="image/jphc";boundary=')
    boundary = headers["content-type"].rpartition("=")[2].encode()
    head, _, rest = body.partition(b"\r\n\r\n")
    assert head.startswith(b"--" + boundary)
    assert rest == ENCODED + b"\r\n--" + boundary + b"--\r\n"


def test_a_reader_of_plain_octets_gets_the_stored_values(front: PixelFront) -> None:
    status, _, body = ask(front, FRAME, cookie=token(), accept="application/octet-stream")

    assert status == 200
    assert np.array_equal(np.frombuffer(body, "<i2").reshape(8, 8), PIXELS)


def test_what_cannot_be_had_in_the_form_asked_for_is_refused(front: PixelFront) -> None:
    assert ask(front, FRAME, cookie=token(), accept="image/png")[0] == 406


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "nonsense",
        token(series="2.25.9"),
        token(study="2.25.9"),
        token(ago=timedelta(minutes=6)),
        token()[:-2] + "AA",
    ],
    ids=["none", "nonsense", "other series", "other study", "expired", "forged"],
)
@pytest.mark.parametrize(
    "path", [FRAME, f"{FRAME}/rendered", f"{ROOT}/stacks", f"{ROOT}/metadata", f"{ROOT}/thumbnail"]
)
def test_nothing_goes_out_without_its_grant(front: PixelFront, path: str, cookie: str) -> None:
    status, headers, body = ask(front, path, cookie=cookie)

    assert status == 403
    assert headers["cache-control"] == "no-store"
    assert ENCODED not in body


def test_a_grant_that_opened_something_ends_all_the_same(
    front: PixelFront, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie, later = token(), datetime.now(UTC) + timedelta(minutes=6)
    assert ask(front, FRAME, cookie=cookie)[0] == 200

    monkeypatch.setattr("readingroom.dicomweb.front.datetime", SimpleNamespace(now=lambda _: later))

    assert ask(front, FRAME, cookie=cookie)[0] == 403


def test_a_series_that_does_not_exist_answers_like_one_that_is_closed(front: PixelFront) -> None:
    absent = FRAME.replace("/series/2.25.2/", "/series/2.25.7/")

    assert ask(front, absent)[::2] == ask(front, FRAME)[::2]


def test_a_token_in_the_path_opens_a_thumbnail(front: PixelFront) -> None:
    path = f"{ROOT}/thumbnail".replace("/dicomweb/", f"/dicomweb/g/{token()}/")

    assert ask(front, path)[::2] == (200, b"a thumbnail")


def test_rendered_frames_stacks_and_metadata_are_there(front: PixelFront) -> None:
    assert ask(front, f"{FRAME}/rendered", cookie=token())[2] == b"a jpeg"
    assert ask(front, f"{ROOT}/stacks", cookie=token())[2] == b'{"version": 1}'
    status, headers, body = ask(front, f"{ROOT}/metadata", cookie=token(), accept_encoding="gzip")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert json.loads(gzip.decompress(body)) == METADATA
    one = ask(front, f"{ROOT}/instances/{INSTANCE}/metadata", cookie=token())[2]
    assert json.loads(one) == METADATA[:1]


@pytest.mark.parametrize(
    "path",
    [
        FRAME[:-1] + "2",
        FRAME.replace("2.25.3", "2.25.33"),
        f"{ROOT}/instances/2.25.33/metadata",
    ],
)
def test_parts_that_a_series_does_not_have_are_not_found(front: PixelFront, path: str) -> None:
    assert ask(front, path, cookie=token())[0] == 404


def test_only_reading_is_possible(front: PixelFront) -> None:
    status, headers, _ = ask(front, FRAME, cookie=token(), method="DELETE")

    assert (status, headers["allow"]) == (405, "GET, HEAD")
    assert ask(front, FRAME, cookie=token(), method="HEAD", accept="*/*")[2] == b""


def test_everything_else_is_a_page(front: PixelFront) -> None:
    assert ask(front, "/cases/")[2] == b"a page"


def test_a_series_that_grew_is_seen_at_once(front: PixelFront, tmp_path: Path) -> None:
    ask(front, FRAME, cookie=token())
    shelf = SeriesShelf(tmp_path / "series")
    index = shelf.read_index(STUDY, SERIES)
    assert index is not None
    more = PackedInstance("2.25.4", HTJ2K, "image/jphc", b"h", (ENCODED,), (b"second",))
    grown = index.with_instances(write_pack(FilesystemBlobStore(tmp_path / "blobs"), [more]))
    shelf.publish(SeriesFiles(grown, b"[]", b"{}", b"t"))

    path = f"{ROOT}/instances/2.25.4/frames/1/rendered"
    assert ask(front, path, cookie=token())[2] == b"second"


def index_of(data: Path) -> Path:
    return data / "series" / STUDY / SERIES / "index.json"


def truncate_the_pack(data: Path) -> None:
    for pack in data.glob("blobs/??/*"):
        pack.write_bytes(pack.read_bytes()[:10])


def name_a_pack_out_of_the_store(data: Path) -> None:
    index = json.loads(index_of(data).read_bytes())
    index["packs"] = ["../../secret"]
    index_of(data).write_text(json.dumps(index))


def replace_the_pack_by_a_folder(data: Path) -> None:
    for pack in data.glob("blobs/??/*"):
        pack.unlink()
        pack.mkdir()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "index no JSON": lambda data: index_of(data).write_bytes(b"{"),
    "index a list": lambda data: index_of(data).write_bytes(b"[]"),
    "instances a list": lambda data: index_of(data).write_text(
        json.dumps({"version": 1, "study": STUDY, "series": SERIES, "packs": [], "instances": []})
    ),
    "pack cut short": truncate_the_pack,
    "pack a folder": replace_the_pack_by_a_folder,
    "pack elsewhere": name_a_pack_out_of_the_store,
}


@pytest.mark.parametrize("harm", DAMAGES.values(), ids=DAMAGES)
def test_damage_on_the_disk_is_said_and_not_sent(
    front: PixelFront, tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    harm(tmp_path)

    status, headers, body = ask(front, FRAME, cookie=token(), accept="image/jphc")

    assert status in {400, 503}
    assert headers["cache-control"] == "no-store"
    assert str(tmp_path).encode() not in body


@pytest.mark.parametrize("part", ["stacks", "metadata"])
def test_damaged_texts_of_a_series_are_said_too(
    front: PixelFront, tmp_path: Path, part: str
) -> None:
    (index_of(tmp_path).parent / f"{part}.json.gz").write_bytes(b"\x1f\x8bnot gzip")

    status, headers, _ = ask(front, f"{ROOT}/{part}", cookie=token())

    assert (status, headers["retry-after"]) == (503, "30")


def test_a_bug_is_answered_without_its_traceback(
    front: PixelFront, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(Shelves, "entry", broken)

    status, _, body = ask(front, FRAME, cookie=token())

    assert status == 500
    assert b"secret" not in body
    assert b"Traceback" not in body


def test_cookies_that_come_one_by_one_are_all_read(front: PixelFront) -> None:
    headers = [
        (b"cookie", f"readingroom_grant={token()}".encode()),
        (b"cookie", b"another=1"),
    ]

    assert ask_raw(front, f"{ROOT}/stacks", headers)[0] == 200


def test_a_flood_of_tokens_is_not_checked_to_the_end(front: PixelFront) -> None:
    flood = "; ".join(["readingroom_grant=nonsense"] * 50)

    cookie = f"nonsense; {flood}; readingroom_grant={token()}"

    assert ask(front, f"{ROOT}/stacks", cookie=cookie)[0] == 403


@pytest.mark.parametrize(
    "path",
    [
        f"{ROOT}/../2.25.9/stacks",
        f"{ROOT}/%2e%2e/stacks",
        f"{ROOT}//stacks",
        f"{ROOT}/stacks/",
        f"{ROOT}/instances/{INSTANCE}/frames/\u0661",
        f"{ROOT}/instances/{INSTANCE}/frames/01",
        f"{ROOT}/instances/{INSTANCE}/frames/1\n",
        f"{ROOT}/instances/{INSTANCE}/frames/1/rendered/../../..",
        f"/dicomweb/studies/{STUDY}/series/2.25.\u0662/stacks",
        f"/dicomweb/studies/{STUDY}\x00/series/{SERIES}/stacks",
        "/dicomweb/studies/../../secret",
    ],
)
def test_odd_spellings_of_an_address_lead_nowhere(front: PixelFront, path: str) -> None:
    assert ask(front, path, cookie=token())[0] == 404


@pytest.mark.parametrize(
    ("asked_about", "is_granted", "status"),
    [
        (FRAME, True, 204),
        (f"{FRAME}?accept=image/jphc", True, 204),
        (FRAME, False, 403),
        (FRAME.replace(SERIES, "2.25.9"), True, 403),
        ("/somewhere", True, 404),
        ("", True, 404),
    ],
    ids=["granted", "with a query", "without a grant", "another series", "elsewhere", "nothing"],
)
def test_a_server_in_front_is_told_whether_a_reader_may_have_something(
    front: PixelFront, asked_about: str, is_granted: bool, status: int
) -> None:
    given = token() if is_granted else ""

    answer, _, body = ask(front, "/dicomweb/leave", cookie=given, x_original_uri=asked_about)

    assert answer == status
    assert not body or status != 204

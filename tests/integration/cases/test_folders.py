"""Case folders at a terminal: begun, validated, compared, written out."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from readingroom.casefile.document import map_images
from readingroom.casefile.folder import read_case_file, read_folder
from readingroom.casefile.validation import parse_document
from readingroom.kernel.errors import InvalidInput
from tests.factories.cases import make_case
from tests.factories.people import amara, ben
from tests.factories.shelved import shelve_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], settings: Any, tmp_path: Path) -> Any:
    settings.READINGROOM_DATA = tmp_path / "data"

    def act(*words: str) -> str:
        call_command("case", *words)
        return capsys.readouterr().out

    return act


def test_a_folder_that_is_begun_can_be_validated_at_once(run: Any, tmp_path: Path) -> None:
    folder = str(tmp_path / "neck")

    run("new", folder, "--title", "Cord: compression", "--modality", "ct")

    assert read_folder(Path(folder)).document.title == "Cord: compression"
    assert "The case folder is in order." in run("validate", folder)
    with pytest.raises(CommandError, match="already"):
        run("new", folder)


def test_every_problem_is_told_with_its_line(
    tmp_path: Path, run: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    series = "".join(f"      - id: s{n}\n        images: images/{n}\n" for n in range(7))
    (tmp_path / "case.yaml").write_text(
        "schema_version: 1\ntitle: A finding\nstages:\n"
        f"  - kind: study\n    id: ct\n    modality: ct\n    series:\n{series}"
    )

    for verb in ("validate", "import"):
        with pytest.raises(CommandError, match="7 things are to be corrected"):
            run(verb, str(tmp_path))
        lines = capsys.readouterr().err.splitlines()
        assert [line.partition("(")[2].partition(")")[0] for line in lines] == [
            f"line {9 + 2 * n}" for n in range(7)
        ]
    assert "in order" in run("validate", "--without-images", str(tmp_path))


def test_a_case_leaves_as_the_folder_that_it_could_have_come_as(
    run: Any, tmp_path: Path, settings: Any
) -> None:
    case = make_case()
    assert case.draft_revision
    for row in case.draft_revision.series.all():
        shelve_row(settings.READINGROOM_DATA, row.series, slices=2)
    out = tmp_path / "out"

    run("--as", "amara", "export", case.short_number, str(out), "--history")

    found = read_folder(out)
    kept = parse_document(case.draft_revision.document)
    inside = {series.id: series.images for series in found.document.all_series()}
    assert found.document == map_images(kept, inside)
    assert all(images.startswith("images/") for images in inside.values())
    assert {len(list(path.glob("*.dcm"))) for path in found.image_paths.values()} == {2}
    assert read_case_file((out / "history/0001.yaml").read_bytes()) == kept
    assert run("--as", "amara", "diff", case.short_number, f"{case.short_number}@1") == (
        "They say the same.\n"
    )
    with pytest.raises(InvalidInput, match="lies at this place"):
        run("--as", "amara", "export", case.short_number, str(out))


def test_what_differs_is_told_in_words_and_of_nothing_hidden(run: Any, tmp_path: Path) -> None:
    case = make_case()
    run("new", str(tmp_path / "a"), "--title", "One")
    run("new", str(tmp_path / "b"), "--title", "Two")
    amara(), ben()

    assert "title" in run("diff", str(tmp_path / "a"), str(tmp_path / "b"))
    with pytest.raises(CommandError, match="not open to you"):
        run("--as", "ben", "diff", case.short_number, case.short_number)
    with pytest.raises(CommandError, match="There is no case folder"):
        run("diff", "nothing", "nothing")

"""Files that came together, told apart by patient."""

from itertools import permutations

from readingroom.archive.joining import Whose, joined


def test_a_file_without_an_id_is_of_the_patient_that_its_study_names() -> None:
    files = {1: Whose("nora", "s1", is_numbered=True), 2: Whose("s1", "s1", is_numbered=False)}

    assert joined(files) == {1: "nora", 2: "nora"}


def test_a_file_without_an_id_stays_by_itself_where_its_study_names_two() -> None:
    files = {
        1: Whose("nora", "s1", is_numbered=True),
        2: Whose("olaf", "s1", is_numbered=True),
        3: Whose("s1", "s1", is_numbered=False),
    }

    assert joined(files) == {1: "nora", 2: "olaf", 3: "s1"}


def test_files_of_other_studies_are_not_joined() -> None:
    files = {1: Whose("nora", "s1", is_numbered=True), 2: Whose("s2", "s2", is_numbered=False)}

    assert joined(files) == {1: "nora", 2: "s2"}


def test_the_order_of_files_makes_no_difference() -> None:
    files = [Whose("s1", "s1", is_numbered=False), Whose("nora", "s1", is_numbered=True)]

    assert {tuple(sorted(joined(dict(enumerate(o))).values())) for o in permutations(files)} == {
        ("nora", "nora")
    }

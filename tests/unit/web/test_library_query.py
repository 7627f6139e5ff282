import pytest
from django.http import QueryDict

from readingroom.web.presentation.library import MAX_VALUES, at_page, read_query, without


def test_an_address_and_its_query_say_the_same() -> None:
    address = "/?modality=ct&modality=mri&system=chest&order=oldest&page=3"

    assert read_query(QueryDict(address[2:])).address == address


@pytest.mark.parametrize(
    "nonsense",
    ["page=-1", "page=x", "page=", "order=sideways", "colour=blue", "modality=", "page=²"],
)
def test_nonsense_in_an_address_is_as_if_it_were_not_there(nonsense: str) -> None:
    assert read_query(QueryDict(nonsense)).address == "/"


def test_leaving_a_filter_out_goes_back_to_the_first_page() -> None:
    query = read_query(QueryDict("modality=ct&system=chest&page=2"))

    assert without(query, "modality", "ct").address == "/?system=chest"


def test_another_page_keeps_the_filters() -> None:
    query = read_query(QueryDict("modality=ct"))

    assert at_page(query, 2).address == "/?modality=ct&page=2"


def test_a_flood_of_values_is_cut_off() -> None:
    sent = QueryDict("&".join(f"region=r{number}" for number in range(500)))

    assert len(read_query(sent).pairs) == MAX_VALUES


def test_a_value_twice_is_once() -> None:
    assert read_query(QueryDict("modality=ct&modality=ct")).pairs == (("modality", "ct"),)

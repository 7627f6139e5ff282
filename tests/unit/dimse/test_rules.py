"""``senders.yaml``: who may send what to whom."""

from pathlib import Path

import pytest

from readingroom.dimse.rules import (
    CALLED_UNKNOWN,
    CALLING_UNKNOWN,
    Caller,
    Rules,
    read_rules,
    refusal,
)
from readingroom.kernel.errors import InvalidInput

WHOLE = """
doors:
  - {title: AMARA, person: amara}
  - {title: NEURO, institution: St Elsewhere}
senders:
  - {title: PACS1, address: 10.1.2.0/24}
  - {address: 10.1.9.4, to: [NEURO]}
quiet_seconds: 5
limits: {associations: 3, free_gigabytes: 2}
"""


def rules(tmp_path: Path, text: str) -> Rules:
    (tmp_path / "senders.yaml").write_text(text)
    return read_rules(tmp_path)


def test_without_a_file_this_machine_alone_may_send(tmp_path: Path) -> None:
    found = read_rules(tmp_path)

    assert found.titles == ("READINGROOM",)
    for address in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        assert refusal(found, Caller("READINGROOM", "ANY", address)) == 0
    assert refusal(found, Caller("READINGROOM", "ANY", "10.1.2.3")) == CALLING_UNKNOWN
    assert refusal(found, Caller("OTHER", "ANY", "127.0.0.1")) == CALLED_UNKNOWN


@pytest.mark.parametrize(
    ("called", "calling", "address", "reason"),
    [
        ("AMARA", "PACS1", "10.1.2.77", 0),
        ("AMARA", "PACS2", "10.1.2.77", CALLING_UNKNOWN),
        ("AMARA", "PACS1", "10.1.3.77", CALLING_UNKNOWN),
        ("AMARA", "PACS1", "127.0.0.1", CALLING_UNKNOWN),
        ("NEURO", "ANYONE", "10.1.9.4", 0),
        ("AMARA", "ANYONE", "10.1.9.4", CALLING_UNKNOWN),
        ("READINGROOM", "PACS1", "10.1.2.77", CALLED_UNKNOWN),
        ("amara", "PACS1", "10.1.2.77", CALLED_UNKNOWN),
    ],
)
def test_senders_are_known_by_title_address_and_door(
    tmp_path: Path, called: str, calling: str, address: str, reason: int
) -> None:
    assert refusal(rules(tmp_path, WHOLE), Caller(called, calling, address)) == reason


def test_limits_that_are_not_named_stay_as_they_are(tmp_path: Path) -> None:
    found = rules(tmp_path, WHOLE)

    assert (found.quiet_seconds, found.limits.associations) == (5, 3)
    assert found.limits.object_megabytes == 1024
    assert found.limits.free_bytes == 2 * 1024**3


def test_an_empty_file_is_like_none(tmp_path: Path) -> None:
    assert rules(tmp_path, "# nothing yet\n") == Rules()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("doors: [", "YAML"),
        ("senderz: []", "senderz: is not known"),
        ("doors: [{title: A}]", "either a person or an institution"),
        ("doors: [{title: A, person: a, institution: b}]", "either a person or an institution"),
        ("doors: [{title: 'longer than sixteen', person: a}]", "no AE title"),
        ("doors: [{title: A, person: a}, {title: A, person: b}]", "twice"),
        ("senders: [{address: next door}]", "no address"),
        ("senders: [{title: PACS1}]", "address"),
        ("quiet_seconds: soon", "quiet_seconds"),
        ("limits: {associations: 0}", "associations"),
        ("- a list", "it"),
    ],
)
def test_what_is_not_understood_is_said_and_stops_the_start(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(InvalidInput, match=r"senders\.yaml") as refused:
        rules(tmp_path, text)

    assert words in refused.value.message

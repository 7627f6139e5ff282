"""The answer to a C-STORE that we put together ourselves is the one that the library makes."""

from typing import Any

import pytest
from pynetdicom.dimse_messages import C_STORE_RSP
from pynetdicom.dimse_primitives import C_ECHO, C_STORE
from pynetdicom.dsutils import encode

from readingroom.dimse.wire import store_success


def answer(**changed: Any) -> C_STORE:
    said = C_STORE()
    said.MessageIDBeingRespondedTo = 65_535
    said.AffectedSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    said.AffectedSOPInstanceUID = "2.25.70001.1"
    said.Status = 0
    for keyword, value in changed.items():
        setattr(said, keyword, value)
    return said


@pytest.mark.parametrize("uid", ["2.25.70001.1", "2.25.70001.12", "1.2." + "3" * 60])
def test_that_an_object_is_safe_is_said_as_the_library_says_it(uid: str) -> None:
    said = answer(AffectedSOPInstanceUID=uid)
    message = C_STORE_RSP()
    message.primitive_to_message(said)

    assert store_success(said) == encode(message.command_set, True, True)


@pytest.mark.parametrize(
    "other",
    [
        answer(Status=0xA700),
        answer(ErrorComment="Received."),
        answer(MessageIDBeingRespondedTo=None),
        answer(AffectedSOPInstanceUID=None),
        C_ECHO(),
    ],
)
def test_anything_else_is_left_to_the_library(other: Any) -> None:
    assert store_success(other) is None

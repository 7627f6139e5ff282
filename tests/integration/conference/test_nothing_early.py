"""The bytes that reach the phones: nothing of a later stage before the presenter opens it."""

import pytest

from readingroom.conference.hub import Hub
from tests.factories.conference import Desk, Phone
from tests.factories.unknown import marked_case
from tests.integration.learning.test_nothing_early import (
    ASKED,
    FIRST_SHOWN,
    check_nothing_early,
    granted,
    raw,
)

pytestmark = pytest.mark.django_db


def test_nothing_of_a_later_stage_reaches_a_phone(settings: object, hub: Hub) -> None:
    case, series = marked_case()
    desk = Desk(case)
    phone = Phone(desk.room)
    joined = phone.join()
    check_nothing_early(raw(joined), 0, series)
    desk.do("lock")
    desk.do("unlock")

    for place in range(ASKED):
        page, film = phone.look(), phone.film()
        told = hub.channel(desk.room.key)._states[-1][1].decode()
        text = "\n".join((raw(page), raw(film), told, told.encode().decode("unicode_escape")))

        check_nothing_early(text, place, series)
        reached = {series[n].series_instance_uid for n, at in FIRST_SHOWN.items() if at <= place}
        assert granted(page, settings) == granted(film, settings) == reached
        desk.go_on()

    assert "zwhole-title" in phone.look().content.decode()

"""The channel of a room: nothing lost, nothing late, nothing held for the slow."""

import asyncio
import re
from pathlib import Path

import pytest

from readingroom.conference.hub import KEPT_STATES, Channel, Hub
from readingroom.kernel.errors import Unavailable
from readingroom.kernel.ids import new_key


def put(channel: Channel, version: int) -> None:
    channel.put_state(version, f"s{version}", leader="", is_over=False)


def heard(told: bytes) -> list[str]:
    return re.findall(r"data: (\S+)", told.decode())


def last_id(told: bytes) -> str:
    return re.findall(r"id: (\S+)", told.decode())[-1]


def test_who_comes_new_is_told_the_newest_state_and_where_the_slices_stand() -> None:
    channel = Channel()
    put(channel, 1)
    channel.put_view("v1")
    put(channel, 2)

    assert heard(channel.tidings_for(channel.join("", is_desk=False))) == ["v1", "s2"]


def test_a_count_that_comes_late_takes_no_vote_away() -> None:
    channel = Channel()
    channel.put_votes(0, "one")
    channel.put_votes(2, "one")
    channel.put_votes(1, "one")
    assert channel.votes == 2

    channel.put_votes(0, "another")
    assert channel.votes == 0


def test_of_many_positions_only_the_latest_is_sent() -> None:
    channel = Channel()
    put(channel, 1)
    slow = channel.join("", is_desk=False)
    channel.tidings_for(slow)

    for number in range(1000):
        channel.put_view(f"v{number}")

    assert heard(channel.tidings_for(slow)) == ["v999"]
    assert channel.tidings_for(slow) == b""


def test_who_was_away_is_told_every_state_they_missed_in_order_and_none_twice() -> None:
    channel = Channel()
    put(channel, 1)
    at = last_id(channel.tidings_for(channel.join("", is_desk=False)))
    for version in (2, 3, 4):
        put(channel, version)
        channel.put_view(f"v{version}")

    again = channel.join(at, is_desk=False)

    assert heard(channel.tidings_for(again)) == ["s2", "s3", "s4", "v4"]
    assert channel.tidings_for(again) == b""


def test_who_was_told_all_is_told_nothing_again() -> None:
    channel = Channel()
    put(channel, 1)
    channel.put_view("v1")
    at = last_id(channel.tidings_for(channel.join("", is_desk=False)))

    assert channel.tidings_for(channel.join(at, is_desk=False)) == b""


@pytest.mark.parametrize("gone", range(2))
def test_who_was_away_for_too_long_is_told_how_it_stands_now(gone: int) -> None:
    channel = Channel()
    put(channel, 1)
    at = last_id(channel.tidings_for(channel.join("", is_desk=False)))
    for version in range(2, KEPT_STATES + 2 + gone):
        put(channel, version)

    told = heard(channel.tidings_for(channel.join(at, is_desk=False)))

    assert len(told) == (KEPT_STATES if gone == 0 else 1)
    assert told[-1] == f"s{KEPT_STATES + 1 + gone}"


@pytest.mark.parametrize("said", ["abc-1", "-", "x" * 200, "{mark}-999", "{mark}--1", "{mark}-x"])
def test_an_id_of_another_server_or_of_nobody_is_as_none(said: str) -> None:
    channel = Channel()
    put(channel, 1)

    told = channel.tidings_for(channel.join(said.format(mark=channel.mark), is_desk=False))

    assert heard(told) == ["s1"]


def test_an_older_state_that_comes_late_changes_nothing() -> None:
    channel = Channel()
    put(channel, 2)
    put(channel, 1)
    put(channel, 2)

    assert heard(channel.tidings_for(channel.join("", is_desk=False))) == ["s2"]


def test_a_position_of_the_stage_before_is_not_told_to_those_who_come_after() -> None:
    channel = Channel()
    put(channel, 1)
    channel.put_view("v1")
    channel.forget_view()
    put(channel, 2)

    assert heard(channel.tidings_for(channel.join("", is_desk=False))) == ["s2"]


def test_the_desk_is_told_how_many_there_are_and_phones_are_not() -> None:
    channel = Channel()
    put(channel, 1)
    desk, phone = channel.join("", is_desk=True), channel.join("", is_desk=False)

    assert '"phones": 1' in channel.tidings_for(desk).decode()
    assert "phones" not in channel.tidings_for(phone).decode()
    channel.leave(phone)
    assert '"phones": 0' in channel.tidings_for(desk).decode()
    channel.join("", is_desk=False)
    channel.send_out()
    assert [one.is_out for one in channel.followers if not one.is_desk] == [True]
    assert not desk.is_out


def test_a_second_process_is_refused_its_rooms_and_may_have_them_after_the_first(
    tmp_path: Path,
) -> None:
    first, second = Hub(), Hub()
    first.claim(tmp_path)
    first.claim(tmp_path)

    with pytest.raises(Unavailable, match="one serving process"):
        second.claim(tmp_path)
    first.close()
    second.claim(tmp_path)
    second.close()


def test_pages_in_their_threads_wake_those_who_wait_on_the_loop() -> None:
    hub, room = Hub(), new_key()

    async def follow() -> list[str]:
        hub.listening(asyncio.get_running_loop())
        follower = hub.channel(room).join("", is_desk=False)
        await asyncio.to_thread(hub.tell, room, 1, "s1")
        await asyncio.wait_for(follower.news.wait(), 5)
        return heard(hub.channel(room).tidings_for(follower))

    assert asyncio.run(follow()) == ["s1"]


def test_rooms_that_nobody_listens_to_are_let_go_when_there_are_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("readingroom.conference.hub.MOST_ROOMS", 3)
    hub, keys = Hub(), [new_key() for _ in range(4)]
    hub.channel(keys[0]).join("", is_desk=False)
    kept = hub.channel(keys[0])
    for key in keys:
        hub.channel(key)

    assert hub.channel(keys[0]) is kept
    assert len(hub._channels) == 2

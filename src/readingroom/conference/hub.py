"""What every phone in a room is told, in the memory of the serving process.

Two kinds of tidings. A *state* is all there is to know but the position, each with the version
of the room; the last ``KEPT_STATES`` are kept, so that whoever was away is told those they
missed, in order. A *view* is where the slices stand; only the latest counts. Both are numbered
in one row. A follower is nothing but the number it has come to: it holds no queue, so one that
is slow costs no memory, and passes over the views that have gone by.
"""

import asyncio
import fcntl
import json
import os
import secrets
import threading
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

from readingroom.kernel.errors import Unavailable

KEPT_STATES: Final = 64
MOST_ROOMS: Final = 200
LOCK_FILE: Final = "conference.lock"


class Follower:
    """Someone who listens.

    Attributes:
        come_to: the number of the last tidings that were sent.
        seen: the number of the last view among them; 0 before the first.
        house_told: how many changes of the house's figures were sent.
        is_out: their seat is gone: they are told nothing more.
    """

    def __init__(self, come_to: int, seen: int, *, is_desk: bool) -> None:
        self.come_to = come_to
        self.seen = seen
        self.is_desk = is_desk
        self.house_told = 0
        self.is_out = False
        self.news = asyncio.Event()


class Channel:
    """One room. Its lock is held for no longer than it takes to note a number."""

    def __init__(self) -> None:
        self.mark = secrets.token_hex(4)  # so that numbers of an earlier server mean nothing here
        self.followers: set[Follower] = set()
        self.leader = ""
        self.is_over = False
        self.votes = 0
        self.seats = 0
        self.poll = ""
        self.hands = 0  # counts changes: the presenter's page then looks who asks
        self.house = 0
        self._lock = threading.Lock()
        self._number = 0
        self._version = 0
        self._states: deque[tuple[int, bytes]] = deque(maxlen=KEPT_STATES)
        self._view: tuple[int, bytes] | None = None
        self._forgotten = 0  # the number of the newest state that is no longer kept

    @property
    def knows(self) -> bool:
        """Whether it was told a state since the server started."""
        return self._version > 0

    @property
    def phones(self) -> int:
        """How many listen, the presenter's own screens left out."""
        return sum(1 for follower in self.followers if not follower.is_desk)

    def put_state(self, version: int, data: str, *, leader: str, is_over: bool) -> bool:
        """Take a state in, unless a newer one is known.

        Args:
            data: JSON in one line.
            leader: the key of the seat that holds the controls; empty for the presenter.
        """
        with self._lock:
            if version <= self._version:
                return False
            self._version, self.leader, self.is_over = version, leader, is_over
            self._number += 1
            if len(self._states) == KEPT_STATES:
                self._forgotten = self._states[0][0]
            self._states.append((self._number, self._event("state", data)))
        return True

    def put_view(self, data: str) -> None:
        """Take a position in; it takes the place of the one before."""
        with self._lock:
            self._number += 1
            self._view = (self._number, self._event("view", data))

    def forget_view(self) -> None:
        """Another case or stage is shown: where its slices stand is not known yet."""
        with self._lock:
            self._view = None

    def join(self, last_event_id: str, *, is_desk: bool) -> Follower:
        """Begin to follow, from where one was.

        Args:
            last_event_id: what the follower heard last; empty at first. With one of another
                server, or too long ago, they are told the newest state.
        """
        mark, _, digits = last_event_id.partition("-")
        is_ours = mark == self.mark and digits.isascii() and digits.isdigit()
        with self._lock:
            come_to = seen = int(digits[:18]) if is_ours else -1
            if not self._forgotten <= come_to <= self._number:
                come_to, seen = (self._states[-1][0] - 1 if self._states else 0), 0
        follower = Follower(come_to, seen, is_desk=is_desk)
        self.followers.add(follower)
        self.changed_house()
        return follower

    def put_votes(self, votes: int, poll: str) -> None:
        """Take a count in; of two votes that come at once the later may be counted first."""
        with self._lock:
            self.votes = max(self.votes, votes) if poll == self.poll else votes
            self.poll = poll

    def leave(self, follower: Follower) -> None:
        """Follow no more."""
        self.followers.discard(follower)
        self.changed_house()

    def tidings_for(self, follower: Follower) -> bytes:
        """What a follower has not been told, in order; notes that they are."""
        with self._lock:
            waiting = [(n, event) for n, event in self._states if n > follower.come_to]
            if self._view and self._view[0] > follower.seen:
                waiting.append(self._view)
                follower.seen = self._view[0]
            waiting.sort(key=lambda one: one[0])
            if waiting:
                follower.come_to = max(follower.come_to, waiting[-1][0])
        told = b"".join(event for _, event in waiting)
        if follower.is_desk and follower.house_told != self.house:
            follower.house_told = self.house
            told += self._house()
        return told

    def wake(self) -> None:
        """Have all followers look. On the event loop only."""
        for follower in self.followers:
            follower.news.set()

    def send_out(self) -> None:
        """Have all phones go. On the event loop only."""
        for follower in self.followers:
            follower.is_out = not follower.is_desk
            follower.news.set()

    def changed_house(self) -> None:
        """Have the presenter told how many there are. On the event loop only."""
        self.house += 1
        for follower in self.followers:
            if follower.is_desk:
                follower.news.set()

    def _house(self) -> bytes:
        counts = {
            "phones": self.phones, "seats": self.seats, "votes": self.votes, "hands": self.hands,
        }  # fmt: skip
        return f"event: house\ndata: {json.dumps(counts)}\n\n".encode()

    def _event(self, name: str, data: str) -> bytes:
        return f"id: {self.mark}-{self._number}\nevent: {name}\ndata: {data}\n\n".encode()


class Hub:
    """All rooms of this process. Pages tell it from their threads; followers wait on the loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._channels: dict[UUID, Channel] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._claims: dict[Path, int] = {}

    def claim(self, data: Path) -> None:
        """Make sure that the rooms of this library live in this process alone.

        The claim ends with the process, however it ends.

        Raises:
            Unavailable: another process holds them.
        """
        with self._lock:
            if data in self._claims:
                return
            handle = os.open(data / LOCK_FILE, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(handle)
                raise Unavailable(
                    "Conferences need one serving process, and another one serves this library "
                    "too. Whoever runs it must stop one of them."
                ) from None
            self._claims[data] = handle

    def close(self) -> None:
        """Give the claims up."""
        with self._lock:
            for handle in self._claims.values():
                os.close(handle)
            self._claims.clear()

    def channel(self, room: UUID) -> Channel:
        """The room's channel, made where there is none yet."""
        with self._lock:
            if room not in self._channels and len(self._channels) >= MOST_ROOMS:
                self._let_go()
            return self._channels.setdefault(room, Channel())

    def listening(self, loop: asyncio.AbstractEventLoop) -> None:
        """Note the loop that followers wait on."""
        self._loop = loop

    def tell(
        self, room: UUID, version: int, data: str, *, leader: str = "", is_over: bool = False
    ) -> None:
        """Tell a room its state, from whatever thread."""
        channel = self.channel(room)
        if channel.put_state(version, data, leader=leader, is_over=is_over):
            self._on_loop(channel.wake)

    def moved_on(self, room: UUID) -> None:
        """Another case or stage is shown."""
        self.channel(room).forget_view()

    def count(self, room: UUID, votes: int, *, poll: str = "") -> None:
        """Tell the presenter how many have voted, and nobody what.

        Args:
            poll: the question; empty where none is asked.
        """
        channel = self.channel(room)
        channel.put_votes(votes, poll)
        self._on_loop(channel.changed_house)

    def seated(self, room: UUID, seats: int) -> None:
        """Tell the presenter how many have joined, whether they follow or not."""
        channel = self.channel(room)
        channel.seats = seats
        self._on_loop(channel.changed_house)

    def cleared(self, room: UUID) -> None:
        """Everyone was sent out, and what they voted."""
        channel = self.channel(room)
        channel.seats = channel.votes = 0
        self._on_loop(channel.changed_house)
        self._on_loop(channel.send_out)

    def raised(self, room: UUID) -> None:
        """Tell the presenter that a hand went up or down."""
        channel = self.channel(room)
        channel.hands += 1
        self._on_loop(channel.changed_house)

    def _on_loop(self, work: Callable[[], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(work)

    def _let_go(self) -> None:
        for room in list(self._idle()):
            del self._channels[room]

    def _idle(self) -> Iterator[UUID]:
        return (room for room, channel in self._channels.items() if not channel.followers)


HUB: Final = Hub()

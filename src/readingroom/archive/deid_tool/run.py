"""The whole of it: look at every file first, then clean each with what all of them told.

Two passes, because a name that stands in one file alone must go from all: what is known of a
patient, and the moment that the patient's dates count from, come from every file.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from readingroom.archive.deid_tool import folders, plan
from readingroom.archive.deid_tool.anchors import read_anchors, write_anchors
from readingroom.archive.deid_tool.manifest import Line
from readingroom.archive.deid_tool.messages import Answer, Facts, Job, Order, Outcome, Setup
from readingroom.archive.deid_tool.reading import DeidReaders, serve
from readingroom.archive.deid_tool.secret import read_or_make_secret
from readingroom.archive.pool import MEMORY_LIMIT_BYTES
from readingroom.archive.sources import Source
from readingroom.imaging.deid.policy import TOOL_POLICY, Policy
from readingroom.kernel.errors import InvalidInput, Unavailable

TIME_LIMIT_S: Final = 300.0  # looking for text in every frame of a loop takes its time
_PROGRESS_EVERY: Final = 20
_HELD_INDEX: Final = "held.jsonl"
_LOOKING, _CLEANING, _SHOWING = "Reading all files", "Removing identity", "Looking what would go"

OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Options:
    """What is asked for.

    Attributes:
        given: a folder, a file, a ZIP archive, a disc.
        out: the folder for what is clean; ``None`` for a dry run, which writes nothing.
        held: the folder for what a person has to look at; ``None`` for one beside ``out``.
        policy: what may stay.
        secret: the file of the secret; ``None`` for a fresh one.
        workers: reading processes; ``None`` for one on each processor.
        resume: go on with a run that was stopped.
    """

    given: Path
    out: Path | None = None
    held: Path | None = None
    policy: Policy = TOOL_POLICY
    secret: Path | None = None
    workers: int | None = None
    resume: bool = False

    @property
    def held_folder(self) -> Path:
        """Where held files go."""
        if self.held is not None:
            return self.held
        out = (self.out or self.given).absolute()
        return out.with_name(f"{out.name}-held")


@dataclass(frozen=True)
class Result:
    """What became of everything.

    Attributes:
        lines: one for each file, in the order they were found.
        answers: by ordinal, what was told of files that were read to the end.
        facts: by ordinal, of files that could be read.
        secret: that everything keyed was made with.
    """

    lines: tuple[Line, ...]
    answers: Mapping[int, Answer] = field(repr=False)
    facts: Mapping[int, Facts] = field(repr=False)
    secret: bytes = field(repr=False)


def deidentify_all(options: Options, *, on_progress: OnProgress) -> Result:
    """Take identity out of everything that is given; what is given is only read.

    Each clean file is there whole or not at all, whenever this is stopped.

    Raises:
        InvalidInput: nothing is given, folders are not apart or not empty, or a run is to go on
            without its secret.
        Unavailable: the disk would not take it.
    """
    if options.resume and options.secret is None:
        raise InvalidInput("A run that was stopped can only go on with its --secret.")
    place, sources = folders.sources_in(options.given)
    if options.out is not None:
        folders.prepare_folders(place, options.out, options.held_folder, resume=options.resume)
        folders.remove_drafts(options.out)
    secret = read_or_make_secret(options.secret)
    run = _Run(options, sources, secret, on_progress)
    run.look()
    run.clean()
    lines = tuple(run.line(n, folders.name_below(place, s)) for n, s in enumerate(sources, 1))
    if options.out is not None:
        run.finish(lines)
    return Result(lines, run.answers, run.facts, secret)


class _Run:
    """One run, in memory."""

    def __init__(
        self, options: Options, sources: list[Source], secret: bytes, on_progress: OnProgress
    ) -> None:
        self.options = options
        self.sources = dict(enumerate(sources, 1))
        self.secret = secret
        self.on_progress = on_progress
        self.answers: dict[int, Answer] = {}
        self.facts: dict[int, Facts] = {}
        self.names: dict[int, str] = {}
        self.faces: frozenset[str] = frozenset()

    def look(self) -> None:
        """Pass one: whose is each file, and what names anyone in it?"""
        readable = [n for n, source in self.sources.items() if not source.refusal]
        jobs = (self._job(n, Order.LOOK) for n in readable)
        found: dict[int, Facts] = {}
        for answer in self._ask(self._setup(), jobs, _LOOKING, len(readable)):
            if answer.facts:
                found[answer.ordinal] = answer.facts
            else:
                self.answers[answer.ordinal] = answer
        self.facts = plan.settled(found, self.secret)
        self.names = plan.output_names(self.facts)
        self.faces = plan.series_with_faces(self.facts.values())

    def clean(self) -> None:
        """Pass two: write each file without identity, or tell what that would change."""
        identities = plan.identities_by_patient(self.facts.values())
        makers = {word for facts in self.facts.values() for word in facts.makers}
        shared = plan.shared_identity(identities, makers)
        setup = self._setup(identities=identities, neighbours=shared)
        starts = plan.anchors(self.facts.values(), read_anchors(self.options.secret, self.secret))
        todo = [n for n in sorted(self.facts) if not self._is_done(n)]
        if self.options.out is not None:
            folders.make_parents(self.options.out, [self.names[n] for n in todo])
            order, label = Order.CLEAN, _CLEANING
            write_anchors(self.options.secret, self.secret, starts)
        else:
            order, label = Order.SHOW, _SHOWING
        jobs = (self._job(n, order, starts) for n in todo)
        for answer in self._ask(setup, jobs, label, len(todo)):
            self.answers[answer.ordinal] = answer

    def line(self, ordinal: int, name: str) -> Line:
        """What became of one file."""
        refusal = self.sources[ordinal].refusal
        if refusal:
            return Line(name, None, Outcome.REJECTED, refusal)
        answer = self.answers[ordinal]
        outcome = answer.outcome or Outcome.REJECTED
        if outcome is Outcome.CLEAN:
            return Line(name, self.names[ordinal], outcome, None)
        return Line(name, None, outcome, answer.reasons[0])

    def finish(self, lines: tuple[Line, ...]) -> None:
        """Make names durable, and tell whoever opens the folder of held files what they are."""
        out, held = self.options.out, self.options.held_folder
        assert out is not None  # noqa: S101  # a dry run has nothing to finish
        index = [
            {
                "file": self._held_name(ordinal),
                "source": line.source,
                "reasons": self.answers[ordinal].reasons,
                "boxes": self.answers[ordinal].boxes,
            }
            for ordinal, line in enumerate(lines, 1)
            if line.outcome is Outcome.HELD
        ]
        if index:
            text = "".join(f"{json.dumps(entry)}\n" for entry in index)
            (held / _HELD_INDEX).write_text(text)
        elif not any(held.iterdir()):
            held.rmdir()
        folders.remove_empty(out)
        os.sync()

    def _setup(self, **known: Any) -> Setup:
        return Setup(self.secret, self.options.policy, memory_bytes=MEMORY_LIMIT_BYTES, **known)

    def _job(self, ordinal: int, order: Order, starts: Mapping[str, str] | None = None) -> Job:
        source, out = self.sources[ordinal], self.options.out
        path = str(source.path)
        held = str(self.options.held_folder / self._held_name(ordinal)) if out else ""
        if starts is None:
            return Job(ordinal, order, path, source.entry, held=held)
        patient = self.facts[ordinal].patient
        return Job(
            ordinal,
            order,
            path,
            source.entry,
            patient=patient,
            anchor=starts.get(patient, ""),
            may_show_face=self.facts[ordinal].series in self.faces,
            output=str(out / self.names[ordinal]) if out else "",
            held=held,
        )

    def _held_name(self, ordinal: int) -> str:
        """Tells no more than its place among all."""
        return f"{ordinal:06d}.dcm"

    def _is_done(self, ordinal: int) -> bool:
        """Whether a run that was stopped made this file; then it says so in the answers."""
        out = self.options.out
        if not self.options.resume or out is None or not (out / self.names[ordinal]).is_file():
            return False
        self.answers[ordinal] = Answer(ordinal, Outcome.CLEAN)
        return True

    def _ask(self, setup: Setup, jobs: Iterator[Job], label: str, total: int) -> Iterator[Answer]:
        if not total:
            return
        size = min(self.options.workers or os.cpu_count() or 1, total)
        with DeidReaders(serve, setup, size=size, time_limit_s=TIME_LIMIT_S) as readers:
            for done, answer in enumerate(readers.run(jobs), 1):
                if answer.trouble:
                    raise Unavailable(answer.trouble, detail=f"ordinal={answer.ordinal}")
                if done % _PROGRESS_EVERY == 0 or done == total:
                    self.on_progress(label, done, total)
                yield answer

"""What goes over the wire about articles."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from readingroom.api.shapes import Line, Text, Told
from readingroom.api.shapes_own import NamedOut
from readingroom.api.shapes_reviews import WordOut

Kinds = Literal["diagnosis", "sign", "anatomy"]
_NEXT = Field(description="The cursor of the next page; null on the last.")


class ArticleRowOut(Schema):
    """One article in a list; ``cases`` counts those that one may see."""

    term: str
    name: str
    cases: int
    has_text: bool


class ArticlesOut(Schema):
    """Some articles of a kind, by name."""

    items: list[ArticleRowOut]
    next: str | None = _NEXT


class TermOut(Schema):
    """What another article is of."""

    term: str
    name: str
    kind: str


class ArticleTextOut(TermOut):
    """What is written of a term; version 0 where nothing is yet."""

    text: str
    version: int


class ArticleOut(ArticleTextOut):
    """An article: what is written, and what the library knows of its term by itself."""

    names: list[str] = Field(description="What else it is called.")
    cases: int = Field(description="How many cases of it one may see.")
    newest: list[NamedOut]
    broader: list[TermOut]
    narrower: list[TermOut]
    url: str


class ArticleIn(Told):
    """What an article is to say. A term that nobody wrote of yet is named with it."""

    text: Annotated[Text, Field(max_length=40_000)]
    note: Line = Field("", description="What was changed.")
    name: Annotated[Text, Field(max_length=120)] = ""
    kind: Literal["", "diagnosis", "sign", "anatomy"] = ""


class ArticleRevisionOut(Schema):
    """One revision, with what it changed of the one before, word by word."""

    number: int
    author: str
    at: datetime
    note: str
    words: list[WordOut]


class ArticleRevisionsOut(Schema):
    """Some revisions, the newest first."""

    items: list[ArticleRevisionOut]
    next: str | None = _NEXT


class ArticleKeyOut(Schema):
    """An article by its key, and the version that it has now."""

    key: UUID
    version: int

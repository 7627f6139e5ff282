"""Articles for readers: the list of them, and each."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from readingroom.accounts.actor import may_edit
from readingroom.accounts.models import Person
from readingroom.kernel.errors import NotFound
from readingroom.learning.selectors.keeping import starred_keys
from readingroom.search.articles.gist import alternatives, look_alikes, what_it_was
from readingroom.search.articles.mentions import text_mentions
from readingroom.search.articles.reading import Reader, article_page, listing
from readingroom.search.articles.terms import Kind, concept_of, term_of
from readingroom.search.index import ready_engine
from readingroom.web.presentation.articles import KINDS, article_html, search_address
from readingroom.web.presentation.library import read_text
from readingroom.web.views.library import reader_of

_MOST_DIGITS: Final = 4


@require_safe
def show_articles(request: HttpRequest) -> HttpResponse:
    """The articles of a kind that this reader may open, by name."""
    sent, words = request.GET.get("kind", ""), read_text(request.GET.get("q", "")).strip()
    kind = Kind(sent) if sent in Kind.values else Kind.DIAGNOSIS
    reader = reader_of(request, ready_engine())
    rows = listing(reader, kind, words=words, page=_number(request.GET.get("page", "")))
    context = {
        "listing": rows,
        "kinds": KINDS,
        "words": words,
        "hidden": reader.hide,
        "may_write": may_edit(reader.actor),
    }
    return _own(render(request, "articles/articles.html", context))


@require_safe
def show_article(request: HttpRequest, term: str) -> HttpResponse:
    """What the library knows of a term, and what editors wrote."""
    reader, now = reader_of(request, ready_engine()), timezone.now()
    try:
        page = article_page(reader, term, now=now)
    except NotFound:
        other = _called_otherwise(reader, term)
        if other is None:
            raise
        return redirect("web:article", term=other)
    actor = reader.actor
    keys = [card.key for card in page.cards]
    context = {
        "page": page,
        "text": article_html(page.text, text_mentions(reader, page.text, page.term)),
        "alternatives": alternatives(reader, page),
        "was": () if page.term.kind == Kind.DIAGNOSIS else what_it_was(reader, page),
        "look_alikes": look_alikes(reader, page, now=now),
        "search": search_address(page.term),
        "hidden": reader.hide,
        "may_write": may_edit(actor),
        "starred": starred_keys(actor, keys) if isinstance(actor, Person) else None,
    }
    return _own(render(request, "articles/article.html", context))


def _called_otherwise(reader: Reader, slug: str) -> str | None:
    """What the vocabulary calls what an address names otherwise; whatever cases there are."""
    concept = concept_of(slug.replace("-", " "), reader.vocabulary)
    term = term_of(concept, reader.vocabulary) if concept else None
    return term.slug if term and term.slug != slug else None


def _own(response: HttpResponse) -> HttpResponse:
    """A page that is made for one reader."""
    patch_cache_control(response, no_store=True, private=True)
    return response


def _number(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else 1

"""Articles for editors: writing, the history of what was written, and going back."""

from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from readingroom.accounts.actor import actor_from
from readingroom.kernel.errors import InvalidInput
from readingroom.search.articles.mentions import text_mentions
from readingroom.search.articles.terms import Kind, Term
from readingroom.search.articles.writing import (
    LONGEST_NAME,
    LONGEST_NOTE,
    ArticleChanged,
    new_term,
    restore_article,
    term_to_write,
    versions_of,
    write_article,
)
from readingroom.search.index import ready_engine, vocabulary
from readingroom.search.models import Article
from readingroom.web.guarded import for_editors
from readingroom.web.presentation.articles import article_html
from readingroom.web.views.library import reader_of

_MOST_DIGITS: Final = 7
_CLASH, _WRONG = 409, 422


@for_editors("GET", "HEAD", "POST")
def begin(request: HttpRequest) -> HttpResponse:
    """Name a term that nobody wrote about yet, and go on to write."""
    name, kind = request.POST.get("name", ""), request.POST.get("kind", "")
    context: dict[str, object] = {"kinds": Kind, "name": name, "kind": kind, "most": LONGEST_NAME}
    if request.method != "POST":
        return render(request, "articles/new.html", context)
    try:
        term = new_term(name, kind, vocabulary())
    except InvalidInput as refusal:
        return render(request, "articles/new.html", {**context, "wrong": refusal}, status=_WRONG)
    return HttpResponseRedirect(
        f"{reverse('web:article_edit', args=[term.slug])}?{_as_sent(term)}", status=303
    )


@for_editors("GET", "HEAD", "POST")
def edit(request: HttpRequest, term: str) -> HttpResponse:
    """Write the text of an article, look at it, and keep it."""
    article = Article.objects.filter(slug=term).first()
    sent_by = request.POST if request.method == "POST" else request.GET
    about = term_to_write(
        reader_of(request, None), term, name=sent_by.get("name", ""), kind=sent_by.get("kind", "")
    )
    if request.method != "POST":
        text, base = (article.text, article.version) if article else ("", 0)
        return _form(request, about, {"text": text, "base": base})
    text, note = request.POST.get("text", ""), request.POST.get("note", "")
    base = _number(request.POST.get("base", ""))
    sent: dict[str, object] = {"text": text, "base": base, "note": note[:LONGEST_NOTE]}
    if "look" in request.POST:
        reader = reader_of(request, ready_engine())
        shown = article_html(text[:40_000], text_mentions(reader, text, about))
        return _form(request, about, {**sent, "shown": shown, "looked": True})
    try:
        written = write_article(
            about, text, author=actor_from(request.user), base=base, note=note, now=timezone.now()
        )
    except ArticleChanged as clash:
        theirs = Article.objects.filter(slug=term).first()
        now = {"base": theirs.version, "theirs": theirs.text} if theirs else {}
        return _form(request, about, {**sent, **now, "clash": clash}, status=_CLASH)
    except InvalidInput as refusal:
        return _form(request, about, {**sent, "wrong": refusal}, status=_WRONG)
    if not written.version:
        return redirect("web:articles")
    messages.success(request, "Saved. The history of the article can take it back.")
    return HttpResponseRedirect(_after(written), status=303)


@for_editors("GET", "HEAD")
def show_history(request: HttpRequest, term: str) -> HttpResponse:
    """Every revision, with what it changed."""
    versions = versions_of(term)
    article = Article.objects.get(slug=term)
    context = {"article": article, "versions": versions, "last": versions[-1].number - 1}
    return render(request, "articles/history.html", context)


@for_editors("POST")
def restore(request: HttpRequest, term: str) -> HttpResponse:
    """Go back to a revision, by a new one."""
    number = _number(request.POST.get("number", ""))
    base = _number(request.POST.get("base", ""))
    restore_article(
        term, number, author=actor_from(request.user), base=base, now=timezone.now()
    )  # fmt: skip
    what = f"says what revision {number} said" if number else "has no text now"
    messages.success(request, f"The article {what}. Nothing of its history is lost.")
    return HttpResponseRedirect(reverse("web:article_history", args=[term]), status=303)


def _form(
    request: HttpRequest, term: Term, told: dict[str, object], *, status: int = 200
) -> HttpResponse:
    context = {"term": term, "most_note": LONGEST_NOTE, **told}
    return render(request, "articles/edit.html", context, status=status)


def _after(article: Article) -> str:
    """The article, or its history where it is left without text and perhaps without cases."""
    name = "web:article" if article.text else "web:article_history"
    return reverse(name, args=[article.slug])


def _as_sent(term: Term) -> str:
    return urlencode({"name": term.name, "kind": term.kind.value})


def _number(text: str) -> int:
    """A number of a revision; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0

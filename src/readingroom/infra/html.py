"""Markdown from people to HTML that is safe to show: the one place where it happens."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from re import compile as pattern

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_IMAGE_LINK = pattern(r"image:([a-z0-9][a-z0-9/_-]{0,127})/([1-9][0-9]{0,4})")
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong",
    "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "class", "data-series", "data-frame"}, "ol": {"start"}}
_SCHEMES = {"https", "http", "mailto"}
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h3"}


@dataclass(frozen=True)
class SliceTarget:
    """Where a link to an image leads.

    Attributes:
        series: what the viewer knows the series by.
        frame: slice number, from 1.
    """

    series: str
    frame: int


Resolver = Callable[[str, int], SliceTarget | None]
TermFinder = Callable[[str], Iterable[tuple[int, int, str]]]
"""From a text to where it names something: from, up to but not including, and the address."""


def render_markdown(
    text: str,
    *,
    resolve: Resolver | None = None,
    find_terms: TermFinder | None = None,
    led_to: set[str] | None = None,
) -> SafeString:
    """Render ``text`` (CommonMark with tables) and keep only harmless tags.

    A link ``[STIR 8](image:sag-stir/8)`` becomes an anchor with class ``slice-link`` that the
    viewer follows; ``resolve`` is asked with series id and slice number (from 1) and answers
    where to, or ``None``: then the words stay and the link goes. What ``find_terms`` finds outside
    links becomes one with class ``term-link``, each address once: of this text, or of all texts
    that are given the same ``led_to``. Raw HTML is shown as text, pictures become their
    description, and headings start at the third level.
    """
    env: dict[str, object] = {
        "resolve": resolve or _nowhere,
        "find_terms": find_terms,
        "led_to": set() if led_to is None else led_to,
    }
    rendered = _RENDERER.render(text, env)
    return mark_safe(  # noqa: S308  # cleaned by the call inside it
        nh3.clean(
            rendered,
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            url_schemes=_SCHEMES,
            link_rel="noopener noreferrer",
        )
    )


def _nowhere(_series: str, _frame: int) -> SliceTarget | None:
    return None


def _may_link(url: str) -> bool:
    return bool(_IMAGE_LINK.fullmatch(url)) or url.lower().startswith(
        ("https://", "http://", "mailto:", "#", "/")
    )


class _Renderer(RendererHTML):
    """The library's renderer with our links, headings and pictures."""

    def link_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        env["is_link"] = True
        href = str(tokens[idx].attrGet("href") or "")
        found = _IMAGE_LINK.fullmatch(href)
        if not found:
            env["link_closes"] = "</a>"
            return self.renderToken(tokens, idx, options, env)
        target = env["resolve"](found[1], int(found[2]))
        env["link_closes"] = "</a>" if target else ""
        if target is None:
            return ""
        return (
            f'<a class="slice-link" href="#film" data-series="{escape(target.series)}"'
            f' data-frame="{target.frame}">'
        )

    def link_close(
        self, _tokens: Sequence[Token], _idx: int, _options: OptionsDict, env: EnvType
    ) -> str:
        env["is_link"] = False
        return str(env["link_closes"])  # links can't be nested, so one memory is enough

    def text(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, env: EnvType) -> str:
        content = tokens[idx].content
        if env["find_terms"] is None or env.get("is_link"):
            return escape(content)
        shown, at = [], 0
        for start, end, address in env["find_terms"](content):
            if address not in env["led_to"]:
                env["led_to"].add(address)
                shown.append(escape(content[at:start]))
                link = f'<a class="term-link" href="{escape(address)}">'
                shown.append(f"{link}{escape(content[start:end])}</a>")
                at = end
        return "".join([*shown, escape(content[at:])])

    def heading_open(
        self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType
    ) -> str:
        return f"<{_HEADINGS.get(tokens[idx].tag, 'h4')}>"

    def heading_close(
        self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType
    ) -> str:
        return f"</{_HEADINGS.get(tokens[idx].tag, 'h4')}>\n"

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return escape(self.renderInlineAsText(tokens[idx].children or [], options, env))


def _made() -> MarkdownIt:
    renderer = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer)
    renderer.enable("table")
    renderer.validateLink = _may_link  # type: ignore[method-assign]  # how the library has it
    return renderer


# One for all texts, for making it takes longer than a text: what it remembers of one is in `env`.
_RENDERER = _made()

import json
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from readingroom.web.icons import ICONS
from readingroom.web.templatetags import assets

MANIFEST = {
    "src/main.ts": {
        "file": "assets/main-1.js",
        "css": ["assets/main-2.css"],
        "imports": ["_shared"],
    },
    "_shared": {"file": "assets/shared-3.js"},
    "src/islands/stack-viewer/index.ts": {
        "file": "assets/viewer-4.js",
        "imports": ["src/main.ts", "_shared"],
    },
}


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(MANIFEST))
    monkeypatch.setattr(assets, "MANIFEST", manifest)
    return manifest


def rendered(template: str) -> str:
    context = Context({"request": RequestFactory().get("/")})
    return Template("{% load assets %}" + template).render(context)


@pytest.mark.usefixtures("built")
def test_a_page_links_what_was_built() -> None:
    page = rendered("{% assets %}")

    assert '<link rel="stylesheet" href="/static/readingroom/assets/main-2.css">' in page
    assert '<link rel="modulepreload" href="/static/readingroom/assets/shared-3.js">' in page
    assert '<script type="module" src="/static/readingroom/assets/main-1.js"></script>' in page


@pytest.mark.usefixtures("built")
def test_an_island_is_preloaded_without_loading_the_entry_twice() -> None:
    page = rendered('{% island_preload "stack-viewer" %}')

    assert "viewer-4.js" in page
    assert "main-1.js" not in page


def test_a_page_without_a_build_says_so_and_still_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "MANIFEST", tmp_path / "absent.json")

    assert "not built" in rendered("{% assets %}")
    assert rendered('{% island_preload "stack-viewer" %}') == ""


def test_the_sprite_holds_the_icons_that_were_used_and_no_others() -> None:
    page = rendered('{% icon "check" %}{% icon_sprite "lock" %}')

    assert 'id="i-check"' in page
    assert 'id="i-lock"' in page
    assert page.count("<symbol") == 2


def test_an_icon_alone_has_a_name() -> None:
    assert 'aria-label="Held"' in rendered('{% icon "lock" "Held" %}')
    assert 'aria-hidden="true"' in rendered('{% icon "lock" %}')


def test_props_cannot_end_their_script_early() -> None:
    context = Context({"props": {"label": "</script><b>"}})
    page = Template('{% load assets %}{% island_props props "p" %}').render(context)

    assert "</script><b>" not in page


def test_every_icon_that_a_template_names_is_drawn() -> None:
    folder = Path(assets.__file__).parent.parent / "templates"
    source = "".join(path.read_text() for path in folder.rglob("*.html"))
    named = {piece.split('"')[0] for piece in source.split('{% icon "')[1:]}

    assert named
    assert named <= set(ICONS)

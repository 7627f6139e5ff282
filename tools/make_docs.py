"""Make the generated pages of docs/ again; tests compare each with what it is made from."""

from pathlib import Path

import make_case_schema
import make_deid_table
from readingroom.archive.route import as_markdown

ROUTE_PAGE = Path(__file__).resolve().parent.parent / "docs/reference/route.md"


def main() -> None:
    """Write every page."""
    make_case_schema.main()
    make_deid_table.main([])
    ROUTE_PAGE.write_text(as_markdown(), encoding="utf-8")
    print("Wrote the reference pages.")


if __name__ == "__main__":
    main()

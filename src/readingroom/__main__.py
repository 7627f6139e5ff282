"""``python -m readingroom``."""

from readingroom.cli.main import main

main()

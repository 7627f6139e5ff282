"""The `readingroom` command."""

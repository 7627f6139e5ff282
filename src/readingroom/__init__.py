"""Reading Room: a self-hosted radiology teaching-case library. For education only."""

__version__ = "0.1.0"

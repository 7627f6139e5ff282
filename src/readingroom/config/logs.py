"""What a log line may not hold: addresses that let someone in."""

import logging
import re

# The second part of these is a secret: who reads it in a log could use it.
_SECRET_ADDRESS = re.compile(r"(/sign-in/|/join/|/dicomweb/g/)[^/\s'\"]+")


class WithoutSecrets(logging.Formatter):
    """Writes lines, tracebacks included, with secrets in addresses left out."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return _SECRET_ADDRESS.sub(r"\1(left out)", super().format(record))

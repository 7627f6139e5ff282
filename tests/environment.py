"""Loaded before anything of Django: the tests get a data folder of their own."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="readingroom-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["READINGROOM_DATA"] = f"{_folder}/data"
# Playwright keeps an event loop running in the process; what the tests call is synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

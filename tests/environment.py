"""Loaded before anything of Django: the tests get a data folder of their own."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="readingroom-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["READINGROOM_DATA"] = f"{_folder}/data"

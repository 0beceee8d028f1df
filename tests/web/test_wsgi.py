"""What the web server imports: a parent may do so and fork afterwards, so nothing may run or be open by then."""

import os
import subprocess
import sys
from pathlib import Path

from core.platform.settings import ROOT

SCRIPT = """
import threading

import web.wsgi
from core.platform import db

print([thread.name for thread in threading.enumerate()], db._engine, db._reading, db._apart)
"""


def test_importing_the_application_starts_nothing_and_asks_nobody(tmp_path: Path) -> None:
    nobody = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "REDIS_URL": "redis://127.0.0.1:1/0"}
    own = {"ENTREPOT_DATA": str(tmp_path), "ENTREPOT_SECRET_KEY": "the secret of the tests"}
    imported = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env=os.environ | nobody | own,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert imported.stdout.splitlines()[-1] == "['MainThread'] None None None"

"""The import contracts of pyproject.toml are kept."""

import subprocess
import sys

from tests.contracts.house import ROOT


def test_import_linter():
    program = "import sys; from importlinter.cli import lint_imports_command as run; run(sys.argv[1:])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]

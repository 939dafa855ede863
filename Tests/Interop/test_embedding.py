"""The library product: a program of somebody else builds with it and asks a question."""
import os
import pathlib

from conftest import ROOT, SYNTHEA, run

FOLDER = pathlib.Path(__file__).resolve().parent / "Embedding"


def test_builds_and_answers():
    scratch = os.environ.get("HEALTHLAKE_EMBEDDING_SCRATCH", str(ROOT / ".build-embedding"))
    built = run(["swift", "build", "--package-path", FOLDER, "--scratch-path", scratch], timeout=1500)
    assert built.returncode == 0, (built.stdout + built.stderr)[-3000:]
    program = pathlib.Path(scratch) / "debug" / "embedding"
    done = run([program, f"SELECT gender, count(*) FROM fhir_patient('{SYNTHEA}') GROUP BY gender ORDER BY 1"])
    assert (done.returncode, done.stdout) == (0, "female|9\nmale|4\n"), done.stderr
    linked = run(["ldd", program]).stdout
    assert "libreadline" not in linked

"""Generated FHIR: every resource by the models of fhir.resources (R4), every reference to its target."""
import collections
import importlib
import json

import pytest

import generated


@pytest.fixture(scope="module")
def population(tmp_path_factory):
    return generated.make(tmp_path_factory.mktemp("population"))


@pytest.fixture(scope="module")
def resources(population):
    return list(generated.resources(population))


def test_every_type_has_resources(resources):
    counts = collections.Counter(kind for kind, _ in resources)
    for kind in (
            "Patient Practitioner Organization Location Encounter Condition Observation Procedure MedicationRequest "
            "MedicationAdministration Immunization AllergyIntolerance CarePlan DiagnosticReport ExplanationOfBenefit "
            "Coverage Device").split():
        assert counts[kind] > 0, counts
    assert counts["Patient"] == generated.PERSONS


def test_the_manifest_counts_the_lines(population, resources):
    manifest = json.loads((population / "fhir" / "manifest.json").read_text())
    counts = collections.Counter(kind for kind, _ in resources)
    assert manifest["error"] == []
    assert {entry["type"]: entry["count"] for entry in manifest["output"]} == {
        entry["type"]: counts[entry["type"]] for entry in manifest["output"]}
    assert set(counts) <= {entry["type"] for entry in manifest["output"]}
    for entry in manifest["output"]:
        assert (population / "fhir" / entry["url"]).exists()


def test_the_r4_models_parse_every_resource(resources):
    classes = {}
    for kind, resource in resources:
        if kind not in classes:
            module = importlib.import_module(f"fhir.resources.R4B.{kind.lower()}")
            classes[kind] = getattr(module, kind)
        classes[kind].model_validate(resource)


def test_every_reference_resolves(resources):
    known = {f"{kind}/{resource['id']}" for kind, resource in resources}
    assert len(known) == len(resources)
    dangling = collections.Counter()
    for kind, resource in resources:
        contained = {"#" + inner["id"] for inner in resource.get("contained", [])}
        for reference in generated.references(resource):
            if reference not in known and reference not in contained:
                dangling[kind, reference.split("/")[0]] += 1
    assert not dangling


def test_nothing_happens_after_death_or_the_reference_date(resources):
    deaths = {resource["id"]: resource["deceasedDateTime"]
              for kind, resource in resources if kind == "Patient" and "deceasedDateTime" in resource}
    births = {resource["id"]: resource["birthDate"] for kind, resource in resources if kind == "Patient"}
    assert deaths
    starts = {
        "Encounter": lambda r: r["period"]["start"], "Condition": lambda r: r["onsetDateTime"],
        "Observation": lambda r: r["effectiveDateTime"], "MedicationRequest": lambda r: r["authoredOn"],
        "Immunization": lambda r: r["occurrenceDateTime"],
        "Procedure": lambda r: r.get("performedDateTime") or r["performedPeriod"]["start"],
    }
    checked = 0
    for kind, resource in resources:
        if kind not in starts:
            continue
        patient = (resource.get("subject") or resource["patient"])["reference"].split("/")[1]
        start = starts[kind](resource)
        checked += 1
        assert start[:10] >= births[patient], (kind, resource["id"])
        assert start[:10] <= "2026-01-01", (kind, resource["id"])
        if patient in deaths:
            assert start <= deaths[patient], (kind, resource["id"])
    assert checked > 1000


def test_bundles_hold_the_same_resources(population, resources, tmp_path):
    done = generated.generate(
        "--count", 20, "--seed", 7, "--fhir-dir", tmp_path / "b", "--format", "bundle")
    assert done.returncode == 0, done.stderr
    whole = {(kind, resource["id"]): resource for kind, resource in resources}
    seen = 0
    for path in (tmp_path / "b").glob("Bundle-*.json"):
        bundle = json.loads(path.read_text())
        urls = [entry["fullUrl"] for entry in bundle["entry"]]
        assert len(urls) == len(set(urls))
        for entry in bundle["entry"]:
            resource = entry["resource"]
            assert entry["fullUrl"].endswith(f"{resource['resourceType']}/{resource['id']}")
            assert whole[resource["resourceType"], resource["id"]] == resource
            seen += 1
    assert seen > 1000

#!/usr/bin/env python3
"""Makes clinic-expected.json with dbt-core 1.10 and dbt-duckdb: what selections list, what relations hold.

    pip install "dbt-core<1.11" dbt-duckdb
    python make-expected.py
"""
import contextlib, io, json, os, pathlib, shutil, tempfile

import duckdb
from dbt.cli.main import dbtRunner

HERE = pathlib.Path(__file__).parent
SELECTIONS = [
    ["--select", "dim_patient"], ["--select", "+dim_patient"], ["--select", "dim_patient+"],
    ["--select", "1+dim_patient"], ["--select", "stg_patients+1"], ["--select", "2+patient_report"],
    ["--select", "+patient_report+"], ["--select", "@stg_visits"], ["--select", "@visits_log"],
    ["--select", "tag:staging"], ["--select", "tag:mart"], ["--select", "tag:report"],
    ["--select", "tag:nightly"], ["--select", "tag:adult+"], ["--select", "path:models/marts"],
    ["--select", "models/staging"], ["--select", "path:models/marts/dim_patient.sql"],
    ["--select", "dim_patient.sql"], ["--select", "staging"], ["--select", "clinic.marts"],
    ["--select", "clinic.marts.dim_patient"], ["--select", "stg_*"], ["--select", "*_report"],
    ["--select", "clinic.*"], ["--select", "source:hospital"], ["--select", "source:hospital.ward+"],
    ["--select", "dim_patient", "adult_cost"], ["--select", "dim_patient adult_cost"],
    ["--select", "+patient_report,tag:staging"], ["--select", "stg_patients+,tag:mart"],
    ["--select", "tag:mart,config.materialized:view"], ["--select", "config.materialized:table"],
    ["--select", "config.materialized:incremental"], ["--select", "resource_type:seed"],
    ["--select", "resource_type:model"], ["--select", "resource_type:test"],
    ["--select", "test_type:singular"], ["--select", "test_type:generic"],
    ["--select", "test_name:not_null"], ["--select", "package:clinic"],
    ["--select", "raw_patients+"], ["--select", "no_negative_cost"],
    ["--select", "unique_dim_patient_patient_id"], [],
    ["--exclude", "tag:mart"], ["--exclude", "resource_type:test"],
    ["--exclude", "stg_patients+"], ["--select", "stg_patients+", "--exclude", "tag:report"],
    ["--select", "+patient_report", "--exclude", "raw_*"], ["--select", "@stg_patients,tag:report"],
    ["--exclude", "path:models/marts", "source:hospital"],
    ["--select", "fqn:dim_patient"], ["--select", "file:dim_patient"],
]
RELATIONS = [
    "countries", "raw_patients", "raw_visits", "stg_patients", "stg_visits", "dim_patient",
    "adult_cost", "gender_counts", "visits_log", "patient_report", "country_report", "visit_gap",
    "stg_ward", "ward_report",
]


def main():
    with tempfile.TemporaryDirectory() as scratch:
        project = pathlib.Path(scratch) / "clinic"
        shutil.copytree(HERE / "clinic", project)
        base = pathlib.Path(scratch) / "clinic.duckdb"
        (project / "profiles.yml").write_text(
            f"clinic: {{target: dev, outputs: {{dev: {{type: duckdb, path: '{base}'}}}}}}\n")
        os.chdir(project)
        with duckdb.connect(str(base)) as connection:
            connection.execute("create table hospital_ward (ward_id integer, ward_name text)")
            connection.execute("insert into hospital_ward values (1, 'North'), (2, 'South')")
        listings = []
        for selection in SELECTIONS:
            with contextlib.redirect_stdout(io.StringIO()):
                result = dbtRunner().invoke(["--quiet", "ls", *selection])
            listings.append({"arguments": selection, "nodes": sorted(result.result or [])})
        with contextlib.redirect_stdout(io.StringIO()):
            build = dbtRunner().invoke(["--quiet", "build"])
        statuses = {r.node.unique_id.rsplit(".", 1)[0] if r.node.unique_id.startswith("test.")
                    and r.node.unique_id.count(".") > 2 else r.node.unique_id: str(r.status.value)
                    for r in build.result.results}
        relations = {}
        with duckdb.connect(str(base)) as connection:
            for name in RELATIONS:
                cursor = connection.execute(f"select * from {name} order by all")
                columns = [c[0] for c in cursor.description if not c[0].startswith("lineage")]
                rows = [[None if v is None else float(v) if isinstance(v, (int, float)) and
                         not isinstance(v, bool) or type(v).__name__ == "Decimal" else str(v)
                         for v, c in zip(row, cursor.description) if not c[0].startswith("lineage")]
                        for row in cursor.fetchall()]
                relations[name] = {"columns": columns, "rows": rows}
        out = {"listings": listings, "statuses": statuses, "relations": relations}
        (HERE / "clinic-expected.json").write_text(json.dumps(out, indent=1) + "\n")


main()

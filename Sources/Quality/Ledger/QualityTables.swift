// What validations leave in a database: three ordinary tables and views over them.

/// The tables and views of validations.
enum QualityTables {
    /// Plain SQL that any tool reads; comments stay in the schema.
    static let definitions = """
        CREATE TABLE IF NOT EXISTS main.quality_run ( -- One row for each validation.
            run_number INTEGER PRIMARY KEY,
            run_id TEXT, -- PIPELINE_RUN_ID, where the environment has one.
            started TIMESTAMP NOT NULL, -- UTC.
            finished TIMESTAMP NOT NULL, -- UTC.
            fhir_source TEXT, -- Paths, a line each.
            omop_source TEXT,
            rules TEXT, -- The file of domain rules.
            layers TEXT NOT NULL, -- What ran: fhir, omop, cross_model, domain.
            fail_on TEXT NOT NULL, -- error or warning.
            status TEXT NOT NULL, -- PASS or FAIL.
            check_count INTEGER NOT NULL,
            failed_count INTEGER NOT NULL, -- Checks that failed or could not run.
            not_evaluated_count INTEGER NOT NULL,
            resource_count INTEGER, -- FHIR resources validated.
            invalid_resource_count INTEGER,
            healthlake_version TEXT NOT NULL
        );
        CREATE TABLE IF NOT EXISTS main.quality_check ( -- One row for each check of each run.
            run_number INTEGER NOT NULL, -- See quality_run.
            layer TEXT NOT NULL, -- fhir, omop, cross_model or domain.
            check_id TEXT NOT NULL, -- Unique within the layer.
            name TEXT NOT NULL,
            table_name TEXT, -- A table of the CDM or a resource type.
            column_name TEXT,
            severity TEXT NOT NULL, -- error or warning.
            violated_rows INTEGER, -- NULL when it did not run.
            total_rows INTEGER,
            threshold REAL, -- Per cent that is tolerated.
            status TEXT NOT NULL, -- PASS, FAIL, NA, NOT_EVALUATED or ERROR.
            reason TEXT,
            query TEXT, -- SQL that lists the offenders.
            listed_issues INTEGER NOT NULL, -- Rows of quality_issue; violations may be more.
            PRIMARY KEY (run_number, layer, check_id)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS main.quality_issue ( -- One row for each listed violation.
            run_number INTEGER NOT NULL, -- See quality_run.
            layer TEXT NOT NULL,
            check_id TEXT NOT NULL,
            severity TEXT NOT NULL, -- fatal, error, warning; information: within a threshold.
            code TEXT NOT NULL, -- A code of FHIR's issue-type.
            resource_type TEXT,
            resource_id TEXT,
            expression TEXT, -- FHIRPath.
            table_name TEXT,
            column_name TEXT,
            row_key TEXT,
            fhir_value TEXT, -- What the two sides say, where they disagree.
            omop_value TEXT,
            file TEXT,
            line INTEGER,
            message TEXT NOT NULL
        );
        CREATE INDEX IF NOT EXISTS main.quality_issue_check
            ON quality_issue (run_number, layer, check_id);
        CREATE VIEW IF NOT EXISTS main.quality_latest_run AS -- The last validation.
            SELECT * FROM quality_run
            WHERE run_number = (SELECT max(run_number) FROM quality_run);
        CREATE VIEW IF NOT EXISTS main.quality_latest_check AS -- Its checks.
            SELECT * FROM quality_check
            WHERE run_number = (SELECT max(run_number) FROM quality_run);
        CREATE VIEW IF NOT EXISTS main.quality_latest_issue AS -- Its issues.
            SELECT * FROM quality_issue
            WHERE run_number = (SELECT max(run_number) FROM quality_run);
        CREATE VIEW IF NOT EXISTS main.quality_failure AS -- Its checks that failed.
            SELECT layer, check_id, name, table_name, column_name, severity, violated_rows,
                total_rows, threshold, status, reason, query
            FROM quality_latest_check
            WHERE status IN ('FAIL', 'ERROR');
        CREATE VIEW IF NOT EXISTS main.quality_summary AS -- One row for each run and layer.
            SELECT c.run_number, r.run_id, r.started, c.layer,
                count(*) AS checks,
                sum(CASE WHEN c.status = 'PASS' THEN 1 ELSE 0 END) AS passed,
                sum(CASE WHEN c.status = 'FAIL' AND c.severity = 'error' THEN 1 ELSE 0 END)
                    AS failed,
                sum(CASE WHEN c.status = 'FAIL' AND c.severity = 'warning' THEN 1 ELSE 0 END)
                    AS warned,
                sum(CASE WHEN c.status = 'NA' THEN 1 ELSE 0 END) AS not_applicable,
                sum(CASE WHEN c.status = 'NOT_EVALUATED' THEN 1 ELSE 0 END) AS not_evaluated,
                sum(CASE WHEN c.status = 'ERROR' THEN 1 ELSE 0 END) AS could_not_run,
                sum(CASE WHEN c.status = 'FAIL' THEN c.violated_rows ELSE 0 END) AS violated_rows
            FROM quality_check c JOIN quality_run r ON r.run_number = c.run_number
            GROUP BY c.run_number, r.run_id, r.started, c.layer;
        """
}

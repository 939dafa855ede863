-- name validation_run() and what it keeps
-- why A validation from SQL lands in ordinary tables, run after run.

-- Lines 1 and 12 of the file are sound, line 5 is empty, each other line has a defect.
with run(r) as materialized (
    select validation_run('{fixtures}/fhir/validation/defects.ndjson', null, '{"references": "ignore"}'))
select r ->> 'run_number', r ->> 'status', r ->> 'resources', r ->> 'invalid_resources' from run;
--> 1|FAIL|13|10

select status, layers, resource_count, invalid_resource_count from quality_run;
--> FAIL|fhir|13|10

-- Line 11 refers to somebody who is not there: an error where the files are all there is.
with run(r) as materialized (select validation_run('{fixtures}/fhir/validation/defects.ndjson'))
select r ->> 'run_number', r ->> 'invalid_resources' from run;
--> 2|11

select line, expression from quality_latest_issue
where check_id = 'Observation.reference-resolves' order by line;
--> 10|Observation.subject
--> 11|Observation.subject

select run_number, layer, failed > 0, not_evaluated from quality_summary order by run_number;
--> 1|fhir|1|2
--> 2|fhir|1|2

select count(*) from quality_failure where layer <> 'fhir' or query not like 'SELECT%fhir_file_issues(%';
--> 0

select validation_run('{fixtures}/nowhere');
--! nowhere: no such file or directory

select validation_run('{fixtures}/fhir/validation/defects.ndjson', null, '{"refrences": "warn"}');
--! a validation has no option 'refrences'.*did you mean 'references'

select validation_run('{fixtures}/fhir/validation/defects.ndjson', null, 'warn');
--! JSON

-- Nothing of the runs that failed is kept.
select count(*) from quality_run;
--> 2

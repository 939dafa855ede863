-- name Malformed lines
-- why Bad input is data: counted, listed, and fatal only when asked for.

select count(*) from fhir_resources('{fixtures}/fhir/bad/two-objects-one-line.ndjson');
--> 2
--! ^warning: .*two-objects-one-line\.ndjson: 4 malformed lines were skipped \(line 2: something follows the JSON object\); SELECT \* FROM fhir_malformed

select line, byte_offset, kind from fhir_malformed('{fixtures}/fhir/bad/two-objects-one-line.ndjson');
--> 2|89|trailing
--> 3|161|trailing
--> 4|232|trailing
--> 5|304|trailing

select count(*) from fhir_resources('{fixtures}/fhir/bad/two-objects-one-line.ndjson', 'fail');
--! ^Runtime error near line 14: .*two-objects-one-line\.ndjson, line 2, byte \d+: something follows the JSON object

select count(*) from fhir_patient('{fixtures}/fhir/bad/nothing-here*');
--! no file matches

select count(*) from fhir_patient('/dev/null');
--! ^Runtime error near line 20: /dev/null: is a character device, not a regular file

select count(*) from fhir_patient();
--! fhir_patient\(\) needs a path

create virtual table temp.x using fhir('{fixtures}/fhir/synthea-10', resource='Pateint');
--! 'Pateint' is no resource type of FHIR R4; did you mean 'Patient'\?

create virtual table temp.x using fhir('{fixtures}/fhir/synthea-10', resorce='Patient');
--! fhir has no option 'resorce'; did you mean 'resource'\?

-- A line longer than the setting is skipped, counted and listed, and the next one is read.
select healthlake_setting('line_bytes', 3000);
--> 3000

select count(*) from fhir_patient('{fixtures}/fhir/synthea-10/Patient.000.ndjson');
--> 3
--! ^warning: .* 10 malformed lines were skipped

select count(*), min(kind) from fhir_malformed('{fixtures}/fhir/synthea-10/Patient.000.ndjson');
--> 10|size

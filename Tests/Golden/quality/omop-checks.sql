-- name omop_checks(), omop_offenders() and cross_model_checks() over generated data
-- why A clean population passes, a row that is damaged is named.

select json_extract(generate_lake('{scratch}/lake', 40, 9), '$.omop.tables.person');
--> 40

select status, count(*) > 500 from omop_checks('{scratch}/lake/omop', '2026-01-01') group by 1;
--> NA|1
--> PASS|1

select status, count(*) > 5 from cross_model_checks('{scratch}/lake/fhir', '{scratch}/lake/omop')
where status <> 'NA' group by 1;
--> PASS|1

-- The tables of the connection, two of them damaged.
create table person as select * from '{scratch}/lake/omop/person';
update person set gender_concept_id = 8532 where person_id = 2;
update person set year_of_birth = null where person_id = 3;
select violated_rows, total_rows, status from omop_checks(null, '2026-01-01')
where check_id = 'field_isrequired_person_year_of_birth';
--> 1|40|FAIL
select key_field, key from omop_offenders('field_isrequired_person_year_of_birth', null, '2026-01-01');
--> person_id|3

select * from omop_offenders('field_isrequird_person_year_of_birth');
--! no check has the id 'field_isrequird_person_year_of_birth'

select * from omop_checks('{scratch}/nowhere');
--! no such file or directory

select * from omop_checks('{scratch}/lake/omop', 'someday');
--! as_of is no day

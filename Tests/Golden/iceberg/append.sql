-- name iceberg_append() and iceberg_overwrite()
-- why They write what INSERT … SELECT writes, without a row passing through SQLite.

create virtual table temp.person using iceberg('{scratch}/person',
    'person_id bigint not null, name text, birth_date date, note text', partition_by='year(birth_date)');
create temp table staging as
    select 1 as person_id, 'Ada' as name, '1815-12-10' as birth_date union all
    select 2, 'Bob', null union all select 3, 'Eve', '1815-01-01';

with written(r) as materialized (select iceberg_append('{scratch}/person', 'staging'))
select r ->> 'rows', r ->> 'files', r ->> 'bytes' > 0, r ->> 'previous_snapshot_id' from written;
--> 3|2|1|NULL

select person_id, name, birth_date, note from person order by person_id;
--> 1|Ada|1815-12-10|NULL
--> 2|Bob|NULL|NULL
--> 3|Eve|1815-01-01|NULL

-- From an Iceberg table into another one, and onto itself.
create virtual table temp.copy using iceberg('{scratch}/copy',
    'PERSON_ID bigint not null, name text, birth_date date, note text');
select iceberg_append('{scratch}/copy', '{scratch}/person') ->> 'rows';
--> 3
select iceberg_append('{scratch}/copy', '{scratch}/copy') ->> 'rows';
--> 3
select count(*), count(distinct person_id) from copy;
--> 6|3

-- A mount by its name; the columns wanted, renamed.
select lake_mount('named', 'iceberg', '{scratch}/person');
--> named
select iceberg_append('{scratch}/copy', 'NAMED',
    json_object('columns', json_object('person_id', 'person_id', 'note', 'name'))) ->> 'rows';
--> 3
select person_id, name, note from copy where note is not null order by 1;
--> 1|NULL|Ada
--> 2|NULL|Bob
--> 3|NULL|Eve

-- FHIR files: only some of the columns.
create virtual table temp.patient using iceberg('{scratch}/patient', 'id text not null, born date');
select iceberg_append('{scratch}/patient', '{fixtures}/fhir/synthea-10/Patient.000.ndjson',
    json_object('columns', json_object('id', 'id', 'born', 'birthDate'))) ->> 'rows' = (
    select count(*) from fhir_patient('{fixtures}/fhir/synthea-10/Patient.000.ndjson'));
--> 1
select count(*) from (select id, born from patient except
    select id, birthDate from fhir_patient('{fixtures}/fhir/synthea-10/Patient.000.ndjson'));
--> 0

-- In place of what is there.
select iceberg_overwrite('{scratch}/copy', 'staging') ->> 'rows';
--> 3
select count(*) from copy;
--> 3
create temp table late as select 9 as person_id, 'Zoe' as name, '1815-05-05' as birth_date;
select iceberg_overwrite('{scratch}/person', 'late', json_object('mode', 'dynamic_overwrite')) ->> 'rows';
--> 1
select person_id, name from person order by person_id;
--> 2|Bob
--> 9|Zoe

-- A source without rows makes no snapshot, and replaces nothing.
create temp table nobody(person_id);
select iceberg_overwrite('{scratch}/person', 'nobody');
--> {"table":"<any>/person","source":"nobody","rows":0,"files":0,"bytes":0,"snapshot_id":null}
select count(*) from person;
--> 2

-- Another branch.
select iceberg_branch('{scratch}/person', 'draft') ->> 'reference';
--> draft
select iceberg_append('{scratch}/person', 'staging', '{"branch": "draft"}') ->> 'rows';
--> 3
select count(*) from person;
--> 2
create virtual table temp.draft using iceberg('{scratch}/person', ref='draft');
select count(*) from draft;
--> 5

-- What does not fit is refused, with the column and the near name.
create temp table misnamed as select 1 as person_id, 'x' as nme;
select iceberg_append('{scratch}/person', 'misnamed');
--! column nme: the table has no such column; did you mean 'name'\?
create temp table lacking as select 1 as persn_id;
select iceberg_append('{scratch}/person', 'lacking', '{"columns": []}');
--! column person_id: the column is NOT NULL, and the source has none of this name; did you mean 'persn_id'\?
select iceberg_append('{scratch}/person', 'staging', '{"columns": {"name": "nam", "person_id": "person_id"}}');
--! column nam: the source has no such column; did you mean 'name'\?
select iceberg_append('{scratch}/person', 'staging', '{"columns": ["name", "NAME", "person_id"]}');
--! column name: the column would get two columns of the source
create temp table undated as select 1 as person_id, '2020-01-01' as birth_date union all select 2, '2020-02-30';
select iceberg_append('{scratch}/person', 'undated');
--! column birth_date: a TEXT that is no date does not fit the type DATE, in row 2 of the source; write 'YYYY-MM-DD'
create temp table unnumbered as select 1 as person_id union all select 2 union all select null;
select iceberg_append('{scratch}/person', 'unnumbered');
--! column person_id: NULL in a column that is NOT NULL, in row 3 of the source
select iceberg_append('{scratch}/person', 'nothing');
--! table nothing: there is no such table or file
select iceberg_append('{scratch}/nowhere', 'staging');
--! nowhere
select iceberg_append('{scratch}/person');
--! iceberg_append\(\) takes a location, a source and options
select iceberg_append('{scratch}/person', 'staging', '{"colums": []}');
--! argument options: there is no option 'colums'; did you mean 'columns'\?
select iceberg_append('{scratch}/person', 'staging', '{"mode": "overwrite"}');
--! argument mode: the mode cannot be 'overwrite'; iceberg_append\(\) adds rows
select iceberg_append('{scratch}/person', 'staging', '{"branch": "nobodys"}');
--! the table has no branch 'nobodys'

-- All of them left nothing behind.
select count(*) from person;
--> 2
select count(*) from iceberg_orphans('{scratch}/person');
--> 0
select count(*) from iceberg_snapshots('{scratch}/person');
--> 3

-- A table of the database's own catalog belongs to the transaction.
.open {scratch}/lake.sqlite
create virtual table owned using iceberg('#db.owned', 'person_id bigint');
create temp table two as select 1 as person_id union all select 2;
begin;
select iceberg_append('#db.owned', 'two') ->> 'rows';
--> 2
select count(*) from owned;
--> 2
rollback;
select count(*) from owned;
--> 0
begin;
insert into owned values (7);
select iceberg_append('#db.owned', 'two') ->> 'rows';
--> 2
commit;
select person_id from owned order by 1;
--> 1
--> 2
--> 7

-- Texts that SQLite keeps as UTF-16.
.open {scratch}/wide.sqlite
pragma encoding = 'UTF-16';
create table s(a text, d text);
insert into s values ('naïve 😀', '2020-01-02'), ('', '1999-12-31');
create virtual table w using iceberg('{scratch}/wide', 'a text, d date');
insert into w select * from s;
select iceberg_append('{scratch}/wide', 's') ->> 'rows';
--> 2
select count(*), sum(length(a)), sum(a = 'naïve 😀'), sum(julianday(d) = julianday('2020-01-02')) from w;
--> 4|14|2|2

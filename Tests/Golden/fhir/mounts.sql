-- name Mounts
-- why The file holds ordinary tables only, and remembers external ones.

.open {scratch}/lake.sqlite

create virtual table patient using fhir('{fixtures}/fhir/synthea-10/Patient.000.ndjson', resource='Patient');

select count(*) from patient;
--> 13

create virtual table if not exists patient using fhir('{fixtures}/fhir/synthea-10', resource='Patient');

create virtual table patient using fhir('{fixtures}/fhir/synthea-10', resource='Patient');
--! table patient: there is already a table or index of this name

create table women as select id, birthDate from patient where gender = 'female';

select name, type from main.sqlite_schema where sql is not null order by name;
--> lake_mount|table
--> women|table

-- Another session finds it.
.open {scratch}/lake.sqlite

select count(*) from patient join women using (id);
--> 9

drop table patient;

select count(*) from lake_mount;
--> 0

select count(*) from patient;
--! no such table: patient

select lake_mount('p', 'fhir', '{fixtures}/fhir/synthea-10/Patient.000.ndjson', 'resource=Patient');
--> p

select count(gender) from p;
--> 13

select lake_unmount('p'), lake_unmount('p');
--> 1|0

-- Rows of lake_mount may have been written by anybody: one statement, one of our modules.
insert into lake_mount values ('evil', 'fhir', '''x''); drop table women; --'), ('other', 'csv', '''y''');

.open {scratch}/lake.sqlite
--! warning: evil is not mounted: the arguments of the mount make no sense
--! warning: other is not mounted: table other: 'csv' is no module of healthlake

select count(*) from women;
--> 9

-- name Iceberg tables of the database's own catalog
-- why They commit together with ordinary tables.

.open {scratch}/lake.sqlite

create table ledger(n integer unique);

begin;
create virtual table person using iceberg('#omop.person', 'person_id bigint not null, name text');
insert into person values (1, 'a'), (2, 'b');
insert into ledger values (1);
commit;

select count(*) from person;
--> 2

select catalog_name, table_namespace, table_name, iceberg_type from iceberg_tables;
--> healthlake|omop|person|TABLE

-- The catalog's row goes back with everything else.
begin;
insert into person values (3, 'c');
insert into ledger values (2);
rollback;

select (select count(*) from person), (select count(*) from ledger), (select count(*) from iceberg_snapshots('#omop.person'));
--> 2|1|1

begin;
insert into person values (4, 'd');
insert or rollback into ledger values (1);
--! UNIQUE constraint failed: ledger.n

select (select count(*) from person), (select count(*) from iceberg_orphans('#omop.person'));
--> 2|0

-- The functions are part of the transaction, too.
begin;
select iceberg_tag('#omop.person', 'before') ->> 'reference';
--> before
select count(*) from iceberg_refs('#omop.person') where name = 'before';
--> 1
rollback;
select count(*) from iceberg_refs('#omop.person') where name = 'before';
--> 0

-- Two tables, one transaction; the same table by two names.
create virtual table visit using iceberg('main#omop.visit', 'visit_id bigint');
create virtual table temp.also using iceberg('{scratch}/lake.sqlite#omop.person');
begin;
insert into visit values (1);
insert into person values (5, 'e');
insert into also values (6, 'f');
commit;

select (select count(*) from person), (select count(*) from also), (select count(*) from visit);
--> 4|4|1

select name, arguments from lake_mount order by name;
--> person|'#omop.person'
--> visit|'main#omop.visit'

.open {scratch}/lake.sqlite

insert into person select person_id + 10, name from person;

select count(*) from person;
--> 8

select count(*) from '{scratch}/lake.sqlite#omop.person';
--> 8

-- Ordinary tools see ordinary tables.
select name from sqlite_schema where type = 'table' order by name;
--> iceberg_namespace_properties
--> iceberg_tables
--> lake_mount
--> ledger

select lake_mount('mounted', 'iceberg', '#omop.mounted', 'id bigint, name text', 'partition_by=bucket(4, id), truncate(2, name)');
--> mounted

insert into mounted values (1, 'abc');

select partition from iceberg_files('#omop.mounted');
--> <any>

select arguments from lake_mount where name = 'mounted';
--> '#omop.mounted'

create virtual table nothing using iceberg('#omop.nothing');
--! the catalog has no table 'omop.nothing'

-- name What becomes of a table that is there
-- why Nothing is overwritten unless somebody says so.

.open {scratch}/lake.sqlite

create virtual table temp.t using iceberg('{scratch}/t', 'id bigint not null, state string', partition_by='state', codec='snappy', target_file_bytes=1000000);

-- Empty, and the same columns.
create virtual table temp.same using iceberg('{scratch}/t', 'id long not null, state text');

insert into t values (1, 'a'), (2, 'a'), (3, 'b');

create virtual table temp.again using iceberg('{scratch}/t', 'id bigint not null, state string');
--! \{scratch\}/t: there is already a table, and it has rows; say what becomes of them: mode can be 'append', 'overwrite'

create virtual table temp.again using iceberg('{scratch}/t', 'id bigint not null, state string', mode='error');
--! \{scratch\}/t: there is already a table; leave mode='error' out

create virtual table temp.again using iceberg('{scratch}/t', 'id int, state string, extra date', partition_by='bucket(4, id)', sort_by='id', format_version=3, mode='append');
--! there is already a table, which has 'id long not null', not 'id int'; it has no column 'extra'; it is partitioned by state, not by bucket\[4\]\(id\); it is sorted by nothing, not by id .*; it has format version 2, not 3

create virtual table temp.again using iceberg('{scratch}/t', mode='replace');
--! argument mode: there is no mode 'replace'; mode can be

create virtual table temp.again using iceberg('{scratch}/t', partition_by='id');
--! argument partition_by: options such as this one make a table, and there are no columns

create virtual table temp.again using iceberg('{scratch}/t', ref='main', mode='append');
--! argument mode: options such as this one are about writing

create virtual table temp.again using iceberg('{scratch}/t', codec='lzo', mode='append');

insert into again values (1, 'a');
--! is 'lzo', which is not written; codec can be 'zstd'

create virtual table temp.parts using iceberg('{scratch}/t', mode='dynamic_overwrite');

insert into parts values (10, 'a'), (11, 'c');

select * from t order by id;
--> 3|b
--> 10|a
--> 11|c

create virtual table whole using iceberg('{scratch}/t', 'id bigint not null, state string', mode='overwrite');

insert into whole values (20, 'z');

insert into whole select 21, 'z' where 0;

select * from t;
--> 20|z

select operation from iceberg_snapshots('{scratch}/t');
--> append
--> overwrite
--> overwrite

-- Two overwrites in one transaction: the second would take the rows of the first.
begin;
insert into whole values (40, 'z');
insert into parts values (41, 'z');
commit;
--! table parts, .*: another writer added rows to what is overwritten in the meantime

select count(*), max(id) from t;
--> 1|20

-- The mode is remembered, the columns are not.
select arguments from lake_mount;
--> '{scratch}/t', mode='overwrite'

select count(*) from parquet_layout((select file_path from iceberg_files('{scratch}/t'))) where lower(codec) = 'snappy';
--> 2

-- Branches and tags.
select iceberg_branch('{scratch}/t', 'draft') ->> 'reference', iceberg_tag('{scratch}/t', 'first') ->> 'reference';
--> draft|first

create virtual table temp.draft using iceberg('{scratch}/t', branch='draft');

insert into draft values (30, 'd');

select (select count(*) from draft), (select count(*) from t);
--> 2|1

create virtual table temp.nowhere using iceberg('{scratch}/t', branch='darft');
--! no branch or tag 'darft'; did you mean 'draft'

create virtual table temp.tagged using iceberg('{scratch}/t', ref='first');

insert into tagged values (1, 'x');
--! the table is read-only

select iceberg_rollback('{scratch}/t', (select snapshot_id from iceberg_snapshots('{scratch}/t') limit 1)) ->> 'table';
--> {scratch}/t

select count(*) from t;
--> 3

select iceberg_rollback('{scratch}/t', 7);
--! snapshot 7

select iceberg_sync('{scratch}/t') ->> 'hinted_version' = iceberg_sync('{scratch}/t') ->> 'version';
--> 1

create view v as select iceberg_sync('{scratch}/t');

select * from v;
--! unsafe use of iceberg_sync

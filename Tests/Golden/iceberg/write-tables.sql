-- name Making and filling Iceberg tables
-- why One snapshot for each transaction, with savepoints and conflicts as for ordinary tables.

.open {scratch}/lake.sqlite

create virtual table visit using iceberg('{scratch}/visit', 'visit_id bigint not null, person_id int, start date, score decimal(5,2), at timestamp, tags list<string>', partition_by='month(start)', sort_by='person_id');

insert into visit values
    (1, 10, '2020-01-31', 1.25, '2020-01-31 10:00:00', json_array('a', 'b')),
    (2, 11, '2020-02-01', '-3.5', '2020-02-01T11:30:00.5', null),
    (3, null, null, null, null, '[]');

select * from visit order by visit_id;
--> 1|10|2020-01-31|1.25|2020-01-31 10:00:00|["a","b"]
--> 2|11|2020-02-01|-3.5|2020-02-01 11:30:00.500000|NULL
--> 3|NULL|NULL|NULL|NULL|[]

select count(*), sum(record_count) from iceberg_files('{scratch}/visit');
--> 3|3

select operation, summary ->> 'added-records' from iceberg_snapshots('{scratch}/visit');
--> append|3

-- A transaction is one snapshot; a reader in it sees what was there before.
begin;
insert into visit(visit_id, start) values (4, '2020-02-03');
select count(*) from visit;
--> 3
savepoint a;
insert into visit(visit_id) values (5), (6);
rollback to a;
insert into visit(visit_id, start) select visit_id + 100, start from visit;
commit;

select count(*), max(visit_id) from visit;
--> 7|103

select count(*) from iceberg_snapshots('{scratch}/visit');
--> 2

begin;
insert into visit(visit_id) values (7);
rollback;

insert into visit(visit_id) select 8 where 0;

select count(*) from iceberg_snapshots('{scratch}/visit');
--> 2

select count(*) from iceberg_orphans('{scratch}/visit');
--> 0

-- Rows that do not fit.
insert into visit(visit_id, person_id) values (9, 1), (null, 2);
--! table visit, column visit_id: NULL in a column that is NOT NULL

insert into visit(visit_id, start) values (9, '2020-02-30');
--! table visit, column start: 

insert into visit(visit_id, person_id) values (9, 3000000000);
--! table visit, column person_id: 

insert or ignore into visit(visit_id, start) values (10, '2020-03-01'), (11, 'soon'), (null, '2020-03-01'), (12, '2020-03-02');

insert or fail into visit(visit_id, start) values (13, '2020-03-03'), (14, 'soon'), (15, '2020-03-04');
--! table visit, column start: 

select group_concat(visit_id) from (select visit_id from visit where start >= '2020-03-01' order by 1);
--> 10,12,13

delete from visit where visit_id = 1;
--! table visit: rows of Iceberg tables cannot be deleted one by one yet; write what shall stay with mode='overwrite'

update visit set score = 1;
--! table visit: rows of Iceberg tables cannot be updated yet

insert into visit(visit_id, _pos) values (1, 1);
--! column _pos: cannot be written

alter table visit add column x;
--! virtual tables may not be altered

-- The next session opens the table, it does not make it again.
select arguments from lake_mount;
--> '{scratch}/visit'

.open {scratch}/lake.sqlite

insert into visit(visit_id) values (20);

select count(*) from visit;
--> 11

drop table visit;

select count(*) from iceberg_snapshots('{scratch}/visit');
--> 5

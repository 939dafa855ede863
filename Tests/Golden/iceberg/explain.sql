-- name What a scan of an Iceberg table would skip
-- why Months of manifests, bounds of files and of row groups are those that PyIceberg and pyarrow show.

-- Without a filter everything is read: 4 manifests of data, a file in each, two row groups in three.
select kind, action, count(*), sum(rows) from iceberg_explain('{fixtures}/iceberg/pyiceberg-person') group by 1, 2;
--> file|read|4|11
--> manifest|read|4|11
--> row group|read|7|11

-- February 2000 is one manifest; that of rows without a month says nothing about dates, its file does.
select kind, rows, action, reason
    from iceberg_explain('{fixtures}/iceberg/pyiceberg-person', 'birth_date >= ''2000-02-01''');
--> manifest|3|read|NULL
--> file|3|skipped|birth_date: bounds
--> manifest|2|skipped|birth_date: partitions of the manifest
--> manifest|3|read|NULL
--> file|3|read|NULL
--> manifest|3|skipped|birth_date: partitions of the manifest
--> row group|2|read|NULL
--> row group|1|read|NULL

-- Within a file, the row group of persons 7 and 8, or that of 9.
select kind, rows, action, reason
    from iceberg_explain('{fixtures}/iceberg/pyiceberg-person', 'person_id = 9') where kind <> 'manifest';
--> file|3|skipped|person_id: bounds
--> file|2|skipped|person_id: bounds
--> file|3|read|NULL
--> file|3|skipped|person_id: bounds
--> row group|2|skipped|person_id: statistics
--> row group|1|read|NULL

select kind, rows, action, reason
    from iceberg_explain('{fixtures}/iceberg/pyiceberg-person', 'birth_date is null') where kind <> 'row group';
--> manifest|3|read|NULL
--> file|3|read|NULL
--> manifest|2|skipped|birth_date: partitions of the manifest
--> manifest|3|skipped|birth_date: partitions of the manifest
--> manifest|3|skipped|birth_date: partitions of the manifest

-- Of another snapshot, with the columns of its time.
select kind, rows, action, reason
    from iceberg_explain(
        '{fixtures}/iceberg/pyiceberg-person', 'gender = ''female'' and birth_date < ''2000-01-01''', 'first');
--> manifest|6|read|NULL
--> file|3|read|NULL
--> file|3|skipped|birth_date: partition
--> row group|2|read|NULL
--> row group|1|skipped|gender: statistics

-- What is never true needs no scan; what is no condition on one column skips nothing.
select count(*) from iceberg_explain('{fixtures}/iceberg/pyiceberg-person', '0');
--> 0

select count(*) from iceberg_explain('{fixtures}/iceberg/pyiceberg-person', 'person_id % 8 = 2')
    where action = 'skipped';
--> 0

-- A filter is one condition.
select * from iceberg_explain('{fixtures}/iceberg/pyiceberg-person', 'gender = 1');
--! ^Runtime error near line 59: argument filter: no such column: gender; write what would stand behind WHERE, such as 'id = 7'

select * from iceberg_explain('{fixtures}/iceberg/pyiceberg-person', 'person_id = 1; drop table person');
--! ^Runtime error near line 62: argument filter: near ";": syntax error; write what would stand behind WHERE, such as 'id = 7'

select * from iceberg_explain('{fixtures}/iceberg/pyiceberg-person', 'person_id = 1)); select ((1');
--! ^Runtime error near line 65: argument filter: it is more than one condition; write what would stand behind WHERE, such as 'id = 7'

select * from iceberg_explain('{fixtures}/iceberg/pyiceberg-person', '1) union select 2 where (1');
--! ^Runtime error near line 68: argument filter: near "union": syntax error; write what would stand behind WHERE, such as 'id = 7'

select * from iceberg_explain('{fixtures}/iceberg/pyiceberg-person', 'person_id in (select person_id from t)');
--! ^Runtime error near line 71: argument filter: no such table: t; write what would stand behind WHERE, such as 'id = 7'

select count(*) > 0 from iceberg_explain('{fixtures}/iceberg/pyiceberg-person', 't.name = '';'' -- all of it');
--> 1

-- What scans did is in healthlake_scans(); two of the row groups are those of the delete files.
select name from '{fixtures}/iceberg/pyiceberg-person' where birth_date >= '2000-02-01' order by 1;
--> Finn
--> Hugo

select table_name, rows, manifests_read, manifests_skipped, files_read, files_skipped, row_groups_read,
    row_groups_skipped from healthlake_scans() where table_name = 'iceberg' limit 1;
--> iceberg|2|2|2|1|1|4|0

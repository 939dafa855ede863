-- name Mounted Iceberg tables and Parquet files
-- why The file holds ordinary tables only, and remembers external ones.

.open {scratch}/lake.sqlite

create virtual table person using iceberg('{fixtures}/iceberg/pyiceberg-person', ref='first');
create virtual table main.types using parquet('{fixtures}/parquet/parquet-testing/alltypes_plain.parquet');

select count(*) from person;
--> 6

select name, module from lake_mount order by 1;
--> person|iceberg
--> types|parquet

select name, type from main.sqlite_schema where sql is not null order by name;
--> lake_mount|table

-- Another session finds them.
.open {scratch}/lake.sqlite

select count(gender) from person;
--> 5

select count(*) from types;
--> 8

drop table person;

select name from lake_mount;
--> types

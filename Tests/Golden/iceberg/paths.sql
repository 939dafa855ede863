-- name Tables by their paths
-- why SELECT … FROM 'path' finds out what lies there; counts are PyIceberg's and pyarrow's.

select count(*) from '{fixtures}/iceberg/pyiceberg-person';
--> 9

select count(*) from '{fixtures}/iceberg/pyiceberg-person/';
--> 9

select name from "{fixtures}/iceberg/pyiceberg-person/metadata" where person_id = 5;
--> Eva

select count(*) from '{fixtures}/parquet/parquet-testing/alltypes_plain.parquet';
--> 8

select count(*) from '{fixtures}/parquet/parquet-testing/sort_columns.parquet' p
    join '{fixtures}/iceberg/pyiceberg-person' q on q.person_id = p.a;
--> 2

-- A data file of the table is a Parquet file: what is deleted in the table is still in it.
select count(*) from '{fixtures}/iceberg/pyiceberg-person/data/birth_month=2000-01/*.parquet';
--> 3

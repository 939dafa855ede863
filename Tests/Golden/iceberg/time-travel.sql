-- name Iceberg time travel
-- why Each snapshot has the persons that PyIceberg reads of it, and its columns of the time.

create virtual table temp.first using iceberg('{fixtures}/iceberg/pyiceberg-person', ref='first');
create virtual table temp.second using iceberg('{fixtures}/iceberg/pyiceberg-person', snapshot_id=1712707311216005723);
create virtual table temp.third using iceberg('{fixtures}/iceberg/pyiceberg-person', as_of='2026-11-24 19:38:56.416');
create virtual table temp.review using iceberg('{fixtures}/iceberg/pyiceberg-person', ref='review');
create virtual table temp.main using iceberg('{fixtures}/iceberg/pyiceberg-person', ref='main');

select group_concat(person_id) from (select person_id from first order by 1);
--> 1,2,3,4,5,6
select group_concat(person_id) from (select person_id from second order by 1);
--> 1,2,3,4,5,6,7,8,9
select group_concat(person_id) from (select person_id from third order by 1);
--> 1,3,4,5,6,7,8,9
select group_concat(person_id) from (select person_id from review order by 1);
--> 1,3,4,5,6,7,8,9

-- A tag and a snapshot have the columns of their time, a branch those of the table.
select group_concat(name) from pragma_table_info('first');
--> person_id,name,birth_date,gender,address
select group_concat(name) from pragma_table_info('second');
--> person_id,name,birth_date,sex,address,weight
select group_concat(name) from pragma_table_info('third');
--> person_id,name,birth_date,sex,address,weight
select group_concat(name) from pragma_table_info('review');
--> person_id,name,birth_date,sex,address,weight,NAME_2

select gender, count(*) from first group by 1 order by 1;
--> NULL|1
--> female|3
--> male|2

-- Just before the third snapshot.
create virtual table temp.before using iceberg('{fixtures}/iceberg/pyiceberg-person', as_of='2026-11-24 19:38:56.415');

select count(*) from before;
--> 9

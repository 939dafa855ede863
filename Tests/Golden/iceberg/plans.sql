-- name Plans of Iceberg scans
-- why What a scan takes over decides its speed; the grammar is in docs/internals/planner.md.

create virtual table temp.p using iceberg('{fixtures}/iceberg/pyiceberg-person');

select count(*) from p;
--> 9
--? reads no columns

select count(name) from p where birth_date >= '2000-01-15' and birth_date < '2000-03-01';
--> 3
--? reads name,birth_date where birth_date>=literal, birth_date<literal

select count(*) from p where sex in ('female', 'x');
--> 3
--? where sex in ?

select count(*) from p where weight is not null;
--> 3
--? where weight is not null

select sex, count(*) from p group by sex;
--> NULL|2
--> female|3
--> male|4
--? reads sex grouped by sex counted

-- JSON is SQLite's business.
select count(*) from p where address ->> 'city' = 'Ulm';
--> 1
--? reads address

-- name Iceberg tables
-- why Rows are those that PyIceberg reads: Fixtures/iceberg/make-pyiceberg-person.py prints them.

create virtual table temp.person using iceberg('{fixtures}/iceberg/pyiceberg-person');

-- Persons 2, 4 and 8 are deleted, two of them by position delete files.
select person_id, name, birth_date, sex, weight, NAME_2 from person order by person_id;
--> 1|Ada|1999-12-10|female|NULL|NULL
--> 3|Cem|1999-12-31|male|NULL|NULL
--> 5|Eva|2000-01-15|female|NULL|NULL
--> 6|NULL|2000-01-31|NULL|NULL|NULL
--> 7|Finn|2000-02-01|male|70.5|NULL
--> 9|Hugo|2000-02-29|male|NULL|NULL
--> 10|Ida|NULL|female|55.25|IDA
--> 11|Jan|NULL|male|80.0|NULL
--> 12|Kim|NULL|NULL|NULL|KIM
select count(*), count(weight), sum(person_id) from person;
--> 9|3|64

-- Structs and lists are JSON.
select person_id, address, address ->> 'city' from person where address is not null order by 1;
--> 1|{"city":"Ulm","lines":["Münsterplatz 1",null]}|Ulm
--> 3|{"city":null,"lines":[]}|NULL
select json_array(address) from person where person_id = 3;
--> [{"city":null,"lines":[]}]

-- Rows from before a column was added have none of it; its name is of today.
select sex, count(*), count(weight), max(birth_date) from person group by sex order by sex;
--> NULL|2|0|2000-01-31
--> female|3|1|2000-01-15
--> male|4|2|2000-02-29

-- Of names that differ by case only the later one is shown with a number.
select name, type from pragma_table_info('person');
--> person_id|BIGINT
--> name|TEXT
--> birth_date|DATE
--> sex|TEXT
--> address|TEXT
--> weight|DOUBLE
--> NAME_2|TEXT

-- Where a row lies; _file is the path on this machine.
select person_id, _pos, _spec_id, _partition, _file like '%/data/birth_month=%.parquet', _row_id from person
    where person_id in (1, 3, 9, 12);
--> 12|2|0|{"birth_month":null}|1|NULL
--> 1|0|0|{"birth_month":359}|1|NULL
--> 3|1|0|{"birth_month":359}|1|NULL
--> 9|2|0|{"birth_month":361}|1|NULL

-- Row numbers tell rows apart where the table is read by several conditions.
select person_id from person where person_id = 1 or name = 'Kim' or birth_date = '2000-01-15' order by 1;
--> 1
--> 5
--> 12

select p.person_id, q.person_id from person p join person q on q.birth_date > p.birth_date and q.sex = p.sex
    where p.weight is null order by 1, 2;
--> 1|5
--> 3|7
--> 3|9

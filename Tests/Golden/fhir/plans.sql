-- name Plans of FHIR scans
-- why What a scan takes over decides its speed; the grammar is in docs/internals/planner.md.

create virtual table temp.p using fhir('{fixtures}/fhir/synthea-10/Patient.000.ndjson', resource='Patient');

-- Nothing is read for a count.
select count(*) from p;
--> 13
--? reads no columns

-- Only the columns that are named; literals need no second check.
select count(id) from p where gender = 'female' and birthDate < '1970';
--> 4
--? reads id,gender,birthDate where gender=literal, birthDate<literal

select count(*) from p where deceasedDateTime is null;
--> 10
--? where deceasedDateTime is null

select count(*) from p where gender in ('female', 'male', 'x');
--> 13
--? where gender in ?

select count(*) from p where birthDate like '19%';
--> 10
--? where birthDate like literal

-- Another collation is SQLite's business.
select count(*) from p where gender = 'FEMALE' collate nocase;
--> 9
--? reads gender

-- Grouping by keys alone keeps nothing but the groups, and comes sorted.
select gender, count(*) from p group by gender;
--> female|9
--> male|4
--? reads gender grouped by gender counted

select gender, count(*) from p group by gender order by gender desc;
--> male|4
--> female|9
--? grouped by -gender counted

select distinct gender from p;
--> female
--> male
--? grouped by gender once

-- Whole rows, grouped.
select gender, max(birthDate) from p group by gender;
--> female|2007-07-11
--> male|2011-03-23
--? reads gender,birthDate grouped by gender

-- Joins over a reference and over a code.
create virtual table temp.c using fhir('{fixtures}/fhir/synthea-10/Condition.000.ndjson', resource='Condition');

select count(*) from c join p on p.id = c.subject_id;
--> 250
--? c VIRTUAL TABLE INDEX 0:() reads subject_id where subject_id=?

select count(*) from c where code_code = '160903007';
--> 95
--? reads code_code where code_code=literal

-- An OR reads the table twice and tells rows apart by their numbers.
select count(*) from p where id = '129c6ac7-8d06-89de-ad63-0204a93e76c3' or gender = 'male';
--> 5

-- A correlated subquery.
select count(*) from p where exists (select 1 from c where c.subject_id = p.id);
--> 13

-- name Output modes
-- why Each mode prints the same rows in its own form.

create table t(id integer, name text, score real, raw blob);
insert into t values (1, 'Ann', 1.5, null), (22, 'Bø "B"', null, x'4142');

select * from t;
--> 1|Ann|1.5|NULL
--> 22|Bø "B"|NULL|AB

.headers on

select * from t;
--> id|name|score|raw
--> 1|Ann|1.5|NULL
--> 22|Bø "B"|NULL|AB

.mode csv

select * from t;
--> id,name,score,raw
--> 1,Ann,1.5,NULL
--> 22,"Bø ""B""",NULL,AB

.mode json

select * from t;
--> [{"id":1,"name":"Ann","score":1.5,"raw":null},
--> {"id":22,"name":"Bø \"B\"","score":null,"raw":"AB"}]

select * from t where 0;

.mode box

select * from t;
--> ┌────┬────────┬───────┬──────┐
--> │ id │  name  │ score │ raw  │
--> ├────┼────────┼───────┼──────┤
--> │ 1  │ Ann    │ 1.5   │ NULL │
--> │ 22 │ Bø "B" │ NULL  │ AB   │
--> └────┴────────┴───────┴──────┘

.mode table

select id, name from t;
--> +----+--------+
--> | id |  name  |
--> +----+--------+
--> | 1  | Ann    |
--> | 22 | Bø "B" |
--> +----+--------+

.mode markdown

select id, name from t;
--> | id |  name  |
--> |----|--------|
--> | 1  | Ann    |
--> | 22 | Bø "B" |

.mode column

select id, name from t;
--> id  name  
--> --  ------
--> 1   Ann   
--> 22  Bø "B"

.mode line

select id, name from t;
-->    id = 1
-->  name = Ann
-->
-->    id = 22
-->  name = Bø "B"

.mode quote

select * from t;
--> 'id','name','score','raw'
--> 1,'Ann',1.5,NULL
--> 22,'Bø "B"',NULL,X'4142'

.mode insert people

select * from t;
--> INSERT INTO people(id,name,score,raw) VALUES(1,'Ann',1.5,NULL);
--> INSERT INTO people(id,name,score,raw) VALUES(22,'Bø "B"',NULL,X'4142');

.mode tabs

select id, name from t;
--> id	name
--> 1	Ann
--> 22	Bø "B"

.mode html

select id, name from t;
--> <TR><TH>id</TH>
--> <TH>name</TH>
--> </TR>
--> <TR><TD>1</TD>
--> <TD>Ann</TD>
--> </TR>
--> <TR><TD>22</TD>
--> <TD>Bø &quot;B&quot;</TD>
--> </TR>

.mode nonsense
--! ^Error: mode should be one of: ascii box column csv html insert json line list markdown qbox quote table tabs

.mode jsno
--! ^Error: mode should be one of: ascii box column csv html insert json line list markdown qbox quote table tabs; did you mean json\?

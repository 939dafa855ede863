-- name Statements, comments and errors of a script
-- why A script goes on after an error, and errors name the line of the file.

select 1;
--> 1

-- Several lines, comments inside, a semicolon in a string.
select 'a;b', -- one
    /* two; */ null
;
--> a;b|NULL

select 1; select 2;
--> 1
--> 2

select * from nowhere;
--! ^Parse error near line 17: no such table: nowhere

select 1 +
  2 frm x y;
--! ^Parse error near line 20: near "x": syntax error

select abs(-9223372036854775808);
--! ^Runtime error near line 24: integer overflow

create table t(a unique, b);
insert into t values (1, 'x'), (2, x'4142');
insert into t values (1, 'y');
--! ^Runtime error near line 29: UNIQUE constraint failed: t\.a \(19\)

select a, b from t order by a;
--> 1|x
--> 2|AB

select random() as volatile, 1;
--> <any>|1

select a from t where a = 2;
--> 2
--? SEARCH t USING COVERING INDEX

-- name Dot-commands
-- why What a user types most, and what the shell says to a mistake.

create table person(id integer primary key, name text);
create view adults as select * from person;
create index person_name on person(name);

.tables
--> adults  person

.schema
--> CREATE TABLE person(id integer primary key, name text);
--> CREATE VIEW adults as select * from person
--> /* adults(id,name) */;
--> CREATE INDEX person_name on person(name);

.schema person
--> CREATE TABLE person(id integer primary key, name text);
--> CREATE INDEX person_name on person(name);

.indexes
--> person_name

.print hello "tab\there" 'a  b'
--> hello tab	here a  b

.tabels
--! ^Error: unknown command or invalid arguments:  "tabels"\. Enter "\.help" for help; did you mean \.tables\?

.separator
--! ^Usage: \.separator COL \?ROW\?

.separator ;

select 1, 2;
--> 1;2

.nullvalue -

select null, 'x';
--> -;x

.changes on

insert into person(name) values ('a'), ('b');
--> changes: 2   total_changes: 2

.changes off

.eqp on

select count(*) from person where name = 'a';
--> QUERY PLAN
--> `--SEARCH person USING COVERING INDEX person_name (name=?)
--> 1

.eqp off

.once {scratch}/out.txt

select name from person;

.import --csv {scratch}/out.txt copied

select * from copied;
--> b

.read {scratch}/missing.sql
--! ^Error: cannot open "\{scratch\}/missing\.sql"

.import {scratch}/missing.csv t
--! ^Error: cannot open "\{scratch\}/missing\.csv"

.help tables
--> .tables ?TABLE?          List names of tables matching LIKE pattern TABLE

.help nosuchthing
--> Nothing matches 'nosuchthing'

.dump person
--> PRAGMA foreign_keys=OFF;
--> BEGIN TRANSACTION;
--> CREATE TABLE person(id integer primary key, name text);
--> INSERT INTO person VALUES(1,'a');
--> INSERT INTO person VALUES(2,'b');
--> COMMIT;

.databases
--> main: "" r/w

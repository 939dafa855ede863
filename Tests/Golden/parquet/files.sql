-- name Parquet files
-- why Rows are those that pyarrow reads.

create virtual table temp.a using parquet('{fixtures}/parquet/parquet-testing/alltypes_plain.parquet');

select id, bool_col, bigint_col, double_col, hex(string_col), timestamp_col from a where id < 3 order by id;
--> 0|1|0|0.0|30|2009-01-01 00:00:00
--> 1|0|10|10.1|31|2009-01-01 00:01:00
--> 2|1|0|0.0|30|2009-02-01 00:00:00
--? reads id,bool_col,bigint_col,double_col,string_col,timestamp_col where id<literal

select count(*), sum(int_col), max(_pos) from a;
--> 8|4|7

create virtual table temp.n using parquet('{fixtures}/parquet/parquet-testing/nested_lists.snappy.parquet');

select a, b from n;
--> [[["a","b"],["c"]],[null,["d"]]]|1
--> [[["a","b"],["c","d"]],[null,["e"]]]|1
--> [[["a","b"],["c","d"],["e"]],[null,["f"]]]|1

create virtual table temp.t using parquet('{fixtures}/parquet/nowhere/*.parquet');
--! ^Runtime error near line 22: \{fixtures\}/parquet/nowhere/\*\.parquet: no file matches; the directory '\{fixtures\}/parquet/nowhere' does not exist

create virtual table temp.t using parquet('{fixtures}/README.md');
--! ^Runtime error near line 25: \{fixtures\}/README\.md: not a Parquet file: it does not begin and end in PAR1; a file that is still being written or was cut has no end yet

create virtual table temp.t using parquet();
--! ^Runtime error near line 28: parquet\(\) takes a path; write USING parquet\('file-or-glob'\)

-- name What a scan of Parquet files would skip
-- why Bounds of row groups and pages are those that pyarrow and parquet-testing's README give.

-- Ten pages of 100 rows; only one has a maximum that large.
select kind, rows, action, count(*) from
    parquet_explain('{fixtures}/parquet/parquet-testing/int32_with_null_pages.parquet', 'int32_field = 2145722375')
    group by 1, 2, 3;
--> page|100|read|1
--> page|100|skipped|9
--> row group|1000|read|1

-- Pages that hold nothing but NULL are known, too.
select kind, action, reason, count(*) from
    parquet_explain('{fixtures}/parquet/parquet-testing/int32_with_null_pages.parquet', 'int32_field is not null')
    group by 1, 2, 3;
--> page|read|NULL|9
--> page|skipped|int32_field: page index|1
--> row group|read|NULL|1

select kind, rows, action, reason
    from parquet_explain(
        '{fixtures}/parquet/parquet-testing/int32_with_null_pages.parquet', 'int32_field > 2145722375');
--> row group|1000|skipped|int32_field: statistics

-- The bloom filter has all 14 values, and not this one, which lies between the bounds.
select kind, rows, action, reason
    from parquet_explain(
        '{fixtures}/parquet/parquet-testing/data_index_bloom_encoding_stats.parquet', 'String = ''nothing''');
--> row group|14|skipped|String: bloom filter

select kind, rows, action, reason
    from parquet_explain(
        '{fixtures}/parquet/parquet-testing/data_index_bloom_encoding_stats.parquet', 'String = ''Hello''');
--> row group|14|read|NULL
--> page|14|read|NULL

select kind, rows, action, reason
    from parquet_explain(
        '{fixtures}/parquet/parquet-testing/sort_columns.parquet', 'b = ''bb''');
--> row group|3|skipped|b: dictionary
--> row group|3|skipped|b: dictionary

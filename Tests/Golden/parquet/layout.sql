-- name The layout of Parquet files
-- why Values are those of pyarrow 26.0.1's ParquetFile.metadata; parquet-testing's README says the rest.

select row_group, row_count, "column", physical_type, logical_type, codec, encodings, value_count, null_count, min, max,
    compressed_bytes, uncompressed_bytes, has_dictionary
    from parquet_layout('{fixtures}/parquet/parquet-testing/sort_columns.parquet');
--> 0|3|a|INT64|NULL|SNAPPY|PLAIN RLE RLE_DICTIONARY|3|1|1|2|104|100|1
--> 0|3|b|BYTE_ARRAY|STRING|SNAPPY|PLAIN RLE RLE_DICTIONARY|3|0|a|c|70|66|1
--> 1|3|a|INT64|NULL|SNAPPY|PLAIN RLE RLE_DICTIONARY|3|1|1|2|104|100|1
--> 1|3|b|BYTE_ARRAY|STRING|SNAPPY|PLAIN RLE RLE_DICTIONARY|3|0|a|c|70|66|1

select "column", codec, min, max, has_column_index, has_offset_index, has_bloom_filter
    from parquet_layout('{fixtures}/parquet/parquet-testing/data_index_bloom_encoding_stats.parquet');
--> String|GZIP|Hello|today|1|1|1

-- No statistics at all: unknown, not 0.
select count(*), count(null_count), count(min), sum(value_count)
    from parquet_layout('{fixtures}/parquet/parquet-testing/alltypes_plain.parquet');
--> 11|0|0|88

-- Bounds come in the type of the column.
select typeof(min), min, typeof(max), max
    from parquet_layout('{fixtures}/parquet/parquet-testing/int32_with_null_pages.parquet');
--> integer|-2136906554|integer|2145722375

select depth, path, repetition, physical_type, logical_type, max_definition_level, max_repetition_level
    from parquet_schema('{fixtures}/parquet/parquet-testing/nested_lists.snappy.parquet');
--> 0||NULL|NULL|NULL|0|0
--> 1|a|OPTIONAL|NULL|LIST|1|0
--> 2|a.list|REPEATED|NULL|NULL|2|1
--> 3|a.list.element|OPTIONAL|NULL|LIST|3|1
--> 4|a.list.element.list|REPEATED|NULL|NULL|4|2
--> 5|a.list.element.list.element|OPTIONAL|NULL|LIST|5|2
--> 6|a.list.element.list.element.list|REPEATED|NULL|NULL|6|3
--> 7|a.list.element.list.element.list.element|OPTIONAL|BYTE_ARRAY|STRING|7|3
--> 1|b|REQUIRED|INT32|NULL|0|0

select * from parquet_layout('{fixtures}/parquet/nowhere.parquet');
--! ^Runtime error near line 38: \{fixtures\}/parquet/nowhere\.parquet: no such file or directory

select * from parquet_layout('{fixtures}/README.md');
--! ^Runtime error near line 41: \{fixtures\}/README\.md: not a Parquet file: it does not begin and end in PAR1; a file that is still being written or was cut has no end yet

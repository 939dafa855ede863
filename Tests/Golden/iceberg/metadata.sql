-- name Metadata of Iceberg tables
-- why Values are those of PyIceberg's inspect tables; Tests/Interop/test_iceberg_functions.py compares more.

select committed_at, snapshot_id, parent_id, operation, summary ->> 'total-records',
    summary ->> 'total-position-deletes', manifest_list like '%/metadata/snap-' || snapshot_id || '-0-%.avro'
    from iceberg_snapshots('{fixtures}/iceberg/pyiceberg-person');
--> 2026-11-24 19:38:56.160000+00:00|2179467953488528211|NULL|append|6|0|1
--> 2026-11-24 19:38:56.226000+00:00|1712707311216005723|2179467953488528211|append|9|0|1
--> 2026-11-24 19:38:56.416000+00:00|527543630831173346|1712707311216005723|overwrite|8|0|1
--> 2026-11-24 19:38:56.484000+00:00|6530894081710235065|527543630831173346|append|11|0|1
--> 2026-11-24 19:38:56.531000+00:00|5679446368923017727|6530894081710235065|overwrite|11|2|1

select * from iceberg_history('{fixtures}/iceberg/pyiceberg-person');
--> 2026-11-24 19:38:56.160000+00:00|2179467953488528211|NULL|1
--> 2026-11-24 19:38:56.226000+00:00|1712707311216005723|2179467953488528211|1
--> 2026-11-24 19:38:56.416000+00:00|527543630831173346|1712707311216005723|1
--> 2026-11-24 19:38:56.484000+00:00|6530894081710235065|527543630831173346|1
--> 2026-11-24 19:38:56.531000+00:00|5679446368923017727|6530894081710235065|1

select * from iceberg_refs('{fixtures}/iceberg/pyiceberg-person');
--> first|TAG|2179467953488528211|NULL|NULL|NULL
--> main|BRANCH|5679446368923017727|NULL|NULL|NULL
--> review|BRANCH|527543630831173346|NULL|NULL|NULL

select content, spec_id, partition, record_count, file_size_in_bytes, split_offsets, file_format
    from iceberg_files('{fixtures}/iceberg/pyiceberg-person');
--> 1|0|{"birth_month":361}|1|1446|NULL|PARQUET
--> 1|0|{"birth_month":360}|1|1447|NULL|PARQUET
--> 0|0|{"birth_month":null}|3|4525|[4,689]|PARQUET
--> 0|0|{"birth_month":359}|2|3113|[4]|PARQUET
--> 0|0|{"birth_month":361}|3|4369|[4,729]|PARQUET
--> 0|0|{"birth_month":360}|3|3719|[4,601]|PARQUET

select record_count, value_counts, null_value_counts, lower_bounds
    from iceberg_files('{fixtures}/iceberg/pyiceberg-person') where partition ->> 'birth_month' = 359;
--> 2|{"1":2,"2":2,"3":2,"4":2,"6":2,"8":3,"9":2}|{"1":0,"2":0,"3":0,"4":0,"6":1,"8":2,"9":2}|{"1":"0100000000000000","2":"416461","3":"b72a0000","4":"66656d616c65"}

-- Bounds as values, by the names of columns.
select readable_metrics -> 'birth_date', readable_metrics ->> '$.name.upper_bound'
    from iceberg_files('{fixtures}/iceberg/pyiceberg-person') where content = 0;
--> {"column_size":120,"value_count":3,"null_value_count":3,"nan_value_count":null,"lower_bound":null,"upper_bound":null}|Kim
--> {"column_size":96,"value_count":2,"null_value_count":0,"nan_value_count":null,"lower_bound":"1999-12-10","upper_bound":"1999-12-31"}|Cem
--> {"column_size":188,"value_count":3,"null_value_count":0,"nan_value_count":null,"lower_bound":"2000-02-01","upper_bound":"2000-02-29"}|Hugo
--> {"column_size":188,"value_count":3,"null_value_count":0,"nan_value_count":null,"lower_bound":"2000-01-01","upper_bound":"2000-01-31"}|Eva

select content, length, partition_spec_id, added_snapshot_id, added_data_files_count, existing_data_files_count,
    deleted_data_files_count, added_delete_files_count, partition_summaries
    from iceberg_manifests('{fixtures}/iceberg/pyiceberg-person');
--> 1|5005|0|5679446368923017727|0|0|0|2|[{"contains_null":false,"contains_nan":false,"lower_bound":"2000-01","upper_bound":"2000-02"}]
--> 0|5058|0|6530894081710235065|1|0|0|0|[{"contains_null":true,"contains_nan":false,"lower_bound":null,"upper_bound":null}]
--> 0|4985|0|527543630831173346|1|0|0|0|[{"contains_null":false,"contains_nan":false,"lower_bound":"1999-12","upper_bound":"1999-12"}]
--> 0|5006|0|1712707311216005723|1|0|0|0|[{"contains_null":false,"contains_nan":false,"lower_bound":"2000-02","upper_bound":"2000-02"}]
--> 0|4983|0|527543630831173346|0|1|0|0|[{"contains_null":false,"contains_nan":false,"lower_bound":"2000-01","upper_bound":"2000-01"}]

select * from iceberg_partitions('{fixtures}/iceberg/pyiceberg-person');
--> {"birth_month":361}|0|3|1|4369|1|1|0|0|2026-11-24 19:38:56.531000+00:00|5679446368923017727
--> {"birth_month":360}|0|3|1|3719|1|1|0|0|2026-11-24 19:38:56.531000+00:00|5679446368923017727
--> {"birth_month":null}|0|3|1|4525|0|0|0|0|2026-11-24 19:38:56.484000+00:00|6530894081710235065
--> {"birth_month":359}|0|2|1|3113|0|0|0|0|2026-11-24 19:38:56.416000+00:00|527543630831173346

select status, snapshot_id, sequence_number, file_sequence_number, data_file ->> 'content',
    data_file ->> '$.partition.birth_month', data_file ->> 'record_count'
    from iceberg_entries('{fixtures}/iceberg/pyiceberg-person');
--> 1|5679446368923017727|5|5|1|361|1
--> 1|5679446368923017727|5|5|1|360|1
--> 1|6530894081710235065|4|4|0|NULL|3
--> 1|527543630831173346|3|3|0|359|2
--> 1|1712707311216005723|2|2|0|361|3
--> 0|2179467953488528211|1|1|0|360|3

-- The same of another snapshot, by its id and by a ref. The third one removed a file.
select count(*), sum(record_count) from iceberg_files('{fixtures}/iceberg/pyiceberg-person', 2179467953488528211);
--> 2|6

select count(*), sum(record_count) from iceberg_files('{fixtures}/iceberg/pyiceberg-person', 'first');
--> 2|6

select status, data_file ->> '$.partition.birth_month'
    from iceberg_entries('{fixtures}/iceberg/pyiceberg-person', 'review') order by 1, 2;
--> 0|360
--> 1|359
--> 1|361
--> 2|359

select schema_id, is_current, field_id, parent_id, name, sql_name, type, required, doc
    from iceberg_schemas('{fixtures}/iceberg/pyiceberg-person') where schema_id <> 1;
--> 0|0|1|NULL|person_id|person_id|long|1|NULL
--> 0|0|2|NULL|name|name|string|0|as it is called
--> 0|0|3|NULL|birth_date|birth_date|date|0|NULL
--> 0|0|4|NULL|gender|gender|string|0|NULL
--> 0|0|5|NULL|address|address|struct|0|NULL
--> 0|0|6|5|address.city|NULL|string|0|NULL
--> 0|0|7|5|address.lines|NULL|list|0|NULL
--> 0|0|8|7|address.lines.element|NULL|string|0|NULL
--> 2|1|1|NULL|person_id|person_id|long|1|NULL
--> 2|1|2|NULL|name|name|string|0|as it is called
--> 2|1|3|NULL|birth_date|birth_date|date|0|NULL
--> 2|1|4|NULL|sex|sex|string|0|NULL
--> 2|1|5|NULL|address|address|struct|0|NULL
--> 2|1|6|5|address.city|NULL|string|0|NULL
--> 2|1|7|5|address.lines|NULL|list|0|NULL
--> 2|1|8|7|address.lines.element|NULL|string|0|NULL
--> 2|1|9|NULL|weight|weight|double|0|kilograms
--> 2|1|10|NULL|NAME|NAME_2|string|0|NULL

-- Nested values are JSON, not text.
select json_array(summary) ->> '$[0].added-records'
    from iceberg_snapshots('{fixtures}/iceberg/pyiceberg-person') limit 1;
--> 6

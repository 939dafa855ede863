{#-
    For dbt-duckdb: makes the sources views over files. healthlake has its own way (--source).

        dbt run-operation mount_sources --args '{fhir: DIRECTORY, omop: DIRECTORY}'

    `fhir` holds NDJSON files whose names begin with the resource type; `omop` holds Parquet files,
    or folders of them, named after the tables. What has no file is left out.
-#}
{%- macro mount_sources(fhir=none, omop=none) -%}
    {%- if fhir is not none -%}
        {%- do run_query('create schema if not exists ' ~ mounted_schema('fhir')) -%}
        {%- for resource_type, columns in fhir_columns().items() -%}
            {%- do mount_resources(fhir, resource_type, columns) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if omop is not none -%}
        {%- do run_query('create schema if not exists ' ~ mounted_schema('omop')) -%}
        {%- for table_name in omop_columns() -%}
            {%- do mount_table(omop, table_name) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro -%}


{#- Qualified: the name of the file is that of the catalog, and may be that of a schema too. -#}
{%- macro mounted_schema(name) -%}
    {{- return('"' ~ target.database ~ '".' ~ name) -}}
{%- endmacro -%}


{#- A file may hold other types (`Practitioner*` finds PractitionerRole): the type decides. -#}
{%- macro mount_resources(directory, resource_type, columns) -%}
    {%- set files = text_literal(directory ~ '/' ~ resource_type ~ '*.ndjson*') -%}
    {%- if run_query('select count(*) from glob(' ~ files ~ ')').rows[0][0] > 0 -%}
        {%- set types = ["resourceType: 'text'"] -%}
        {%- for column, data_type in columns.items() -%}
            {%- do types.append('"' ~ column ~ '": ' ~ text_literal(data_type)) -%}
        {%- endfor -%}
        {%- do run_query(
            'create or replace view ' ~ mounted_schema('fhir') ~ '."' ~ resource_type
            ~ '" as select * from read_json('
            ~ files ~ ", format = 'newline_delimited', columns = {" ~ types | join(', ')
            ~ "}) where resourceType = '" ~ resource_type ~ "'"
        ) -%}
    {%- endif -%}
{%- endmacro -%}


{%- macro mount_table(directory, table_name) -%}
    {%- set mounted = namespace(done=false) -%}
    {%- for pattern in ['.parquet', '/**/*.parquet'] -%}
        {%- set files = text_literal(directory ~ '/' ~ table_name ~ pattern) -%}
        {%- if not mounted.done
                and run_query('select count(*) from glob(' ~ files ~ ')').rows[0][0] > 0 -%}
            {%- do run_query(
                'create or replace view ' ~ mounted_schema('omop') ~ '.' ~ table_name
                ~ ' as select * from read_parquet(' ~ files ~ ', hive_partitioning = false)'
            ) -%}
            {%- set mounted.done = true -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}

{#-
    CTEs of a staging model over FHIR: `source` has one row for each resource that has an id.

    An export may hold a resource several times: in overlapping files, or in several versions. The
    one updated last counts. Hardly any id is repeated, so only those rows are sorted; which they are
    is found by a scan of the ids alone. An engine that can tell beforehand that none is repeated
    reads the files once.
-#}
{%- macro latest_resources(resource_type) -%}
{%- set columns = source_columns('fhir', resource_type) -%}
{%- if not has_repeated_ids(resource_type) -%}
source as (
    select
        {%- for column in columns %}
        resource.{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ source_or_empty('fhir', resource_type, 'resource') }}
    where resource.id is not null
)
{%- else -%}
resource as (
    select * from {{ source_or_empty('fhir', resource_type) }}
),

repeated as (
    select id
    from resource
    where id is not null
    group by id
    having count(*) > 1
),

version as (
    select
        resource.*,
        row_number() over (
            partition by resource.id
            order by
                {{ json_text('resource.meta', '$.lastUpdated') }} desc,
                {%- for column in columns %}
                resource.{{ column }}{{ ',' if not loop.last }}
                {%- endfor %}
        ) as version_number
    from repeated
    cross join resource
    where resource.id = repeated.id
),

source as (
    select
        {%- for column in columns %}
        resource.{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from resource
    where
        resource.id is not null
        and resource.id not in (select repeated.id from repeated)
    union all
    select
        {%- for column in columns %}
        version.{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from version
    where version.version_number = 1
)
{%- endif -%}
{%- endmacro -%}


{#- Whether an id may occur several times: dbt does not look. -#}
{%- macro has_repeated_ids(resource_type) -%}
    {{- return(adapter.dispatch('has_repeated_ids', 'healthlake')(resource_type)) -}}
{%- endmacro -%}

{%- macro default__has_repeated_ids(resource_type) -%}
    {{- return(true) -}}
{%- endmacro -%}

{#- healthlake reads the ids once for all models. -#}
{%- macro sqlite__has_repeated_ids(resource_type) -%}
    {%- set is_wanted = var('stage_both_sources') or primary_source() == 'fhir' -%}
    {{- return(is_wanted and source_repeats('fhir', resource_type, 'id')) -}}
{%- endmacro -%}

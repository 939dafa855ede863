{#-
    CTEs of a staging model over FHIR: `source` has one row for each resource that has an id.

    An export may hold a resource several times: in overlapping files, or in several versions. The
    one updated last counts. Hardly any id is repeated, so only those rows are sorted; which they are
    is found by a scan of the ids alone.
-#}
{%- macro latest_resources(resource_type) -%}
{%- set columns = source_columns('fhir', resource_type) -%}
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
{%- endmacro -%}

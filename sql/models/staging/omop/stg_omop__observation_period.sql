{{ config(unique_key='observation_period_id') }}

-- One row for each span of time in which a person was under observation.
with

source as (
    select * from {{ source_or_empty('omop', 'observation_period') }}
),

final as (
    select
        cast(source.observation_period_id as bigint) as observation_period_id,
        cast(source.person_id as bigint) as person_id,
        {{ as_date('source.observation_period_start_date') }}
            as observation_period_start_date,
        {{ as_date('source.observation_period_end_date') }}
            as observation_period_end_date,
        cast(source.period_type_concept_id as integer)
            as period_type_concept_id,
        {{ lineage_source_columns('omop', 'observation_period') }}
    from source
)

select * from final

{{ config(unique_key='payer_plan_period_id') }}

-- One row for each span of time in which a payer covered a person.
with

source as (
    select * from {{ source_or_empty('omop', 'payer_plan_period') }}
),

final as (
    select
        cast(source.payer_plan_period_id as bigint) as payer_plan_period_id,
        cast(source.person_id as bigint) as person_id,
        {{ as_date('source.payer_plan_period_start_date') }}
            as payer_plan_period_start_date,
        {{ as_date('source.payer_plan_period_end_date') }}
            as payer_plan_period_end_date,
        cast(source.payer_concept_id as integer) as payer_concept_id,
        cast(source.plan_concept_id as integer) as plan_concept_id,
        cast(source.payer_source_value as text) as payer_source_value,
        cast(source.plan_source_value as text) as plan_source_value,
        {{ lineage_source_columns('omop', 'payer_plan_period') }}
    from source
)

select * from final

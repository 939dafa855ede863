-- Grain: one row for each recorded condition.
with

condition as (
    select * from {{ ref('int_condition') }}
),

final as (
    select
        condition.condition_id as condition_id,
        condition.patient_id as patient_id,
        condition.encounter_id as encounter_id,
        condition.start_date as start_date,
        condition.end_date as end_date,
        condition.condition_concept_id as condition_concept_id,
        condition.condition_code as condition_code,
        condition.condition_name as condition_name,
        condition.age_years as age_years,
        condition.is_active as is_active,
        {{ lineage_standard_columns(upstream='condition') }}
    from condition
)

select * from final

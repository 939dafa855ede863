{{ config(unique_key=['patient_id', 'condition_group']) }}

-- One row for each patient and chronic condition that was recorded up to the
-- as-of date.
with

condition as (
    select * from {{ ref('int_condition') }}
),

group_concept as (
    select * from {{ ref('int_condition_group_concept') }}
),

final as (
    select
        condition.patient_id as patient_id,
        group_concept.condition_group as condition_group,
        min(condition.start_date) as first_date,
        max(condition.start_date) as last_date,
        min(condition.age_years) as first_age_years,
        cast(count(*) as integer) as record_count,
        max(condition.is_active) as is_active,
        {{ lineage_group_columns('condition') }}
    from condition
    inner join group_concept
        on condition.condition_concept_id = group_concept.concept_id
    where condition.start_date <= {{ as_of_date() }}
    group by condition.patient_id, group_concept.condition_group
)

select * from final

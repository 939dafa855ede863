-- Grain: one row for each patient and chronic condition.
with

chronic as (
    select * from {{ ref('int_condition_chronic') }}
),

condition_group as (
    select * from {{ ref('condition_groups') }}
),

final as (
    select
        chronic.patient_id as patient_id,
        chronic.condition_group as condition_group,
        chronic.first_date as first_date,
        chronic.last_date as last_date,
        condition_group.condition_group_name as condition_group_name,
        chronic.first_age_years as first_age_years,
        chronic.record_count as record_count,
        chronic.is_active as is_active,
        {{ lineage_standard_columns(upstream='chronic') }}
    from chronic
    inner join condition_group
        on chronic.condition_group = condition_group.condition_group
)

select * from final

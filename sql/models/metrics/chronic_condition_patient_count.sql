-- Grain: one row for each chronic condition. How many patients have, or had,
-- it.
with

condition_group as (
    select * from {{ ref('condition_groups') }}
),

chronic as (
    select * from {{ ref('fact_chronic_condition') }}
),

final as (
    select
        condition_group.condition_group as condition_group,
        'chronic_condition_patient_count' as metric_name,
        {{ as_of_date() }} as as_of_date,
        condition_group.condition_group_name as condition_group_name,
        count(chronic.patient_id) as metric_value,
        {{ lineage_group_columns('chronic') }}
    from condition_group
    left join chronic
        on condition_group.condition_group = chronic.condition_group
    group by
        condition_group.condition_group,
        condition_group.condition_group_name
)

select * from final

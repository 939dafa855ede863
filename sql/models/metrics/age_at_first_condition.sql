-- Grain: one row for each chronic condition that somebody has. How old patients
-- were, in completed years, when it was first recorded.
with

chronic as (
    select * from {{ ref('fact_chronic_condition') }}
    where first_age_years is not null
),

final as (
    select
        chronic.condition_group as condition_group,
        'age_at_first_condition' as metric_name,
        {{ as_of_date() }} as as_of_date,
        chronic.condition_group_name as condition_group_name,
        count(*) as patient_count,
        avg(chronic.first_age_years) as metric_value,
        min(chronic.first_age_years) as age_min,
        max(chronic.first_age_years) as age_max,
        {{ lineage_group_columns('chronic') }}
    from chronic
    group by chronic.condition_group, chronic.condition_group_name
)

select * from final

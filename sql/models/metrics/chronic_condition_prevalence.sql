-- Grain: one row for each chronic condition. The share of the living patients
-- who have, or had, it.
with

condition_group as (
    select * from {{ ref('condition_groups') }}
),

patient as (
    select * from {{ ref('dim_patient') }}
    where is_deceased = 0
),

chronic as (
    select * from {{ ref('fact_chronic_condition') }}
),

final as (
    select
        condition_group.condition_group as condition_group,
        'chronic_condition_prevalence' as metric_name,
        {{ as_of_date() }} as as_of_date,
        condition_group.condition_group_name as condition_group_name,
        count(chronic.patient_id) as condition_patient_count,
        count(*) as population_count,
        avg(case when chronic.patient_id is null then 0.0 else 1.0 end)
            as metric_value,
        {{ lineage_group_columns('patient') }}
    from condition_group
    cross join patient
    left join chronic
        on
            condition_group.condition_group = chronic.condition_group
            and patient.patient_id = chronic.patient_id
    group by
        condition_group.condition_group,
        condition_group.condition_group_name
)

select * from final

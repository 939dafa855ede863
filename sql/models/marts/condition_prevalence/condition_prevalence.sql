-- Grain: one row for each chronic condition, age band and sex of the living
-- patients.
-- Groups without a case have a row too: a prevalence of 0 is an answer.
with

condition_prevalence as (
    select * from {{ ref('int_condition_prevalence') }}
),

final as (
    select
        condition_prevalence.condition_group as condition_group,
        condition_prevalence.age_band as age_band,
        condition_prevalence.sex as sex,
        condition_prevalence.condition_group_name as condition_group_name,
        condition_prevalence.condition_patient_count as condition_patient_count,
        condition_prevalence.population_count as population_count,
        condition_prevalence.prevalence as prevalence,
        {{ lineage_standard_columns(upstream='condition_prevalence') }}
    from condition_prevalence
)

select * from final

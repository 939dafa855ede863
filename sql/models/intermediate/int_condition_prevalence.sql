{{ config(unique_key=['condition_group', 'age_band', 'sex']) }}

-- One row for each chronic condition, age band and sex of the living patients.
-- Groups without a case have a row too: a prevalence of 0 is an answer.
with

patient as (
    select * from {{ ref('int_patient') }}
    where is_deceased = 0
),

chronic as (
    select * from {{ ref('int_condition_chronic') }}
),

condition_group as (
    select * from {{ ref('condition_groups') }}
),

population as (
    select
        age_band,
        sex,
        count(*) as patient_count,
        min(lineage_first_seen_ts) as lineage_first_seen_ts,
        min(lineage_source_origin) as lineage_source_origin,
        min(lineage_snapshot_id) as lineage_snapshot_id
    from patient
    group by age_band, sex
),

affected as (
    select
        chronic.condition_group as condition_group,
        patient.age_band as age_band,
        patient.sex as sex,
        count(*) as patient_count
    from chronic
    inner join patient
        on chronic.patient_id = patient.patient_id
    group by chronic.condition_group, patient.age_band, patient.sex
),

final as (
    select
        condition_group.condition_group as condition_group,
        population.age_band as age_band,
        population.sex as sex,
        condition_group.condition_group_name as condition_group_name,
        coalesce(affected.patient_count, 0) as condition_patient_count,
        population.patient_count as population_count,
        1.0 * coalesce(affected.patient_count, 0) / population.patient_count
            as prevalence,
        {{ lineage_standard_columns(upstream='population') }}
    from condition_group
    cross join population
    left join affected
        on
            condition_group.condition_group = affected.condition_group
            and population.age_band = affected.age_band
            and population.sex = affected.sex
)

select * from final

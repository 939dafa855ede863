-- Grain: one row for each living patient with diabetes who has no HbA1c in the
-- 12 months up to the as-of date: a list to act on. A result 365 days before
-- that date is too old.
with

chronic as (
    select * from {{ ref('int_condition_chronic') }}
    where condition_group = 'diabetes'
),

patient as (
    select * from {{ ref('int_patient') }}
    where is_deceased = 0
),

hba1c as (
    select * from {{ ref('int_hba1c_latest') }}
),

final as (
    select
        chronic.patient_id as patient_id,
        patient.provider_id as provider_id,
        patient.as_of_date as as_of_date,
        chronic.first_date as diabetes_first_date,
        hba1c.measured_date as last_hba1c_date,
        patient.sex as sex,
        patient.age_years as age_years,
        hba1c.hba1c as last_hba1c,
        hba1c.days_before_as_of as days_since_last_hba1c,
        {{ lineage_standard_columns(upstream='chronic') }}
    from chronic
    inner join patient
        on chronic.patient_id = patient.patient_id
    left join hba1c
        on chronic.patient_id = hba1c.patient_id
    where hba1c.days_before_as_of is null or hba1c.days_before_as_of >= 365
)

select * from final

-- Grain: one row for each living patient of 18 to 85 years with hypertension.
-- Controlled is a last blood pressure below 140/90 in the 365 days up to the
-- as-of date; a patient without one in that time is not controlled (HEDIS,
-- Controlling High Blood Pressure).
with

chronic as (
    select * from {{ ref('int_condition_chronic') }}
    where condition_group = 'hypertension'
),

patient as (
    select * from {{ ref('int_patient') }}
    where is_deceased = 0 and age_years between 18 and 85
),

pressure as (
    select * from {{ ref('int_blood_pressure_latest') }}
),

final as (
    select
        chronic.patient_id as patient_id,
        patient.as_of_date as as_of_date,
        chronic.first_date as hypertension_first_date,
        pressure.measured_date as last_reading_date,
        patient.sex as sex,
        patient.age_band as age_band,
        patient.age_years as age_years,
        pressure.systolic as systolic,
        pressure.diastolic as diastolic,
        case
            when pressure.days_before_as_of < 365 then 1
            else 0
        end as has_recent_reading,
        case
            when
                pressure.days_before_as_of < 365
                and pressure.systolic < 140
                and pressure.diastolic < 90 then 1
            else 0
        end as is_controlled,
        {{ lineage_standard_columns(upstream='chronic') }}
    from chronic
    inner join patient
        on chronic.patient_id = patient.patient_id
    left join pressure
        on chronic.patient_id = pressure.patient_id
)

select * from final

-- Grain: one row for each encounter, with the names of who was there.
with

encounter as (
    select * from {{ ref('int_encounter') }}
),

patient as (
    select * from {{ ref('int_patient') }}
),

provider as (
    select * from {{ ref('int_provider') }}
),

final as (
    select
        encounter.encounter_id as encounter_id,
        encounter.patient_id as patient_id,
        encounter.provider_id as provider_id,
        encounter.start_datetime as start_datetime,
        encounter.end_datetime as end_datetime,
        encounter.start_date as start_date,
        encounter.end_date as end_date,
        encounter.encounter_class as encounter_class,
        encounter.encounter_type as encounter_type,
        encounter.visit_name as visit_name,
        patient.sex as patient_sex,
        patient.birth_date as patient_birth_date,
        provider.provider_name as provider_name,
        provider.specialty as provider_specialty,
        provider.care_site_name as provider_care_site_name,
        encounter.age_years as age_years,
        encounter.length_of_stay_days as length_of_stay_days,
        {{ lineage_standard_columns(upstream='encounter') }}
    from encounter
    left join patient
        on encounter.patient_id = patient.patient_id
    left join provider
        on encounter.provider_id = provider.provider_id
)

select * from final

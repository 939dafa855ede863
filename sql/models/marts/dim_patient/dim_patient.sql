-- Grain: one row for each patient.
with

patient as (
    select * from {{ ref('int_patient') }}
),

final as (
    select
        patient.patient_id as patient_id,
        patient.person_id as person_id,
        patient.provider_id as provider_id,
        patient.care_site_id as care_site_id,
        patient.birth_date as birth_date,
        patient.death_date as death_date,
        patient.as_of_date as as_of_date,
        patient.race_concept_id as race_concept_id,
        patient.ethnicity_concept_id as ethnicity_concept_id,
        patient.patient_source_value as patient_source_value,
        patient.sex as sex,
        patient.race as race,
        patient.ethnicity as ethnicity,
        patient.family_name as family_name,
        patient.given_name as given_name,
        patient.city as city,
        patient.state as state,
        patient.postal_code as postal_code,
        patient.age_band as age_band,
        patient.age_years as age_years,
        patient.is_deceased as is_deceased,
        {{ lineage_standard_columns(upstream='patient') }}
    from patient
)

select * from final

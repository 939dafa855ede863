-- Grain: one row for each patient; what an application shows of a patient on
-- one page.
with

patient as (
    select * from {{ ref('int_patient') }}
),

activity as (
    select * from {{ ref('int_patient_activity') }}
),

provider as (
    select * from {{ ref('int_provider') }}
),

final as (
    select
        patient.patient_id as patient_id,
        patient.person_id as person_id,
        patient.provider_id as provider_id,
        patient.birth_date as birth_date,
        patient.death_date as death_date,
        activity.first_encounter_date as first_encounter_date,
        activity.last_encounter_date as last_encounter_date,
        patient.sex as sex,
        patient.race as race,
        patient.ethnicity as ethnicity,
        patient.family_name as family_name,
        patient.given_name as given_name,
        patient.city as city,
        patient.state as state,
        patient.postal_code as postal_code,
        provider.provider_name as provider_name,
        patient.age_band as age_band,
        patient.age_years as age_years,
        patient.is_deceased as is_deceased,
        activity.encounter_count as encounter_count,
        activity.active_condition_count as active_condition_count,
        activity.chronic_condition_count as chronic_condition_count,
        activity.active_medication_count as active_medication_count,
        {{ lineage_standard_columns(upstream='patient') }}
    from patient
    inner join activity
        on patient.patient_id = activity.patient_id
    left join provider
        on patient.provider_id = provider.provider_id
)

select * from final

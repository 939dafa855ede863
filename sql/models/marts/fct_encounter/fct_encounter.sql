-- Grain: one row for each encounter.
with

encounter as (
    select * from {{ ref('int_encounter') }}
),

final as (
    select
        encounter.encounter_id as encounter_id,
        encounter.patient_id as patient_id,
        encounter.provider_id as provider_id,
        encounter.care_site_id as care_site_id,
        encounter.start_date as start_date,
        encounter.start_datetime as start_datetime,
        encounter.end_date as end_date,
        encounter.end_datetime as end_datetime,
        encounter.visit_concept_id as visit_concept_id,
        encounter.visit_name as visit_name,
        encounter.encounter_source_value as encounter_source_value,
        encounter.encounter_class as encounter_class,
        encounter.encounter_type as encounter_type,
        encounter.age_band as age_band,
        encounter.age_years as age_years,
        encounter.is_inpatient as is_inpatient,
        encounter.is_emergency as is_emergency,
        encounter.length_of_stay_days as length_of_stay_days,
        {{ lineage_standard_columns(upstream='encounter') }}
    from encounter
)

select * from final

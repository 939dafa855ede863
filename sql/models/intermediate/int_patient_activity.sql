{{ config(unique_key='patient_id') }}

-- One row for each patient: what there is of them, counted once for the views
-- that show it.
with

patient as (
    select * from {{ ref('int_patient') }}
),

encounter as (
    select
        patient_id,
        min(start_date) as first_encounter_date,
        max(start_date) as last_encounter_date,
        cast(count(*) as integer) as encounter_count
    from {{ ref('int_encounter') }}
    group by patient_id
),

condition as (
    select
        patient_id,
        cast(sum(is_active) as integer) as active_condition_count
    from {{ ref('int_condition') }}
    group by patient_id
),

chronic as (
    select
        patient_id,
        cast(count(*) as integer) as chronic_condition_count
    from {{ ref('int_condition_chronic') }}
    group by patient_id
),

medication as (
    select
        patient_id,
        cast(count(*) as integer) as active_medication_count
    from {{ ref('int_medication') }}
    where
        medication_kind = 'prescription'
        and start_date <= {{ as_of_date() }}
        and end_date >= {{ as_of_date() }}
    group by patient_id
),

final as (
    select
        patient.patient_id as patient_id,
        encounter.first_encounter_date as first_encounter_date,
        encounter.last_encounter_date as last_encounter_date,
        coalesce(encounter.encounter_count, 0) as encounter_count,
        coalesce(condition.active_condition_count, 0) as active_condition_count,
        coalesce(chronic.chronic_condition_count, 0) as chronic_condition_count,
        coalesce(medication.active_medication_count, 0)
            as active_medication_count,
        {{ lineage_standard_columns(upstream='patient') }}
    from patient
    left join encounter
        on patient.patient_id = encounter.patient_id
    left join condition
        on patient.patient_id = condition.patient_id
    left join chronic
        on patient.patient_id = chronic.patient_id
    left join medication
        on patient.patient_id = medication.patient_id
)

select * from final

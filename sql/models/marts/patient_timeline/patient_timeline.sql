-- Grain: one row for each event in the life of a patient, of whatever kind.
-- What has no full date (FHIR allows a year alone) or no patient is left out:
-- it has no place on a line.
with

patient as (
    select * from {{ ref('int_patient') }}
),

encounter as (
    select * from {{ ref('int_encounter') }}
),

condition as (
    select * from {{ ref('int_condition') }}
),

medication as (
    select * from {{ ref('int_medication') }}
),

procedure as (
    select * from {{ ref('int_procedure') }}
),

measurement as (
    select * from {{ ref('int_measurement') }}
),

observation as (
    select * from {{ ref('int_observation') }}
),

-- SQLite reads the arms one by one, with what is asked for alone, if a column
-- is of one type in all of them: hence the casts.
event as (
    select
        'birth/' || patient.patient_id as event_id,
        patient.patient_id as patient_id,
        {{ null_of('text') }} as encounter_id,
        patient.birth_date as event_date,
        {{ null_of('integer') }} as concept_id,
        'birth' as event_type,
        cast('Birth' as text) as event_name,
        {{ null_of('text') }} as event_detail,
        {{ null_of('double') }} as value_number,
        patient.lineage_first_seen_ts as lineage_first_seen_ts,
        patient.lineage_source_origin as lineage_source_origin,
        patient.lineage_snapshot_id as lineage_snapshot_id
    from patient
    where patient.birth_date is not null
    union all
    select
        'death/' || patient.patient_id as event_id,
        patient.patient_id as patient_id,
        {{ null_of('text') }} as encounter_id,
        patient.death_date as event_date,
        {{ null_of('integer') }} as concept_id,
        'death' as event_type,
        cast('Death' as text) as event_name,
        {{ null_of('text') }} as event_detail,
        {{ null_of('double') }} as value_number,
        patient.lineage_first_seen_ts as lineage_first_seen_ts,
        patient.lineage_source_origin as lineage_source_origin,
        patient.lineage_snapshot_id as lineage_snapshot_id
    from patient
    where patient.death_date is not null
    union all
    select
        'encounter/' || encounter.encounter_id as event_id,
        encounter.patient_id as patient_id,
        encounter.encounter_id as encounter_id,
        encounter.start_date as event_date,
        encounter.visit_concept_id as concept_id,
        'encounter' as event_type,
        cast(coalesce(encounter.encounter_type, encounter.visit_name) as text)
            as event_name,
        encounter.encounter_class as event_detail,
        {{ null_of('double') }} as value_number,
        encounter.lineage_first_seen_ts as lineage_first_seen_ts,
        encounter.lineage_source_origin as lineage_source_origin,
        encounter.lineage_snapshot_id as lineage_snapshot_id
    from encounter
    where encounter.start_date is not null
    union all
    select
        'condition/' || condition.condition_id as event_id,
        condition.patient_id as patient_id,
        condition.encounter_id as encounter_id,
        condition.start_date as event_date,
        condition.condition_concept_id as concept_id,
        'condition' as event_type,
        condition.condition_name as event_name,
        {{ null_of('text') }} as event_detail,
        {{ null_of('double') }} as value_number,
        condition.lineage_first_seen_ts as lineage_first_seen_ts,
        condition.lineage_source_origin as lineage_source_origin,
        condition.lineage_snapshot_id as lineage_snapshot_id
    from condition
    where condition.start_date is not null
    union all
    select
        'medication/' || medication.medication_id as event_id,
        medication.patient_id as patient_id,
        medication.encounter_id as encounter_id,
        medication.start_date as event_date,
        medication.drug_concept_id as concept_id,
        'medication' as event_type,
        medication.drug_name as event_name,
        medication.medication_kind as event_detail,
        {{ null_of('double') }} as value_number,
        medication.lineage_first_seen_ts as lineage_first_seen_ts,
        medication.lineage_source_origin as lineage_source_origin,
        medication.lineage_snapshot_id as lineage_snapshot_id
    from medication
    where medication.start_date is not null
    union all
    select
        'procedure/' || procedure.procedure_id as event_id,
        procedure.patient_id as patient_id,
        procedure.encounter_id as encounter_id,
        procedure.procedure_date as event_date,
        procedure.procedure_concept_id as concept_id,
        'procedure' as event_type,
        procedure.procedure_name as event_name,
        {{ null_of('text') }} as event_detail,
        {{ null_of('double') }} as value_number,
        procedure.lineage_first_seen_ts as lineage_first_seen_ts,
        procedure.lineage_source_origin as lineage_source_origin,
        procedure.lineage_snapshot_id as lineage_snapshot_id
    from procedure
    where procedure.procedure_date is not null
    union all
    select
        'measurement/' || measurement.measurement_id as event_id,
        measurement.patient_id as patient_id,
        measurement.encounter_id as encounter_id,
        measurement.measured_date as event_date,
        measurement.measurement_concept_id as concept_id,
        'measurement' as event_type,
        measurement.measurement_name as event_name,
        measurement.unit as event_detail,
        measurement.value_number as value_number,
        measurement.lineage_first_seen_ts as lineage_first_seen_ts,
        measurement.lineage_source_origin as lineage_source_origin,
        measurement.lineage_snapshot_id as lineage_snapshot_id
    from measurement
    where measurement.measured_date is not null
    union all
    select
        'observation/' || observation.observation_id as event_id,
        observation.patient_id as patient_id,
        observation.encounter_id as encounter_id,
        observation.observed_date as event_date,
        observation.observation_concept_id as concept_id,
        'observation' as event_type,
        observation.observation_name as event_name,
        observation.value_text as event_detail,
        observation.value_number as value_number,
        observation.lineage_first_seen_ts as lineage_first_seen_ts,
        observation.lineage_source_origin as lineage_source_origin,
        observation.lineage_snapshot_id as lineage_snapshot_id
    from observation
    where observation.observed_date is not null
),

final as (
    select
        event.event_id as event_id,
        event.patient_id as patient_id,
        event.encounter_id as encounter_id,
        event.event_date as event_date,
        event.concept_id as concept_id,
        event.event_type as event_type,
        event.event_name as event_name,
        event.event_detail as event_detail,
        event.value_number as value_number,
        {{ lineage_standard_columns(upstream='event') }}
    from event
    where event.patient_id is not null
)

select * from final

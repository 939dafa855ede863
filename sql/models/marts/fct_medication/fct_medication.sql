-- Grain: one row for each prescription, administered drug or immunization.
with

medication as (
    select * from {{ ref('int_medication') }}
),

final as (
    select
        medication.medication_id as medication_id,
        medication.patient_id as patient_id,
        medication.encounter_id as encounter_id,
        medication.start_date as start_date,
        medication.end_date as end_date,
        medication.stopped_date as stopped_date,
        medication.drug_concept_id as drug_concept_id,
        medication.drug_code as drug_code,
        medication.drug_name as drug_name,
        medication.medication_kind as medication_kind,
        medication.dosage_text as dosage_text,
        medication.quantity as quantity,
        medication.days_supply as days_supply,
        medication.refills as refills,
        medication.supplied_days as supplied_days,
        {{ lineage_standard_columns(upstream='medication') }}
    from medication
)

select * from final

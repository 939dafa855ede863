{{ config(unique_key='medication_id') }}

-- One row for each prescription, administered drug or immunization.
-- Refills prolong a prescription: its supply lasts days_supply for the first
-- filling and each refill, unless it was stopped before. What is given in an
-- encounter lasts one day.
with

patient as (
    select * from {{ ref('int_patient') }}
),

{% if primary_source() == 'omop' -%}

vocabulary as (
    select
        concept_id,
        vocabulary_id
    from {{ ref('stg_omop__concept') }}
    where domain_id = 'Drug'
),

source as (
    select
        cast(exposure.drug_exposure_id as text) as medication_id,
        cast(exposure.person_id as text) as patient_id,
        cast(exposure.visit_occurrence_id as text) as encounter_id,
        exposure.drug_exposure_start_date as start_date,
        exposure.verbatim_end_date as stopped_date,
        exposure.drug_concept_id as drug_concept_id,
        exposure.drug_source_value as drug_code,
        coalesce(
            case
                when exposure.drug_concept_id <> 0 then exposure.drug_concept_name
            end,
            exposure.drug_source_value
        ) as drug_name,
        -- 32818: EHR administration record. A vaccine without a concept is
        -- known by its lot.
        case
            when vocabulary.vocabulary_id = 'CVX' then 'immunization'
            when exposure.drug_concept_id = 0 and exposure.lot_number is not null
                then 'immunization'
            when exposure.drug_type_concept_id = 32818 then 'administration'
            else 'prescription'
        end as medication_kind,
        exposure.sig as dosage_text,
        exposure.quantity as quantity,
        exposure.days_supply as days_supply,
        exposure.refills as refills,
        exposure.lineage_first_seen_ts as lineage_first_seen_ts,
        exposure.lineage_source_origin as lineage_source_origin,
        exposure.lineage_snapshot_id as lineage_snapshot_id
    from {{ ref('stg_omop__drug_exposure') }} as exposure
    left join vocabulary
        on exposure.drug_concept_id = vocabulary.concept_id
),

{%- else -%}

source as (
    select
        'MedicationRequest/' || medication_request_id as medication_id,
        patient_id,
        encounter_id,
        start_date,
        {{ null_of('date') }} as stopped_date,
        drug_concept_id,
        drug_code,
        coalesce(drug_concept_name, drug_name) as drug_name,
        'prescription' as medication_kind,
        dosage_text,
        quantity,
        days_supply,
        refills,
        lineage_first_seen_ts,
        lineage_source_origin,
        lineage_snapshot_id
    from {{ ref('stg_fhir__medication_request') }}
    where coalesce(status, '') not in ('entered-in-error', 'cancelled', 'draft')
    union all
    select
        'MedicationAdministration/' || medication_administration_id
            as medication_id,
        patient_id,
        encounter_id,
        start_date,
        {{ null_of('date') }} as stopped_date,
        drug_concept_id,
        drug_code,
        coalesce(drug_concept_name, drug_name) as drug_name,
        'administration' as medication_kind,
        {{ null_of('text') }} as dosage_text,
        dose as quantity,
        {{ null_of('integer') }} as days_supply,
        {{ null_of('integer') }} as refills,
        lineage_first_seen_ts,
        lineage_source_origin,
        lineage_snapshot_id
    from {{ ref('stg_fhir__medication_administration') }}
    where coalesce(status, '') not in ('entered-in-error', 'not-done')
    union all
    select
        'Immunization/' || immunization_id as medication_id,
        patient_id,
        encounter_id,
        start_date,
        {{ null_of('date') }} as stopped_date,
        drug_concept_id,
        drug_code,
        coalesce(drug_concept_name, drug_name) as drug_name,
        'immunization' as medication_kind,
        {{ null_of('text') }} as dosage_text,
        cast(1 as double) as quantity,
        {{ null_of('integer') }} as days_supply,
        {{ null_of('integer') }} as refills,
        lineage_first_seen_ts,
        lineage_source_origin,
        lineage_snapshot_id
    from {{ ref('stg_fhir__immunization') }}
    where coalesce(status, '') not in ('entered-in-error', 'not-done')
),

{%- endif %}

supplied as (
    select
        source.*,
        patient.death_date as death_date,
        case
            when source.medication_kind = 'prescription'
                then (case when source.days_supply > 0 then source.days_supply else 1 end)
                    * (case when source.refills > 0 then 1 + source.refills else 1 end)
            else 1
        end as supplied_days
    from source
    left join patient
        on source.patient_id = patient.patient_id
),

ended as (
    select
        supplied.*,
        {{ add_days('supplied.start_date', 'supplied.supplied_days - 1') }}
            as supply_end_date,
        {{ earlier_of('supplied.stopped_date', 'supplied.death_date') }}
            as cut_date
    from supplied
),

final as (
    select
        ended.medication_id as medication_id,
        ended.patient_id as patient_id,
        ended.encounter_id as encounter_id,
        ended.start_date as start_date,
        case
            when ended.cut_date is null then ended.supply_end_date
            when ended.cut_date < ended.start_date then ended.start_date
            when ended.cut_date < ended.supply_end_date then ended.cut_date
            else ended.supply_end_date
        end as end_date,
        ended.stopped_date as stopped_date,
        ended.drug_concept_id as drug_concept_id,
        ended.drug_code as drug_code,
        ended.drug_name as drug_name,
        ended.medication_kind as medication_kind,
        ended.dosage_text as dosage_text,
        ended.quantity as quantity,
        ended.days_supply as days_supply,
        ended.refills as refills,
        ended.supplied_days as supplied_days,
        {{ lineage_standard_columns(upstream='ended') }}
    from ended
)

select * from final

{{ may_read([
    'stg_omop__drug_exposure',
    'stg_omop__concept',
    'stg_fhir__medication_request',
    'stg_fhir__immunization',
    'stg_fhir__medication_administration',
]) }}

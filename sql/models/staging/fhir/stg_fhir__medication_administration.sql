{{ config(unique_key='medication_administration_id') }}

-- One row for each MedicationAdministration: a drug given in an encounter.
with

{{ latest_resources('MedicationAdministration') }},

code as (
    select * from {{ ref('concept_codes') }}
),

coded as (
    select
        source.*,
        {{ json_text('source.medicationCodeableConcept', '$.coding[0].code') }}
            as drug_code,
        {{ vocabulary_of_system(
            json_text('source.medicationCodeableConcept', '$.coding[0].system')
        ) }} as vocabulary_id,
        coalesce(
            source.effectiveDateTime,
            {{ json_text('source.effectivePeriod', '$.start') }}
        ) as start_text
    from source
),

final as (
    select
        coded.id as medication_administration_id,
        {{ reference_id(json_text('coded.subject', '$.reference'), 'Patient') }}
            as patient_id,
        {{ reference_id(json_text('coded.context', '$.reference'), 'Encounter') }}
            as encounter_id,
        {{ date_from_text('coded.start_text') }} as start_date,
        coalesce(code.concept_id, 0) as drug_concept_id,
        code.concept_name as drug_concept_name,
        coded.start_text as start_text,
        coded.status as status,
        coded.drug_code as drug_code,
        coded.vocabulary_id as vocabulary_id,
        coalesce(
            {{ json_text('coded.medicationCodeableConcept', '$.coding[0].display') }},
            {{ json_text('coded.medicationCodeableConcept', '$.text') }}
        ) as drug_name,
        {{ json_number('coded.dosage', '$.dose.value') }} as dose,
        {{ json_text('coded.dosage', '$.dose.unit') }} as dose_unit,
        {{ lineage_source_columns('fhir', 'MedicationAdministration') }}
    from coded
    left join code
        on
            coded.vocabulary_id = code.vocabulary_id
            and coded.drug_code = code.concept_code
)

select * from final

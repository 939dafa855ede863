{{ config(unique_key='medication_request_id') }}

-- One row for each MedicationRequest: a prescription.
with

{{ latest_resources('MedicationRequest') }},

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
        source.authoredOn as start_text
    from source
),

final as (
    select
        coded.id as medication_request_id,
        {{ reference_id(json_text('coded.subject', '$.reference'), 'Patient') }}
            as patient_id,
        {{ reference_id(json_text('coded.encounter', '$.reference'), 'Encounter') }}
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
        {{ json_text('coded.dosageInstruction', '$[0].text') }} as dosage_text,
        cast(
            {{ json_text('coded.dispenseRequest', '$.numberOfRepeatsAllowed') }}
            as integer
        ) as refills,
        {{ json_number('coded.dispenseRequest', '$.quantity.value') }}
            as quantity,
        case {{ json_text('coded.dispenseRequest', '$.expectedSupplyDuration.code') }}
            when 'd' then cast(
                {{ json_text('coded.dispenseRequest', '$.expectedSupplyDuration.value') }}
                as integer
            )
        end as days_supply,
        {{ lineage_source_columns('fhir', 'MedicationRequest') }}
    from coded
    left join code
        on
            coded.vocabulary_id = code.vocabulary_id
            and coded.drug_code = code.concept_code
)

select * from final

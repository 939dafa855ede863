{{ config(unique_key='immunization_id') }}

-- One row for each Immunization.
with

{{ latest_resources('Immunization') }},

code as (
    select * from {{ ref('concept_codes') }}
),

coded as (
    select
        source.*,
        {{ json_text('source.vaccineCode', '$.coding[0].code') }} as drug_code,
        {{ vocabulary_of_system(
            json_text('source.vaccineCode', '$.coding[0].system')
        ) }} as vocabulary_id,
        source.occurrenceDateTime as start_text
    from source
),

final as (
    select
        coded.id as immunization_id,
        {{ reference_id(json_text('coded.patient', '$.reference'), 'Patient') }}
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
            {{ json_text('coded.vaccineCode', '$.coding[0].display') }},
            {{ json_text('coded.vaccineCode', '$.text') }}
        ) as drug_name,
        coded.lotNumber as lot_number,
        {{ lineage_source_columns('fhir', 'Immunization') }}
    from coded
    left join code
        on
            coded.vocabulary_id = code.vocabulary_id
            and coded.drug_code = code.concept_code
)

select * from final

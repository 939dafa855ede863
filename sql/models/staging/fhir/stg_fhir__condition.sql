{{ config(unique_key='condition_id') }}

-- One row for each Condition.
with

{{ latest_resources('Condition') }},

code as (
    select * from {{ ref('concept_codes') }}
),

coded as (
    select
        source.*,
        {{ json_text('source.code', '$.coding[0].code') }} as condition_code,
        {{ vocabulary_of_system(json_text('source.code', '$.coding[0].system')) }}
            as vocabulary_id,
        coalesce(source.onsetDateTime, {{ json_text('source.onsetPeriod', '$.start') }})
            as onset_text
    from source
),

final as (
    select
        coded.id as condition_id,
        {{ reference_id(json_text('coded.subject', '$.reference'), 'Patient') }}
            as patient_id,
        {{ reference_id(json_text('coded.encounter', '$.reference'), 'Encounter') }}
            as encounter_id,
        {{ date_from_text('coded.onset_text') }} as onset_date,
        {{ date_from_text('coded.abatementDateTime') }} as abatement_date,
        {{ date_from_text('coded.recordedDate') }} as recorded_date,
        coalesce(code.concept_id, 0) as condition_concept_id,
        code.concept_name as condition_concept_name,
        coded.onset_text as onset_text,
        coded.abatementDateTime as abatement_text,
        coded.condition_code as condition_code,
        coded.vocabulary_id as vocabulary_id,
        coalesce(
            {{ json_text('coded.code', '$.coding[0].display') }},
            {{ json_text('coded.code', '$.text') }}
        ) as condition_name,
        {{ json_text('coded.clinicalStatus', '$.coding[0].code') }}
            as clinical_status,
        {{ json_text('coded.verificationStatus', '$.coding[0].code') }}
            as verification_status,
        {{ json_text('coded.category', '$[0].coding[0].code') }} as category,
        {{ lineage_source_columns('fhir', 'Condition') }}
    from coded
    left join code
        on
            coded.vocabulary_id = code.vocabulary_id
            and coded.condition_code = code.concept_code
)

select * from final

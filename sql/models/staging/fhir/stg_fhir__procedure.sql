{{ config(unique_key='procedure_id') }}

-- One row for each Procedure.
with

{{ latest_resources('Procedure') }},

code as (
    select * from {{ ref('concept_codes') }}
),

coded as (
    select
        source.*,
        {{ json_text('source.code', '$.coding[0].code') }} as procedure_code,
        {{ vocabulary_of_system(json_text('source.code', '$.coding[0].system')) }}
            as vocabulary_id,
        coalesce(
            source.performedDateTime,
            {{ json_text('source.performedPeriod', '$.start') }}
        ) as start_text,
        coalesce(
            {{ json_text('source.performedPeriod', '$.end') }},
            source.performedDateTime
        ) as end_text
    from source
),

final as (
    select
        coded.id as procedure_id,
        {{ reference_id(json_text('coded.subject', '$.reference'), 'Patient') }}
            as patient_id,
        {{ reference_id(json_text('coded.encounter', '$.reference'), 'Encounter') }}
            as encounter_id,
        {{ date_from_text('coded.start_text') }} as start_date,
        {{ date_from_text('coded.end_text') }} as end_date,
        coalesce(code.concept_id, 0) as procedure_concept_id,
        code.concept_name as procedure_concept_name,
        code.domain_id as domain_id,
        coded.start_text as start_text,
        coded.status as status,
        coded.procedure_code as procedure_code,
        coded.vocabulary_id as vocabulary_id,
        coalesce(
            {{ json_text('coded.code', '$.coding[0].display') }},
            {{ json_text('coded.code', '$.text') }}
        ) as procedure_name,
        {{ lineage_source_columns('fhir', 'Procedure') }}
    from coded
    left join code
        on
            coded.vocabulary_id = code.vocabulary_id
            and coded.procedure_code = code.concept_code
)

select * from final

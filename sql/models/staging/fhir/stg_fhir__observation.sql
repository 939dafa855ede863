{{ config(unique_key='observation_id') }}

-- One row for each Observation. Its components are in
-- stg_fhir__observation_component.
with

{{ latest_resources('Observation') }},

code as (
    select * from {{ ref('concept_codes') }}
),

coded as (
    select
        source.*,
        {{ json_text('source.code', '$.coding[0].code') }} as observation_code,
        {{ vocabulary_of_system(json_text('source.code', '$.coding[0].system')) }}
            as vocabulary_id,
        coalesce(
            source.effectiveDateTime,
            {{ json_text('source.effectivePeriod', '$.start') }}
        ) as effective_text
    from source
),

final as (
    select
        coded.id as observation_id,
        {{ reference_id(json_text('coded.subject', '$.reference'), 'Patient') }}
            as patient_id,
        {{ reference_id(json_text('coded.encounter', '$.reference'), 'Encounter') }}
            as encounter_id,
        {{ date_from_text('coded.effective_text') }} as effective_date,
        {{ timestamp_from_text('coded.effective_text') }} as effective_datetime,
        coalesce(code.concept_id, 0) as observation_concept_id,
        code.concept_name as observation_concept_name,
        code.domain_id as domain_id,
        coded.effective_text as effective_text,
        coded.status as status,
        {{ json_text('coded.category', '$[0].coding[0].code') }} as category,
        coded.observation_code as observation_code,
        coded.vocabulary_id as vocabulary_id,
        coalesce(
            {{ json_text('coded.code', '$.coding[0].display') }},
            {{ json_text('coded.code', '$.text') }}
        ) as observation_name,
        {{ json_text('coded.valueCodeableConcept', '$.coding[0].code') }}
            as value_code,
        coalesce(
            {{ json_text('coded.valueCodeableConcept', '$.coding[0].display') }},
            {{ json_text('coded.valueCodeableConcept', '$.text') }},
            coded.valueString
        ) as value_text,
        coalesce(
            {{ json_text('coded.valueQuantity', '$.code') }},
            {{ json_text('coded.valueQuantity', '$.unit') }}
        ) as unit,
        coalesce(
            {{ json_number('coded.valueQuantity', '$.value') }},
            cast(coded.valueInteger as double)
        ) as value_number,
        {{ json_number('coded.referenceRange', '$[0].low.value') }}
            as range_low,
        {{ json_number('coded.referenceRange', '$[0].high.value') }}
            as range_high,
        case when coded.component is null then 0 else 1 end as has_components,
        {{ lineage_source_columns('fhir', 'Observation') }}
    from coded
    left join code
        on
            coded.vocabulary_id = code.vocabulary_id
            and coded.observation_code = code.concept_code
)

select * from final

{{ config(unique_key='component_id') }}

-- One row for each component of an Observation: the two values of a blood
-- pressure.
with

{{ latest_resources('Observation') }},

code as (
    select * from {{ ref('concept_codes') }}
),

component as (
    select
        source.id as observation_id,
        items.key as position,
        items.value as content
    from source, {{ json_items('source.component', 'items') }}
    where source.component is not null
),

coded as (
    select
        component.*,
        {{ json_text('component.content', '$.code.coding[0].code') }}
            as component_code,
        {{ vocabulary_of_system(
            json_text('component.content', '$.code.coding[0].system')
        ) }} as vocabulary_id
    from component
),

final as (
    select
        coded.observation_id || '-' || (cast(coded.position as integer) + 1)
            as component_id,
        coded.observation_id as observation_id,
        coalesce(code.concept_id, 0) as component_concept_id,
        code.concept_name as component_concept_name,
        code.domain_id as domain_id,
        coded.component_code as component_code,
        coded.vocabulary_id as vocabulary_id,
        coalesce(
            {{ json_text('coded.content', '$.code.coding[0].display') }},
            {{ json_text('coded.content', '$.code.text') }}
        ) as component_name,
        {{ json_text('coded.content', '$.valueCodeableConcept.coding[0].code') }}
            as value_code,
        coalesce(
            {{ json_text('coded.content', '$.valueCodeableConcept.coding[0].display') }},
            {{ json_text('coded.content', '$.valueCodeableConcept.text') }},
            {{ json_text('coded.content', '$.valueString') }}
        ) as value_text,
        coalesce(
            {{ json_text('coded.content', '$.valueQuantity.code') }},
            {{ json_text('coded.content', '$.valueQuantity.unit') }}
        ) as unit,
        {{ json_number('coded.content', '$.valueQuantity.value') }}
            as value_number,
        {{ lineage_source_columns('fhir', 'Observation') }}
    from coded
    left join code
        on
            coded.vocabulary_id = code.vocabulary_id
            and coded.component_code = code.concept_code
)

select * from final

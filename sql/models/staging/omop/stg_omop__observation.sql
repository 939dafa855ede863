{{ config(unique_key='observation_id') }}

-- One row for each observation: facts that are no measurement, condition, drug
-- or procedure.
-- The standard concepts are named here, so that nothing above has to join the
-- vocabulary.
with

source as (
    select * from {{ source_or_empty('omop', 'observation') }}
),

concept as (
    select * from {{ ref('stg_omop__concept') }}
),

final as (
    select
        cast(source.observation_id as bigint) as observation_id,
        cast(source.person_id as bigint) as person_id,
        cast(source.provider_id as bigint) as provider_id,
        cast(source.visit_occurrence_id as bigint) as visit_occurrence_id,
        {{ as_date('source.observation_date') }} as observation_date,
        {{ as_timestamp('source.observation_datetime') }}
            as observation_datetime,
        cast(source.observation_concept_id as integer)
            as observation_concept_id,
        observation_concept.concept_name as observation_concept_name,
        cast(source.observation_type_concept_id as integer)
            as observation_type_concept_id,
        cast(source.value_as_concept_id as integer) as value_as_concept_id,
        value_concept.concept_name as value_concept_name,
        cast(source.unit_concept_id as integer) as unit_concept_id,
        cast(source.observation_source_concept_id as integer)
            as observation_source_concept_id,
        cast(source.observation_source_value as text)
            as observation_source_value,
        cast(source.value_as_string as text) as value_as_string,
        cast(source.unit_source_value as text) as unit_source_value,
        cast(source.value_source_value as text) as value_source_value,
        cast(source.value_as_number as double) as value_as_number,
        {{ lineage_source_columns('omop', 'observation') }}
    from source
    left join concept as observation_concept
        on source.observation_concept_id = observation_concept.concept_id
    left join concept as value_concept
        on source.value_as_concept_id = value_concept.concept_id
)

select * from final

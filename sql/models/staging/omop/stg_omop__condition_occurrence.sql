{{ config(unique_key='condition_occurrence_id') }}

-- One row for each recorded condition.
-- The standard concepts are named here, so that nothing above has to join the
-- vocabulary.
with

source as (
    select * from {{ source_or_empty('omop', 'condition_occurrence') }}
),

concept as (
    select * from {{ ref('stg_omop__concept') }}
),

final as (
    select
        cast(source.condition_occurrence_id as bigint)
            as condition_occurrence_id,
        cast(source.person_id as bigint) as person_id,
        cast(source.provider_id as bigint) as provider_id,
        cast(source.visit_occurrence_id as bigint) as visit_occurrence_id,
        {{ as_date('source.condition_start_date') }} as condition_start_date,
        {{ as_timestamp('source.condition_start_datetime') }}
            as condition_start_datetime,
        {{ as_date('source.condition_end_date') }} as condition_end_date,
        {{ as_timestamp('source.condition_end_datetime') }}
            as condition_end_datetime,
        cast(source.condition_concept_id as integer) as condition_concept_id,
        condition_concept.concept_name as condition_concept_name,
        cast(source.condition_type_concept_id as integer)
            as condition_type_concept_id,
        cast(source.condition_status_concept_id as integer)
            as condition_status_concept_id,
        cast(source.condition_source_concept_id as integer)
            as condition_source_concept_id,
        cast(source.condition_source_value as text) as condition_source_value,
        cast(source.stop_reason as text) as stop_reason,
        {{ lineage_source_columns('omop', 'condition_occurrence') }}
    from source
    left join concept as condition_concept
        on source.condition_concept_id = condition_concept.concept_id
)

select * from final

{{ config(unique_key='concept_id') }}

-- The vocabulary: one row for each concept.
with

source as (
    select * from {{ source_or_empty('omop', 'concept') }}
),

final as (
    select
        cast(source.concept_id as integer) as concept_id,
        {{ as_date('source.valid_start_date') }} as valid_start_date,
        {{ as_date('source.valid_end_date') }} as valid_end_date,
        cast(source.concept_name as text) as concept_name,
        cast(source.domain_id as text) as domain_id,
        cast(source.vocabulary_id as text) as vocabulary_id,
        cast(source.concept_class_id as text) as concept_class_id,
        cast(source.standard_concept as text) as standard_concept,
        cast(source.concept_code as text) as concept_code,
        cast(source.invalid_reason as text) as invalid_reason,
        {{ lineage_source_columns('omop', 'concept') }}
    from source
)

select * from final

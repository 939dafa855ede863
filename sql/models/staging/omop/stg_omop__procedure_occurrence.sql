{{ config(unique_key='procedure_occurrence_id') }}

-- One row for each procedure.
-- The standard concepts are named here, so that nothing above has to join the
-- vocabulary.
with

source as (
    select * from {{ source_or_empty('omop', 'procedure_occurrence') }}
),

concept as (
    select * from {{ ref('stg_omop__concept') }}
),

final as (
    select
        cast(source.procedure_occurrence_id as bigint)
            as procedure_occurrence_id,
        cast(source.person_id as bigint) as person_id,
        cast(source.provider_id as bigint) as provider_id,
        cast(source.visit_occurrence_id as bigint) as visit_occurrence_id,
        {{ as_date('source.procedure_date') }} as procedure_date,
        {{ as_timestamp('source.procedure_datetime') }} as procedure_datetime,
        {{ as_date('source.procedure_end_date') }} as procedure_end_date,
        cast(source.procedure_concept_id as integer) as procedure_concept_id,
        procedure_concept.concept_name as procedure_concept_name,
        cast(source.procedure_type_concept_id as integer)
            as procedure_type_concept_id,
        cast(source.procedure_source_concept_id as integer)
            as procedure_source_concept_id,
        cast(source.procedure_source_value as text) as procedure_source_value,
        cast(source.quantity as integer) as quantity,
        {{ lineage_source_columns('omop', 'procedure_occurrence') }}
    from source
    left join concept as procedure_concept
        on source.procedure_concept_id = procedure_concept.concept_id
)

select * from final

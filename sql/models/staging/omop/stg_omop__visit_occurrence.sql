{{ config(unique_key='visit_occurrence_id') }}

-- One row for each visit.
-- The standard concepts are named here, so that nothing above has to join the
-- vocabulary.
with

source as (
    select * from {{ source_or_empty('omop', 'visit_occurrence') }}
),

concept as (
    select * from {{ ref('stg_omop__concept') }}
),

final as (
    select
        cast(source.visit_occurrence_id as bigint) as visit_occurrence_id,
        cast(source.person_id as bigint) as person_id,
        cast(source.provider_id as bigint) as provider_id,
        cast(source.care_site_id as bigint) as care_site_id,
        cast(source.preceding_visit_occurrence_id as bigint)
            as preceding_visit_occurrence_id,
        {{ as_date('source.visit_start_date') }} as visit_start_date,
        {{ as_timestamp('source.visit_start_datetime') }}
            as visit_start_datetime,
        {{ as_date('source.visit_end_date') }} as visit_end_date,
        {{ as_timestamp('source.visit_end_datetime') }} as visit_end_datetime,
        cast(source.visit_concept_id as integer) as visit_concept_id,
        visit_concept.concept_name as visit_concept_name,
        cast(source.visit_type_concept_id as integer) as visit_type_concept_id,
        cast(source.visit_source_concept_id as integer)
            as visit_source_concept_id,
        visit_source_concept.concept_name as visit_source_concept_name,
        cast(source.admitted_from_concept_id as integer)
            as admitted_from_concept_id,
        cast(source.discharged_to_concept_id as integer)
            as discharged_to_concept_id,
        cast(source.visit_source_value as text) as visit_source_value,
        cast(source.admitted_from_source_value as text)
            as admitted_from_source_value,
        cast(source.discharged_to_source_value as text)
            as discharged_to_source_value,
        {{ lineage_source_columns('omop', 'visit_occurrence') }}
    from source
    left join concept as visit_concept
        on source.visit_concept_id = visit_concept.concept_id
    left join concept as visit_source_concept
        on source.visit_source_concept_id = visit_source_concept.concept_id
)

select * from final

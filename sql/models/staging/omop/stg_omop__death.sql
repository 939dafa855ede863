{{ config(unique_key='person_id') }}

-- One row for each person who has died.
-- The standard concepts are named here, so that nothing above has to join the
-- vocabulary.
with

source as (
    select * from {{ source_or_empty('omop', 'death') }}
),

concept as (
    select * from {{ ref('stg_omop__concept') }}
),

final as (
    select
        cast(source.person_id as bigint) as person_id,
        {{ as_date('source.death_date') }} as death_date,
        {{ as_timestamp('source.death_datetime') }} as death_datetime,
        cast(source.death_type_concept_id as integer) as death_type_concept_id,
        cast(source.cause_concept_id as integer) as cause_concept_id,
        cause_concept.concept_name as cause_concept_name,
        cast(source.cause_source_value as text) as cause_source_value,
        {{ lineage_source_columns('omop', 'death') }}
    from source
    left join concept as cause_concept
        on source.cause_concept_id = cause_concept.concept_id
)

select * from final

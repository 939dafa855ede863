{{ config(unique_key='provider_id') }}

-- One row for each provider.
-- The standard concepts are named here, so that nothing above has to join the
-- vocabulary.
with

source as (
    select * from {{ source_or_empty('omop', 'provider') }}
),

concept as (
    select * from {{ ref('stg_omop__concept') }}
),

final as (
    select
        cast(source.provider_id as bigint) as provider_id,
        cast(source.care_site_id as bigint) as care_site_id,
        cast(source.specialty_concept_id as integer) as specialty_concept_id,
        specialty_concept.concept_name as specialty_concept_name,
        cast(source.gender_concept_id as integer) as gender_concept_id,
        cast(source.provider_name as text) as provider_name,
        cast(source.npi as text) as npi,
        cast(source.provider_source_value as text) as provider_source_value,
        cast(source.specialty_source_value as text) as specialty_source_value,
        cast(source.gender_source_value as text) as gender_source_value,
        cast(source.year_of_birth as integer) as year_of_birth,
        {{ lineage_source_columns('omop', 'provider') }}
    from source
    left join concept as specialty_concept
        on source.specialty_concept_id = specialty_concept.concept_id
)

select * from final

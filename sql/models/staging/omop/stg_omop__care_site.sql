{{ config(unique_key='care_site_id') }}

-- One row for each place of care.
-- The standard concepts are named here, so that nothing above has to join the
-- vocabulary.
with

source as (
    select * from {{ source_or_empty('omop', 'care_site') }}
),

concept as (
    select * from {{ ref('stg_omop__concept') }}
),

final as (
    select
        cast(source.care_site_id as bigint) as care_site_id,
        cast(source.location_id as bigint) as location_id,
        cast(source.place_of_service_concept_id as integer)
            as place_of_service_concept_id,
        place_of_service_concept.concept_name as place_of_service_concept_name,
        cast(source.care_site_name as text) as care_site_name,
        cast(source.care_site_source_value as text) as care_site_source_value,
        cast(source.place_of_service_source_value as text)
            as place_of_service_source_value,
        {{ lineage_source_columns('omop', 'care_site') }}
    from source
    left join concept as place_of_service_concept
        on source.place_of_service_concept_id = place_of_service_concept.concept_id
)

select * from final

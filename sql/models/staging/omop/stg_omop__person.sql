{{ config(unique_key='person_id') }}

-- One row for each person.
-- The standard concepts are named here, so that nothing above has to join the
-- vocabulary.
with

source as (
    select * from {{ source_or_empty('omop', 'person') }}
),

concept as (
    select * from {{ ref('stg_omop__concept') }}
),

final as (
    select
        cast(source.person_id as bigint) as person_id,
        cast(source.location_id as bigint) as location_id,
        cast(source.provider_id as bigint) as provider_id,
        cast(source.care_site_id as bigint) as care_site_id,
        {{ as_timestamp('source.birth_datetime') }} as birth_datetime,
        cast(source.gender_concept_id as integer) as gender_concept_id,
        gender_concept.concept_name as gender_concept_name,
        cast(source.race_concept_id as integer) as race_concept_id,
        race_concept.concept_name as race_concept_name,
        cast(source.ethnicity_concept_id as integer) as ethnicity_concept_id,
        ethnicity_concept.concept_name as ethnicity_concept_name,
        cast(source.person_source_value as text) as person_source_value,
        cast(source.gender_source_value as text) as gender_source_value,
        cast(source.race_source_value as text) as race_source_value,
        cast(source.ethnicity_source_value as text) as ethnicity_source_value,
        cast(source.year_of_birth as integer) as year_of_birth,
        cast(source.month_of_birth as integer) as month_of_birth,
        cast(source.day_of_birth as integer) as day_of_birth,
        {{ lineage_source_columns('omop', 'person') }}
    from source
    left join concept as gender_concept
        on source.gender_concept_id = gender_concept.concept_id
    left join concept as race_concept
        on source.race_concept_id = race_concept.concept_id
    left join concept as ethnicity_concept
        on source.ethnicity_concept_id = ethnicity_concept.concept_id
)

select * from final

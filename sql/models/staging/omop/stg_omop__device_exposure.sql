{{ config(unique_key='device_exposure_id') }}

-- One row for each device.
-- The standard concepts are named here, so that nothing above has to join the
-- vocabulary.
with

source as (
    select * from {{ source_or_empty('omop', 'device_exposure') }}
),

concept as (
    select * from {{ ref('stg_omop__concept') }}
),

final as (
    select
        cast(source.device_exposure_id as bigint) as device_exposure_id,
        cast(source.person_id as bigint) as person_id,
        cast(source.provider_id as bigint) as provider_id,
        cast(source.visit_occurrence_id as bigint) as visit_occurrence_id,
        {{ as_date('source.device_exposure_start_date') }}
            as device_exposure_start_date,
        {{ as_date('source.device_exposure_end_date') }}
            as device_exposure_end_date,
        cast(source.device_concept_id as integer) as device_concept_id,
        device_concept.concept_name as device_concept_name,
        cast(source.device_type_concept_id as integer)
            as device_type_concept_id,
        cast(source.device_source_value as text) as device_source_value,
        cast(source.unique_device_id as text) as unique_device_id,
        cast(source.quantity as integer) as quantity,
        {{ lineage_source_columns('omop', 'device_exposure') }}
    from source
    left join concept as device_concept
        on source.device_concept_id = device_concept.concept_id
)

select * from final

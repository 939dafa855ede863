{{ config(unique_key='measurement_id') }}

-- One row for each measured value.
-- The standard concepts are named here, so that nothing above has to join the
-- vocabulary.
with

source as (
    select * from {{ source_or_empty('omop', 'measurement') }}
),

concept as (
    select * from {{ ref('stg_omop__concept') }}
),

final as (
    select
        cast(source.measurement_id as bigint) as measurement_id,
        cast(source.person_id as bigint) as person_id,
        cast(source.provider_id as bigint) as provider_id,
        cast(source.visit_occurrence_id as bigint) as visit_occurrence_id,
        {{ as_date('source.measurement_date') }} as measurement_date,
        {{ as_timestamp('source.measurement_datetime') }}
            as measurement_datetime,
        cast(source.measurement_concept_id as integer)
            as measurement_concept_id,
        measurement_concept.concept_name as measurement_concept_name,
        cast(source.measurement_type_concept_id as integer)
            as measurement_type_concept_id,
        cast(source.operator_concept_id as integer) as operator_concept_id,
        cast(source.value_as_concept_id as integer) as value_as_concept_id,
        value_concept.concept_name as value_concept_name,
        cast(source.unit_concept_id as integer) as unit_concept_id,
        cast(source.measurement_source_concept_id as integer)
            as measurement_source_concept_id,
        cast(source.measurement_source_value as text)
            as measurement_source_value,
        cast(source.unit_source_value as text) as unit_source_value,
        cast(source.value_source_value as text) as value_source_value,
        cast(source.value_as_number as double) as value_as_number,
        cast(source.range_low as double) as range_low,
        cast(source.range_high as double) as range_high,
        {{ lineage_source_columns('omop', 'measurement') }}
    from source
    left join concept as measurement_concept
        on source.measurement_concept_id = measurement_concept.concept_id
    left join concept as value_concept
        on source.value_as_concept_id = value_concept.concept_id
)

select * from final

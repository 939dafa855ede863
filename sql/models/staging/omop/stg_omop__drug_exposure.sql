{{ config(unique_key='drug_exposure_id') }}

-- One row for each prescription, administration or immunization.
-- The standard concepts are named here, so that nothing above has to join the
-- vocabulary.
with

source as (
    select * from {{ source_or_empty('omop', 'drug_exposure') }}
),

concept as (
    select * from {{ ref('stg_omop__concept') }}
),

final as (
    select
        cast(source.drug_exposure_id as bigint) as drug_exposure_id,
        cast(source.person_id as bigint) as person_id,
        cast(source.provider_id as bigint) as provider_id,
        cast(source.visit_occurrence_id as bigint) as visit_occurrence_id,
        {{ as_date('source.drug_exposure_start_date') }}
            as drug_exposure_start_date,
        {{ as_timestamp('source.drug_exposure_start_datetime') }}
            as drug_exposure_start_datetime,
        {{ as_date('source.drug_exposure_end_date') }}
            as drug_exposure_end_date,
        {{ as_timestamp('source.drug_exposure_end_datetime') }}
            as drug_exposure_end_datetime,
        {{ as_date('source.verbatim_end_date') }} as verbatim_end_date,
        cast(source.drug_concept_id as integer) as drug_concept_id,
        drug_concept.concept_name as drug_concept_name,
        cast(source.drug_type_concept_id as integer) as drug_type_concept_id,
        cast(source.route_concept_id as integer) as route_concept_id,
        cast(source.drug_source_concept_id as integer)
            as drug_source_concept_id,
        cast(source.drug_source_value as text) as drug_source_value,
        cast(source.sig as text) as sig,
        cast(source.lot_number as text) as lot_number,
        cast(source.route_source_value as text) as route_source_value,
        cast(source.refills as integer) as refills,
        cast(source.quantity as double) as quantity,
        cast(source.days_supply as integer) as days_supply,
        {{ lineage_source_columns('omop', 'drug_exposure') }}
    from source
    left join concept as drug_concept
        on source.drug_concept_id = drug_concept.concept_id
)

select * from final

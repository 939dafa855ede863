{{ config(unique_key='location_id') }}

-- One row for each address.
with

source as (
    select * from {{ source_or_empty('omop', 'location') }}
),

final as (
    select
        cast(source.location_id as bigint) as location_id,
        cast(source.address_1 as text) as address_1,
        cast(source.address_2 as text) as address_2,
        cast(source.city as text) as city,
        cast(source.state as text) as state,
        cast(source.zip as text) as zip,
        cast(source.county as text) as county,
        cast(source.location_source_value as text) as location_source_value,
        cast(source.country_source_value as text) as country_source_value,
        cast(source.latitude as double) as latitude,
        cast(source.longitude as double) as longitude,
        {{ lineage_source_columns('omop', 'location') }}
    from source
)

select * from final

{{ config(unique_key='organization_id') }}

-- One row for each Organization: places of care and payers.
with

{{ latest_resources('Organization') }},

final as (
    select
        source.id as organization_id,
        source.name as organization_name,
        {{ json_text('source.type', '$[0].coding[0].code') }}
            as organization_type,
        {{ json_text('source.address', '$[0].city') }} as city,
        {{ json_text('source.address', '$[0].state') }} as state,
        {{ json_text('source.address', '$[0].postalCode') }} as postal_code,
        {{ lineage_source_columns('fhir', 'Organization') }}
    from source
)

select * from final

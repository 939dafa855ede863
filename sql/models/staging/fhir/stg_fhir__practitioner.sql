{{ config(unique_key='practitioner_id') }}

-- One row for each Practitioner.
with

{{ latest_resources('Practitioner') }},

final as (
    select
        source.id as practitioner_id,
        {{ date_from_text('source.birthDate') }} as birth_date,
        source.birthDate as birth_date_text,
        {{ json_text('source.name', '$[0].family') }} as family_name,
        {{ json_text('source.name', '$[0].given[0]') }} as given_name,
        {{ json_text('source.name', '$[0].prefix[0]') }} as name_prefix,
        source.gender as gender,
        case {{ json_text('source.identifier', '$[0].system') }}
            when 'http://hl7.org/fhir/sid/us-npi'
                then {{ json_text('source.identifier', '$[0].value') }}
        end as npi,
        {{ lineage_source_columns('fhir', 'Practitioner') }}
    from source
)

select * from final

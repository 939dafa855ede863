{{ config(unique_key='practitioner_role_id') }}

-- One row for each PractitionerRole: who works where, as what.
with

{{ latest_resources('PractitionerRole') }},

final as (
    select
        source.id as practitioner_role_id,
        {{ reference_id(json_text('source.practitioner', '$.reference'), 'Practitioner') }}
            as practitioner_id,
        {{ reference_id(json_text('source.organization', '$.reference'), 'Organization') }}
            as organization_id,
        {{ json_text('source.specialty', '$[0].coding[0].code') }}
            as specialty_code,
        coalesce(
            {{ json_text('source.specialty', '$[0].text') }},
            {{ json_text('source.specialty', '$[0].coding[0].display') }}
        ) as specialty_name,
        {{ lineage_source_columns('fhir', 'PractitionerRole') }}
    from source
)

select * from final

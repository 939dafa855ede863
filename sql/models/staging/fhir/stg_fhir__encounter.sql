{{ config(unique_key='encounter_id') }}

-- One row for each Encounter.
with

{{ latest_resources('Encounter') }},

encounter_class as (
    select * from {{ ref('encounter_classes') }}
),

final as (
    select
        source.id as encounter_id,
        {{ reference_id(json_text('source.subject', '$.reference'), 'Patient') }}
            as patient_id,
        {{ reference_id(
            json_text('source.participant', '$[0].individual.reference'), 'Practitioner'
        ) }} as practitioner_id,
        {{ reference_id(json_text('source.serviceProvider', '$.reference'), 'Organization') }}
            as organization_id,
        {{ date_from_text(json_text('source.period', '$.start')) }}
            as start_date,
        {{ timestamp_from_text(json_text('source.period', '$.start')) }}
            as start_datetime,
        {{ date_from_text(json_text('source.period', '$.end')) }} as end_date,
        {{ timestamp_from_text(json_text('source.period', '$.end')) }}
            as end_datetime,
        coalesce(encounter_class.visit_concept_id, 0) as visit_concept_id,
        encounter_class.visit_concept_name as visit_concept_name,
        {{ json_text('source.period', '$.start') }} as start_text,
        {{ json_text('source.period', '$.end') }} as end_text,
        source.status as status,
        {{ json_text('source.class', '$.code') }} as class_code,
        {{ json_text('source.type', '$[0].coding[0].code') }} as type_code,
        coalesce(
            {{ json_text('source.type', '$[0].coding[0].display') }},
            {{ json_text('source.type', '$[0].text') }}
        ) as type_name,
        {{ json_text('source.reasonCode', '$[0].coding[0].code') }}
            as reason_code,
        coalesce(
            {{ json_text('source.reasonCode', '$[0].coding[0].display') }},
            {{ json_text('source.reasonCode', '$[0].text') }}
        ) as reason_name,
        {{ json_text('source.hospitalization', '$.admitSource.coding[0].code') }}
            as admit_source,
        {{ json_text('source.hospitalization', '$.dischargeDisposition.coding[0].code') }}
            as discharge_disposition,
        {{ lineage_source_columns('fhir', 'Encounter') }}
    from source
    left join encounter_class
        on {{ json_text('source.class', '$.code') }} = encounter_class.fhir_class
)

select * from final

{{ config(unique_key='coverage_id') }}

-- One row for each Coverage: a payer that covers a patient for a time.
with

{{ latest_resources('Coverage') }},

final as (
    select
        source.id as coverage_id,
        {{ reference_id(json_text('source.beneficiary', '$.reference'), 'Patient') }}
            as patient_id,
        {{ reference_id(json_text('source.payor', '$[0].reference'), 'Organization') }}
            as payer_id,
        {{ date_from_text(json_text('source.period', '$.start')) }}
            as start_date,
        {{ date_from_text(json_text('source.period', '$.end')) }} as end_date,
        source.status as status,
        {{ json_text('source.payor', '$[0].display') }} as payer_name,
        {{ json_text('source.class', '$[0].name') }} as plan_name,
        {{ lineage_source_columns('fhir', 'Coverage') }}
    from source
)

select * from final

{{ config(unique_key='coverage_id') }}

-- One row for each span of time in which a payer covered a patient.
with

{% if primary_source() == 'omop' -%}

source as (
    select
        cast(payer_plan_period_id as text) as coverage_id,
        cast(person_id as text) as patient_id,
        payer_plan_period_start_date as start_date,
        payer_plan_period_end_date as end_date,
        payer_source_value as payer_name,
        lineage_first_seen_ts,
        lineage_source_origin,
        lineage_snapshot_id
    from {{ ref('stg_omop__payer_plan_period') }}
),

{%- else -%}

source as (
    select
        coverage_id,
        patient_id,
        start_date,
        end_date,
        payer_name,
        lineage_first_seen_ts,
        lineage_source_origin,
        lineage_snapshot_id
    from {{ ref('stg_fhir__coverage') }}
    where coalesce(status, '') not in ('entered-in-error', 'cancelled', 'draft')
),

{%- endif %}

final as (
    select
        source.coverage_id as coverage_id,
        source.patient_id as patient_id,
        source.start_date as start_date,
        source.end_date as end_date,
        source.payer_name as payer_name,
        {{ lineage_standard_columns(upstream='source') }}
    from source
)

select * from final

{{ may_read([
    'stg_omop__payer_plan_period',
    'stg_fhir__coverage',
]) }}

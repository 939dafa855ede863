{{ config(unique_key='cost_id') }}

-- One row for each charge, with the patient and the day of what it was for.
-- Amounts are whole cents, so that sums do not depend on their order. OMOP: a
-- cost points to an event by domain and key; one whose event is not there has
-- no patient. Charges look up their events. Where most events have no charge,
-- an index of all of them is dearer than the search for a charge of each that a
-- set of the keys lets through; the few charges of such domains are picked out
-- once.
{% set events = {
    'Visit': ('stg_omop__visit_occurrence', 'visit_occurrence_id', 'visit_start_date'),
    'Procedure': ('stg_omop__procedure_occurrence', 'procedure_occurrence_id', 'procedure_date'),
    'Drug': ('stg_omop__drug_exposure', 'drug_exposure_id', 'drug_exposure_start_date'),
    'Measurement': ('stg_omop__measurement', 'measurement_id', 'measurement_date'),
    'Observation': ('stg_omop__observation', 'observation_id', 'observation_date'),
    'Device': ('stg_omop__device_exposure', 'device_exposure_id', 'device_exposure_start_date'),
} %}
{% set rarely_charged = ['Measurement', 'Observation'] %}
{% set rare_domains = rarely_charged + ['Device'] %}
with

{% if primary_source() == 'omop' -%}

rare_charge as materialized (
    select
        cost_id,
        cost_event_id,
        payer_plan_period_id,
        cost_domain_id,
        total_charge,
        paid_by_payer,
        paid_by_patient,
        lineage_first_seen_ts,
        lineage_source_origin,
        lineage_snapshot_id
    from {{ ref('stg_omop__cost') }}
    where cost_domain_id in ('{{ rare_domains | join("', '") }}')
),

{% for domain in rarely_charged -%}
{{ domain | lower }}_charge as materialized (
    select * from rare_charge
    where cost_domain_id = '{{ domain }}'
),

{% endfor -%}
source as (
    {%- for domain, (table, key, date) in events.items() %}
    select
        cast(cost.cost_id as text) as cost_id,
        cast(event.person_id as text) as patient_id,
        cast(event.visit_occurrence_id as text) as encounter_id,
        cast(cost.payer_plan_period_id as text) as coverage_id,
        event.{{ date }} as service_date,
        cost.cost_domain_id as cost_domain,
        cost.total_charge as charge,
        cost.paid_by_payer as paid_by_payer,
        cost.paid_by_patient as paid_by_patient,
        cost.lineage_first_seen_ts as lineage_first_seen_ts,
        cost.lineage_source_origin as lineage_source_origin,
        cost.lineage_snapshot_id as lineage_snapshot_id
    {%- if domain in rarely_charged %}
    from {{ ref(table) }} as event
    cross join {{ domain | lower }}_charge as cost
    where
        cost.cost_event_id = event.{{ key }}
        and event.{{ key }} in (
            select cost_event_id from {{ domain | lower }}_charge
        )
    {%- else %}
    {%- set charge = 'rare_charge' if domain in rare_domains else ref('stg_omop__cost') %}
    from {{ charge }} as cost
    cross join {{ ref(table) }} as event
    where
        cost.cost_domain_id = '{{ domain }}'
        and cost.cost_event_id = event.{{ key }}
    {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

{%- else -%}

source as (
    select
        claim_item_id as cost_id,
        patient_id,
        encounter_id,
        coverage_id,
        service_date,
        'Claim' as cost_domain,
        charge,
        paid_by_payer,
        paid_by_patient,
        lineage_first_seen_ts,
        lineage_source_origin,
        lineage_snapshot_id
    from {{ ref('stg_fhir__claim_item') }}
    where coalesce(status, '') not in ('entered-in-error', 'cancelled', 'draft')
),

{%- endif %}

final as (
    select
        source.cost_id as cost_id,
        source.patient_id as patient_id,
        source.encounter_id as encounter_id,
        source.coverage_id as coverage_id,
        source.service_date as service_date,
        {{ month_start('source.service_date') }} as service_month,
        source.cost_domain as cost_domain,
        cast(round(100 * source.charge) as bigint) as charge_cents,
        cast(round(100 * source.paid_by_payer) as bigint)
            as paid_by_payer_cents,
        cast(round(100 * source.paid_by_patient) as bigint)
            as paid_by_patient_cents,
        {{ lineage_standard_columns(upstream='source') }}
    from source
)

select * from final

{{ may_read(['stg_omop__cost', 'stg_fhir__claim_item']) }}
{%- for table, key, date in events.values() %}
{{- may_read([table]) }}
{%- endfor %}

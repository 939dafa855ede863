{{ config(unique_key='span_id') }}

-- One row for each span of time in which a patient was under observation, up to
-- the as-of date.
-- FHIR has no such thing: from the first encounter to the last.
with

{% if primary_source() == 'omop' -%}

source as (
    select
        cast(observation_period_id as text) as span_id,
        cast(person_id as text) as patient_id,
        observation_period_start_date as start_date,
        observation_period_end_date as end_date,
        lineage_first_seen_ts,
        lineage_source_origin,
        lineage_snapshot_id
    from {{ ref('stg_omop__observation_period') }}
),

{%- else -%}

source as (
    select
        encounter.patient_id as span_id,
        encounter.patient_id as patient_id,
        min(encounter.start_date) as start_date,
        max(coalesce(encounter.end_date, encounter.start_date)) as end_date,
        min(encounter.lineage_first_seen_ts) as lineage_first_seen_ts,
        min(encounter.lineage_source_origin) as lineage_source_origin,
        min(encounter.lineage_snapshot_id) as lineage_snapshot_id
    from {{ ref('int_encounter') }} as encounter
    where encounter.patient_id is not null
    group by encounter.patient_id
),

{%- endif %}

final as (
    select
        source.span_id as span_id,
        source.patient_id as patient_id,
        source.start_date as start_date,
        {{ earlier_of('source.end_date', as_of_date()) }} as end_date,
        {{ lineage_standard_columns(upstream='source') }}
    from source
    where source.start_date <= {{ as_of_date() }}
)

select * from final

{{ may_read([
    'stg_omop__observation_period',
    'int_encounter',
]) }}

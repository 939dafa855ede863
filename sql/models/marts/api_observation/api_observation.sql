-- Grain: one row for each measurement or observation; both kinds in one list.
with

measurement as (
    select * from {{ ref('int_measurement') }}
),

observation as (
    select * from {{ ref('int_observation') }}
),

observed as (
    select
        'measurement/' || measurement.measurement_id as api_observation_id,
        measurement.patient_id as patient_id,
        measurement.encounter_id as encounter_id,
        measurement.measured_date as observed_date,
        measurement.measured_datetime as observed_datetime,
        measurement.measurement_concept_id as concept_id,
        'measurement' as observation_kind,
        measurement.measurement_code as code,
        measurement.measurement_name as name,
        measurement.value_text as value_text,
        measurement.unit as unit,
        measurement.value_number as value_number,
        cast(
            case
                when
                    measurement.range_low is null
                    and measurement.range_high is null then null
                when
                    measurement.value_number between measurement.range_low
                    and measurement.range_high then 'normal'
                when measurement.value_number < measurement.range_low then 'low'
                when measurement.value_number > measurement.range_high then 'high'
                when measurement.value_number is not null then 'normal'
            end as text
        ) as interpretation,
        measurement.lineage_first_seen_ts as lineage_first_seen_ts,
        measurement.lineage_source_origin as lineage_source_origin,
        measurement.lineage_snapshot_id as lineage_snapshot_id
    from measurement
    union all
    select
        'observation/' || observation.observation_id as api_observation_id,
        observation.patient_id as patient_id,
        observation.encounter_id as encounter_id,
        observation.observed_date as observed_date,
        observation.observed_datetime as observed_datetime,
        observation.observation_concept_id as concept_id,
        'observation' as observation_kind,
        observation.observation_code as code,
        observation.observation_name as name,
        observation.value_text as value_text,
        observation.unit as unit,
        observation.value_number as value_number,
        {{ null_of('text') }} as interpretation,
        observation.lineage_first_seen_ts as lineage_first_seen_ts,
        observation.lineage_source_origin as lineage_source_origin,
        observation.lineage_snapshot_id as lineage_snapshot_id
    from observation
),

final as (
    select
        observed.api_observation_id as api_observation_id,
        observed.patient_id as patient_id,
        observed.encounter_id as encounter_id,
        observed.observed_date as observed_date,
        observed.observed_datetime as observed_datetime,
        observed.concept_id as concept_id,
        observed.observation_kind as observation_kind,
        observed.code as code,
        observed.name as name,
        observed.value_text as value_text,
        observed.unit as unit,
        observed.interpretation as interpretation,
        observed.value_number as value_number,
        {{ lineage_standard_columns(upstream='observed') }}
    from observed
)

select * from final

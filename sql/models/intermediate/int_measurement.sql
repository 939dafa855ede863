{{ config(materialized='ephemeral') }}

-- One row for each measured value. A view in all but name: the values stay
-- where staging put them.
-- FHIR: an observation is a measurement where its concept says so or, without a
-- concept, where its category does; one with components has a row for each of
-- them and none of its own.
with

{% if primary_source() == 'omop' -%}

final as (
    select
        cast(measurement.measurement_id as text) as measurement_id,
        cast(measurement.person_id as text) as patient_id,
        cast(measurement.visit_occurrence_id as text) as encounter_id,
        measurement.measurement_date as measured_date,
        measurement.measurement_datetime as measured_datetime,
        measurement.measurement_concept_id as measurement_concept_id,
        measurement.measurement_source_value as measurement_code,
        cast(
            coalesce(
                case
                    when measurement.measurement_concept_id <> 0
                        then measurement.measurement_concept_name
                end,
                measurement.measurement_source_value
            )
            as text
        ) as measurement_name,
        cast(
            coalesce(
                case
                    when measurement.value_as_concept_id <> 0
                        then measurement.value_concept_name
                end,
                case
                    when measurement.value_as_number is null
                        then measurement.value_source_value
                end
            )
            as text
        ) as value_text,
        measurement.unit_source_value as unit,
        measurement.value_as_number as value_number,
        measurement.range_low as range_low,
        measurement.range_high as range_high,
        {{ lineage_standard_columns(upstream='measurement') }}
    from {{ ref('stg_omop__measurement') }} as measurement
)

{%- else -%}

-- Both arms read the table of observations: a common table expression that both
-- named would be copied with all its columns by SQLite, each time somebody asks.
-- Its index is of components, of which there are fewer.
value_row as (
    select
        observation.observation_id as measurement_id,
        observation.patient_id as patient_id,
        observation.encounter_id as encounter_id,
        observation.effective_date as measured_date,
        observation.effective_datetime as measured_datetime,
        observation.observation_concept_id as measurement_concept_id,
        observation.observation_code as measurement_code,
        cast(
            coalesce(observation.observation_concept_name, observation.observation_name)
            as text
        ) as measurement_name,
        observation.value_text as value_text,
        observation.unit as unit,
        observation.value_number as value_number,
        observation.range_low as range_low,
        observation.range_high as range_high,
        observation.lineage_first_seen_ts as lineage_first_seen_ts,
        observation.lineage_source_origin as lineage_source_origin,
        observation.lineage_snapshot_id as lineage_snapshot_id
    from {{ ref('stg_fhir__observation') }} as observation
    where
        observation.has_components = 0
        and coalesce(observation.status, '') not in (
            'entered-in-error', 'cancelled'
        )
        and (
            observation.domain_id = 'Measurement'
            or (
                observation.domain_id is null
                and observation.category in ('vital-signs', 'laboratory')
            )
        )
    union all
    select
        component.component_id as measurement_id,
        observation.patient_id as patient_id,
        observation.encounter_id as encounter_id,
        observation.effective_date as measured_date,
        observation.effective_datetime as measured_datetime,
        component.component_concept_id as measurement_concept_id,
        component.component_code as measurement_code,
        cast(
            coalesce(component.component_concept_name, component.component_name)
            as text
        ) as measurement_name,
        component.value_text as value_text,
        component.unit as unit,
        component.value_number as value_number,
        {{ null_of('double') }} as range_low,
        {{ null_of('double') }} as range_high,
        component.lineage_first_seen_ts as lineage_first_seen_ts,
        component.lineage_source_origin as lineage_source_origin,
        component.lineage_snapshot_id as lineage_snapshot_id
    from {{ ref('stg_fhir__observation') }} as observation
    cross join {{ ref('stg_fhir__observation_component') }} as component
    where
        observation.has_components = 1
        and coalesce(observation.status, '') not in (
            'entered-in-error', 'cancelled'
        )
        and component.observation_id = observation.observation_id
        and (
            component.domain_id = 'Measurement'
            or (
                component.domain_id is null
                and observation.category in ('vital-signs', 'laboratory')
            )
        )
),

final as (
    select
        value_row.measurement_id as measurement_id,
        value_row.patient_id as patient_id,
        value_row.encounter_id as encounter_id,
        value_row.measured_date as measured_date,
        value_row.measured_datetime as measured_datetime,
        value_row.measurement_concept_id as measurement_concept_id,
        value_row.measurement_code as measurement_code,
        value_row.measurement_name as measurement_name,
        value_row.value_text as value_text,
        value_row.unit as unit,
        value_row.value_number as value_number,
        value_row.range_low as range_low,
        value_row.range_high as range_high,
        {{ lineage_standard_columns(upstream='value_row') }}
    from value_row
)

{%- endif %}

select * from final

{{ may_read([
    'stg_omop__measurement',
    'stg_fhir__observation',
    'stg_fhir__observation_component',
]) }}

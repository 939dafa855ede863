-- Grain: one row for each measured value.
with

measurement as (
    select * from {{ ref('int_measurement') }}
),

final as (
    select
        measurement.measurement_id as measurement_id,
        measurement.patient_id as patient_id,
        measurement.encounter_id as encounter_id,
        measurement.measured_date as measured_date,
        measurement.measured_datetime as measured_datetime,
        measurement.measurement_concept_id as measurement_concept_id,
        measurement.measurement_code as measurement_code,
        measurement.measurement_name as measurement_name,
        measurement.value_text as value_text,
        measurement.unit as unit,
        measurement.value_number as value_number,
        measurement.range_low as range_low,
        measurement.range_high as range_high,
        {{ lineage_standard_columns(upstream='measurement') }}
    from measurement
)

select * from final

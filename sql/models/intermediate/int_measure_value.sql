{{ config(materialized='table') }}

-- One row for each value of a measure (seed measures) that a patient has up to
-- the as-of date. The latest values are looked for among these: they are few of
-- all measurements, which are read but once for them.
with

measurement as (
    select * from {{ ref('int_measurement') }}
),

measure as (
    select * from {{ ref('measures') }}
),

final as (
    select
        measurement.patient_id as patient_id,
        measurement.measured_date as measured_date,
        measurement.measurement_concept_id as measurement_concept_id,
        measurement.value_number as value_number,
        {{ lineage_standard_columns(upstream='measurement') }}
    from measurement
    where
        measurement.measurement_concept_id in (
            select measure.concept_id from measure
        )
        and measurement.patient_id is not null
        and measurement.measured_date <= {{ as_of_date() }}
)

select * from final

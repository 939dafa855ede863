{{ config(unique_key='patient_id') }}

-- One row for each patient with an HbA1c up to the as-of date: the day of the
-- last one, and the lowest value of that day.
with

measurement as (
    select * from {{ ref('int_measurement') }}
),

measure as (
    select * from {{ ref('measures') }}
),

result as (
    select
        measurement.patient_id as patient_id,
        measurement.measured_date as measured_date,
        measurement.value_number as value_number,
        measurement.lineage_first_seen_ts as lineage_first_seen_ts,
        measurement.lineage_source_origin as lineage_source_origin,
        measurement.lineage_snapshot_id as lineage_snapshot_id
    from measurement
    inner join measure
        on measurement.measurement_concept_id = measure.concept_id
    where
        measure.measure = 'hba1c'
        and measurement.measured_date <= {{ as_of_date() }}
),

latest as (
    select
        patient_id,
        max(measured_date) as measured_date
    from result
    group by patient_id
),

final as (
    select
        result.patient_id as patient_id,
        result.measured_date as measured_date,
        min(result.value_number) as hba1c,
        {{ days_between('result.measured_date', as_of_date()) }}
            as days_before_as_of,
        {{ lineage_group_columns('result') }}
    from result
    inner join latest
        on
            result.patient_id = latest.patient_id
            and result.measured_date = latest.measured_date
    group by result.patient_id, result.measured_date
)

select * from final

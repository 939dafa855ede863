{{ config(unique_key='patient_id') }}

-- One row for each patient with a blood pressure: that of the last day with
-- both values, up to the as-of date. Of several readings on that day the lowest
-- systolic and the lowest diastolic count, as HEDIS (Controlling High Blood
-- Pressure) has it.
with

measurement as (
    select * from {{ ref('int_measurement') }}
),

measure as (
    select * from {{ ref('measures') }}
),

reading as (
    select
        measurement.patient_id as patient_id,
        measurement.measured_date as measured_date,
        min(
            case
                when measure.measure = 'systolic_blood_pressure'
                    then measurement.value_number
            end
        ) as systolic,
        min(
            case
                when measure.measure = 'diastolic_blood_pressure'
                    then measurement.value_number
            end
        ) as diastolic,
        min(measurement.lineage_first_seen_ts) as lineage_first_seen_ts,
        min(measurement.lineage_source_origin) as lineage_source_origin,
        min(measurement.lineage_snapshot_id) as lineage_snapshot_id
    from measurement
    inner join measure
        on measurement.measurement_concept_id = measure.concept_id
    where
        measure.measure in ('systolic_blood_pressure', 'diastolic_blood_pressure')
        and measurement.measured_date <= {{ as_of_date() }}
    group by measurement.patient_id, measurement.measured_date
),

complete as (
    select * from reading
    where systolic is not null and diastolic is not null
),

latest as (
    select
        patient_id,
        max(measured_date) as measured_date
    from complete
    group by patient_id
),

final as (
    select
        complete.patient_id as patient_id,
        complete.measured_date as measured_date,
        complete.systolic as systolic,
        complete.diastolic as diastolic,
        {{ days_between('complete.measured_date', as_of_date()) }}
            as days_before_as_of,
        {{ lineage_standard_columns(upstream='complete') }}
    from complete
    inner join latest
        on
            complete.patient_id = latest.patient_id
            and complete.measured_date = latest.measured_date
)

select * from final

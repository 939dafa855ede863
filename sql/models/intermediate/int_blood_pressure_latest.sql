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

value_row as (
    select
        measurement.patient_id as patient_id,
        measurement.measured_date as measured_date,
        measurement.measurement_concept_id as measurement_concept_id,
        measurement.value_number as value_number,
        measurement.lineage_first_seen_ts as lineage_first_seen_ts,
        measurement.lineage_source_origin as lineage_source_origin,
        measurement.lineage_snapshot_id as lineage_snapshot_id
    from measurement
    where
        measurement.measurement_concept_id in (
            select measure.concept_id from measure
            where
                measure.measure in (
                    'systolic_blood_pressure', 'diastolic_blood_pressure'
                )
        )
        and measurement.patient_id is not null
        and measurement.measured_date <= {{ as_of_date() }}
),

reading as (
    select
        value_row.patient_id as patient_id,
        value_row.measured_date as measured_date,
        min(
            case
                when measure.measure = 'systolic_blood_pressure'
                    then value_row.value_number
            end
        ) as systolic,
        min(
            case
                when measure.measure = 'diastolic_blood_pressure'
                    then value_row.value_number
            end
        ) as diastolic,
        min(value_row.lineage_first_seen_ts) as lineage_first_seen_ts,
        min(value_row.lineage_source_origin) as lineage_source_origin,
        min(value_row.lineage_snapshot_id) as lineage_snapshot_id
    from value_row
    cross join measure
    where value_row.measurement_concept_id = measure.concept_id
    group by value_row.patient_id, value_row.measured_date
),

complete as (
    select
        reading.*,
        max(reading.measured_date) over (partition by reading.patient_id)
            as last_date
    from reading
    where reading.systolic is not null and reading.diastolic is not null
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
    where complete.measured_date = complete.last_date
)

select * from final

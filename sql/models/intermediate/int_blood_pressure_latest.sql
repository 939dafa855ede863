{{ config(unique_key='patient_id') }}

-- One row for each patient with a blood pressure: that of the last day with
-- both values, up to the as-of date. Of several readings on that day the lowest
-- systolic and the lowest diastolic count, as HEDIS (Controlling High Blood
-- Pressure) has it.
with

systolic as (
    select concept_id from {{ ref('measures') }}
    where measure = 'systolic_blood_pressure'
),

diastolic as (
    select concept_id from {{ ref('measures') }}
    where measure = 'diastolic_blood_pressure'
),

dated as (
    select
        patient_id,
        measured_date,
        case
            when measurement_concept_id in (select concept_id from systolic)
                then measured_date
        end as systolic_date,
        case
            when measurement_concept_id in (select concept_id from diastolic)
                then measured_date
        end as diastolic_date
    from {{ ref('int_measure_value') }}
    where value_number is not null
),

-- The day from which on the readings of a patient are looked at: the last one
-- with a systolic value, if it is the last one with a diastolic value as well,
-- since no later day has both; else the first one. So few are sorted by day.
first_day as materialized (
    select
        patient_id,
        case
            when max(systolic_date) = max(diastolic_date)
                then max(systolic_date)
            else min(measured_date)
        end as measured_date
    from dated
    group by patient_id
),

valued as (
    select
        measured.patient_id as patient_id,
        measured.measured_date as measured_date,
        case
            when measured.measurement_concept_id in (select concept_id from systolic)
                then measured.value_number
        end as systolic,
        case
            when measured.measurement_concept_id in (select concept_id from diastolic)
                then measured.value_number
        end as diastolic,
        measured.lineage_first_seen_ts as lineage_first_seen_ts,
        measured.lineage_source_origin as lineage_source_origin,
        measured.lineage_snapshot_id as lineage_snapshot_id
    from {{ ref('int_measure_value') }} as measured
    cross join first_day
    where
        measured.patient_id = first_day.patient_id
        and measured.measured_date >= first_day.measured_date
),

reading as (
    select
        patient_id,
        measured_date,
        min(systolic) as systolic,
        min(diastolic) as diastolic,
        min(lineage_first_seen_ts) as lineage_first_seen_ts,
        min(lineage_source_origin) as lineage_source_origin,
        min(lineage_snapshot_id) as lineage_snapshot_id
    from valued
    where systolic is not null or diastolic is not null
    group by patient_id, measured_date
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

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
    where
        measurement.measurement_concept_id in (
            select measure.concept_id from measure
            where measure.measure = 'hba1c'
        )
        and measurement.patient_id is not null
        and measurement.measured_date <= {{ as_of_date() }}
),

dated as (
    select
        result.*,
        max(result.measured_date) over (partition by result.patient_id)
            as last_date
    from result
),

final as (
    select
        dated.patient_id as patient_id,
        dated.measured_date as measured_date,
        min(dated.value_number) as hba1c,
        {{ days_between('dated.measured_date', as_of_date()) }}
            as days_before_as_of,
        {{ lineage_group_columns('dated') }}
    from dated
    where dated.measured_date = dated.last_date
    group by dated.patient_id, dated.measured_date
)

select * from final

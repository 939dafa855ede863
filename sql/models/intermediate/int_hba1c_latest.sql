{{ config(unique_key='patient_id') }}

-- One row for each patient with an HbA1c up to the as-of date: the day of the
-- last one, and the lowest value of that day.
with

result as (
    select * from {{ ref('int_measure_value') }}
    where
        measurement_concept_id in (
            select concept_id from {{ ref('measures') }}
            where measure = 'hba1c'
        )
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

{{ config(unique_key=['patient_id', 'month_start_date']) }}

-- One row for each patient and month in which they were under observation on at
-- least one day, with what their care of that month cost. The payer is the one
-- that covered them on the first of the month; of several, the one that began
-- last.
with recursive

month (patient_id, month_start_date, end_date) as (
    select
        span.patient_id as patient_id,
        {{ month_start('span.start_date') }} as month_start_date,
        span.end_date as end_date
    from {{ ref('int_observation_span') }} as span
    where span.end_date >= span.start_date
    union all
    select
        month.patient_id as patient_id,
        {{ month_start(add_days('month.month_start_date', 31)) }}
            as month_start_date,
        month.end_date as end_date
    from month
    where {{ month_start(add_days('month.month_start_date', 31)) }} <= month.end_date
    {{ recursion_order('1, 2') }}
),

member_month as (
    select distinct
        patient_id,
        month_start_date
    from month
),

patient as (
    select * from {{ ref('int_patient') }}
),

age_band as (
    select * from {{ ref('age_bands') }}
),

coverage as (
    select
        member_month.patient_id as patient_id,
        member_month.month_start_date as month_start_date,
        span.payer_name as payer_name,
        row_number() over (
            partition by member_month.patient_id, member_month.month_start_date
            order by span.start_date desc, span.coverage_id
        ) as coverage_order
    from member_month
    inner join {{ ref('int_coverage') }} as span
        on
            member_month.patient_id = span.patient_id
            and member_month.month_start_date >= span.start_date
            and (
                span.end_date is null
                or member_month.month_start_date <= span.end_date
            )
),

spent as (
    select
        patient_id,
        service_month,
        cast(count(*) as integer) as charge_count,
        cast(sum(charge_cents) as bigint) as charge_cents,
        cast(sum(paid_by_payer_cents) as bigint) as paid_by_payer_cents,
        cast(sum(paid_by_patient_cents) as bigint) as paid_by_patient_cents
    from {{ ref('int_cost') }}
    group by patient_id, service_month
),

aged as (
    select
        member_month.patient_id as patient_id,
        member_month.month_start_date as month_start_date,
        patient.sex as sex,
        {{ years_between('patient.birth_date', 'member_month.month_start_date') }}
            as age_years,
        patient.lineage_first_seen_ts as lineage_first_seen_ts,
        patient.lineage_source_origin as lineage_source_origin,
        patient.lineage_snapshot_id as lineage_snapshot_id
    from member_month
    inner join patient
        on member_month.patient_id = patient.patient_id
),

final as (
    select
        aged.patient_id as patient_id,
        aged.month_start_date as month_start_date,
        coverage.payer_name as payer_name,
        aged.sex as sex,
        coalesce(
            age_band.age_band,
            case when aged.age_years < 0 then '00-17' else 'unknown' end
        ) as age_band,
        {{ date_part_of('year', 'aged.month_start_date') }} as month_year,
        coalesce(spent.charge_count, 0) as charge_count,
        coalesce(spent.charge_cents, 0) as charge_cents,
        coalesce(spent.paid_by_payer_cents, 0) as paid_by_payer_cents,
        coalesce(spent.paid_by_patient_cents, 0) as paid_by_patient_cents,
        {{ lineage_standard_columns(upstream='aged') }}
    from aged
    left join age_band
        on aged.age_years between age_band.age_min and age_band.age_max
    left join coverage
        on
            coverage.patient_id = aged.patient_id
            and coverage.month_start_date = aged.month_start_date
            and coverage.coverage_order = 1
    left join spent
        on
            spent.patient_id = aged.patient_id
            and spent.service_month = aged.month_start_date
)

select * from final

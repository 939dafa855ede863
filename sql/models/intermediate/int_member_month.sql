{{ config(unique_key=['patient_id', 'month_start_date']) }}

-- One row for each patient and month in which they were under observation on at
-- least one day, with what their care of that month cost. The payer is the one
-- that covered them on the first of the month; of several, the one that began
-- last.
with recursive

-- Patients have numbers here, which are looked up sooner than texts.
patient as materialized (
    select
        patient_id,
        row_number() over (order by patient_id) as patient_number
    from {{ ref('int_patient') }}
),

month (month_start_date, last_date) as (
    select
        {{ month_start('min(span.start_date)') }} as month_start_date,
        max(span.end_date) as last_date
    from {{ ref('int_observation_span') }} as span
    where span.end_date >= span.start_date
    union all
    select
        {{ month_start(add_days('month.month_start_date', 31)) }}
            as month_start_date,
        month.last_date as last_date
    from month
    where {{ month_start(add_days('month.month_start_date', 31)) }} <= month.last_date
),

-- The cast makes january an integer for SQLite, which else has no index of it for
-- the search by a table's column.
numbered_month as materialized (
    select
        month.month_start_date as month_start_date,
        {{ date_part_of('year', 'month.month_start_date') }} as month_year,
        {{ month_number('month.month_start_date') }} as month_number,
        cast(12 * {{ date_part_of('year', 'month.month_start_date') }} as integer)
            as january
    from month
),

charged as (
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

-- Patient and month are one number, since each member month searches for it.
spent as materialized (
    select
        200000 * patient.patient_number
            + {{ month_number('charged.service_month') }} as patient_month,
        charged.charge_count as charge_count,
        charged.charge_cents as charge_cents,
        charged.paid_by_payer_cents as paid_by_payer_cents,
        charged.paid_by_patient_cents as paid_by_patient_cents
    from charged
    cross join patient
    where patient.patient_id = charged.patient_id
),

final as (
    select
        member_year.patient_id as patient_id,
        numbered_month.month_start_date as month_start_date,
        member_year.payer_name as payer_name,
        member_year.sex as sex,
        member_year.age_band as age_band,
        numbered_month.month_year as month_year,
        coalesce(spent.charge_count, 0) as charge_count,
        coalesce(spent.charge_cents, 0) as charge_cents,
        coalesce(spent.paid_by_payer_cents, 0) as paid_by_payer_cents,
        coalesce(spent.paid_by_patient_cents, 0) as paid_by_patient_cents,
        {{ lineage_standard_columns(upstream='member_year') }}
    from {{ ref('int_member_year') }} as member_year
    cross join patient
    cross join numbered_month
    left join spent
        on
            spent.patient_month
            = 200000 * patient.patient_number + numbered_month.month_number
    where
        patient.patient_id = member_year.patient_id
        and numbered_month.january = member_year.january
        and numbered_month.month_number between member_year.first_month
        and member_year.last_month
)

select * from final

{{ config(unique_key=['patient_id', 'month_start_date']) }}

-- One row for each patient and month in which they were under observation on at
-- least one day, with what their care of that month cost. The payer is the one
-- that covered them on the first of the month; of several, the one that began
-- last.
-- Months are numbers here, 12 for each year, and stand in ranges as long as the
-- payer and the age are the same: only the last step has a row for each month.
with recursive

span as (
    select
        span.patient_id as patient_id,
        {{ month_number('span.start_date') }} as first_month,
        {{ month_number('span.end_date') }} as last_month,
        max({{ month_number('span.end_date') }}) over (
            partition by span.patient_id
            order by span.start_date, span.end_date
            rows between unbounded preceding and 1 preceding
        ) as seen_month
    from {{ ref('int_observation_span') }} as span
    where span.end_date >= span.start_date
),

-- Spans of a patient may meet in a month: it belongs to the one that began
-- first. Each is cut into years.
member_year (patient_id, first_month, last_month) as (
    select
        span.patient_id as patient_id,
        case
            when span.seen_month >= span.first_month then span.seen_month + 1
            else span.first_month
        end as first_month,
        span.last_month as last_month
    from span
    where span.seen_month is null or span.last_month > span.seen_month
    union all
    select
        member_year.patient_id as patient_id,
        member_year.first_month - member_year.first_month % 12 + 12
            as first_month,
        member_year.last_month as last_month
    from member_year
    where
        member_year.first_month - member_year.first_month % 12 + 12
        <= member_year.last_month
    {{ recursion_order('1, 2') }}
),

coverage as materialized (
    select
        patient_id,
        coverage_id,
        start_date,
        payer_name,
        {{ first_month_from('start_date') }} as first_month,
        coalesce({{ month_number('end_date') }}, 120000) as last_month
    from {{ ref('int_coverage') }}
    where start_date is not null
),

-- Months in which the payer of a patient may be another than before.
change as (
    select
        patient_id,
        0 as first_month
    from {{ ref('int_patient') }}
    union
    select
        patient_id,
        first_month
    from coverage
    union
    select
        patient_id,
        last_month + 1 as first_month
    from coverage
),

stretch as (
    select
        patient_id,
        first_month,
        lead(first_month, 1, 120002) over (
            partition by patient_id
            order by first_month
        ) - 1 as last_month
    from change
),

payer as (
    select
        stretch.patient_id as patient_id,
        stretch.first_month as first_month,
        stretch.last_month as last_month,
        coverage.payer_name as payer_name,
        row_number() over (
            partition by stretch.patient_id, stretch.first_month
            order by coverage.start_date desc, coverage.coverage_id
        ) as coverage_order
    from stretch
    left join coverage
        on
            stretch.patient_id = coverage.patient_id
            and stretch.first_month between coverage.first_month
            and coverage.last_month
),

patient as materialized (
    select
        patient_id,
        sex,
        {{ first_month_from('birth_date') }} as birth_month,
        lineage_first_seen_ts,
        lineage_source_origin,
        lineage_snapshot_id
    from {{ ref('int_patient') }}
),

-- A year of a patient's has a part before the birthday and one from it on.
part as (
    select 0 as birthdays
    union all
    select 1 as birthdays
),

age_band as (
    select * from {{ ref('age_bands') }}
),

paid_year as (
    select
        member_year.patient_id as patient_id,
        member_year.first_month - member_year.first_month % 12 as january,
        {{ greatest_of(['member_year.first_month', 'payer.first_month']) }}
            as first_month,
        {{ least_of([
            'member_year.last_month',
            'member_year.first_month - member_year.first_month % 12 + 11',
            'payer.last_month',
        ]) }} as last_month,
        payer.payer_name as payer_name
    from member_year
    cross join payer
    where
        payer.patient_id = member_year.patient_id
        and payer.coverage_order = 1
),

aged as materialized (
    select
        paid_year.patient_id as patient_id,
        paid_year.january as january,
        case
            when part.birthdays = 0 or patient.birth_month is null
                then paid_year.first_month
            else
                {{ greatest_of([
                    'paid_year.first_month',
                    'paid_year.january + patient.birth_month % 12',
                ]) }}
        end as first_month,
        case
            when part.birthdays = 1
                then paid_year.last_month
            else
                {{ least_of([
                    'paid_year.last_month',
                    'paid_year.january + patient.birth_month % 12 - 1',
                ]) }}
        end as last_month,
        paid_year.payer_name as payer_name,
        patient.sex as sex,
        (
            paid_year.january
            - patient.birth_month + patient.birth_month % 12
        ) / 12 - 1 + part.birthdays as age_years,
        patient.lineage_first_seen_ts as lineage_first_seen_ts,
        patient.lineage_source_origin as lineage_source_origin,
        patient.lineage_snapshot_id as lineage_snapshot_id
    from paid_year
    cross join patient
    cross join part
    where
        patient.patient_id = paid_year.patient_id
        and paid_year.first_month <= paid_year.last_month
        and (part.birthdays = 1 or patient.birth_month is not null)
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

numbered_month as materialized (
    select
        month.month_start_date as month_start_date,
        {{ date_part_of('year', 'month.month_start_date') }} as month_year,
        {{ month_number('month.month_start_date') }} as month_number,
        12 * {{ date_part_of('year', 'month.month_start_date') }} as january
    from month
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

banded as (
    select
        aged.*,
        coalesce(
            age_band.age_band,
            case when aged.age_years < 0 then '00-17' else 'unknown' end
        ) as age_band
    from aged
    left join age_band
        on aged.age_years between age_band.age_min and age_band.age_max
    where aged.first_month <= aged.last_month
),

final as (
    select
        banded.patient_id as patient_id,
        numbered_month.month_start_date as month_start_date,
        banded.payer_name as payer_name,
        banded.sex as sex,
        banded.age_band as age_band,
        numbered_month.month_year as month_year,
        coalesce(spent.charge_count, 0) as charge_count,
        coalesce(spent.charge_cents, 0) as charge_cents,
        coalesce(spent.paid_by_payer_cents, 0) as paid_by_payer_cents,
        coalesce(spent.paid_by_patient_cents, 0) as paid_by_patient_cents,
        {{ lineage_standard_columns(upstream='banded') }}
    from banded
    inner join numbered_month
        on
            banded.january = numbered_month.january
            and numbered_month.month_number between banded.first_month
            and banded.last_month
    left join spent
        on
            spent.patient_id = banded.patient_id
            and spent.service_month = numbered_month.month_start_date
)

select * from final

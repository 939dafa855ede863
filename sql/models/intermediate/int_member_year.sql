-- One row for each patient, calendar year, payer and age in which they were under
-- observation on at least one day: the months of it from first to last. The
-- payer is the one that covered them on the first of the month; of several, the
-- one that began last.
-- Months are numbers here, 12 for each year. There are some eight months to a row,
-- so that int_encounter_utilisation counts them from here.
with recursive

-- Patients have numbers here, which are sorted and looked up sooner than texts.
-- One whose birth is not known was born too long ago for any band.
patient as materialized (
    select
        patient_id,
        row_number() over (order by patient_id) as patient_number,
        sex,
        coalesce({{ first_month_from('birth_date') }}, -1000000) as birth_month,
        lineage_first_seen_ts,
        lineage_source_origin,
        lineage_snapshot_id
    from {{ ref('int_patient') }}
),

span as (
    select
        patient.patient_number as patient_number,
        {{ month_number('span.start_date') }} as first_month,
        {{ month_number('span.end_date') }} as last_month,
        max({{ month_number('span.end_date') }}) over (
            partition by patient.patient_number
            order by span.start_date, span.end_date
            rows between unbounded preceding and 1 preceding
        ) as seen_month
    from {{ ref('int_observation_span') }} as span
    cross join patient
    where
        patient.patient_id = span.patient_id
        and span.end_date >= span.start_date
),

-- Spans of a patient may meet in a month: it belongs to the one that began
-- first.
observed as (
    select
        span.patient_number as patient_number,
        case
            when span.seen_month >= span.first_month then span.seen_month + 1
            else span.first_month
        end as first_month,
        span.last_month as last_month
    from span
    where span.seen_month is null or span.last_month > span.seen_month
),

coverage as materialized (
    select
        patient.patient_number as patient_number,
        coverage.coverage_id as coverage_id,
        coverage.start_date as start_date,
        coverage.payer_name as payer_name,
        {{ first_month_from('coverage.start_date') }} as first_month,
        coalesce({{ month_number('coverage.end_date') }}, 120000) as last_month
    from {{ ref('int_coverage') }} as coverage
    cross join patient
    where
        patient.patient_id = coverage.patient_id
        and coverage.start_date is not null
),

-- Months in which the payer of a patient may be another than before.
change as (
    select
        patient_number,
        0 as first_month
    from patient
    union
    select
        patient_number,
        first_month
    from coverage
    union
    select
        patient_number,
        last_month + 1 as first_month
    from coverage
),

stretch as (
    select
        patient_number,
        first_month,
        lead(first_month, 1, 120002) over (
            partition by patient_number
            order by first_month
        ) - 1 as last_month
    from change
),

payer as (
    select
        stretch.patient_number as patient_number,
        stretch.first_month as first_month,
        stretch.last_month as last_month,
        coverage.payer_name as payer_name,
        row_number() over (
            partition by stretch.patient_number, stretch.first_month
            order by coverage.start_date desc, coverage.coverage_id
        ) as coverage_order
    from stretch
    left join coverage
        on
            stretch.patient_number = coverage.patient_number
            and stretch.first_month between coverage.first_month
            and coverage.last_month
),

-- Ages from which on a band holds: a band ends where the next begins, be it
-- that of no band.
age_edge as (
    select
        -100000 as first_age,
        0 as edge_order,
        '00-17' as age_band
    union all
    select
        0 as first_age,
        1 as edge_order,
        'unknown' as age_band
    union all
    select
        age_max + 1 as first_age,
        1 as edge_order,
        'unknown' as age_band
    from {{ ref('age_bands') }}
    union all
    select
        age_min as first_age,
        2 as edge_order,
        age_band
    from {{ ref('age_bands') }}
),

age_stretch as (
    select
        12 * first_age as first_age_months,
        12 * lead(first_age, 1, 200000) over (order by first_age, edge_order) - 1
            as last_age_months,
        age_band
    from age_edge
),

age_band as materialized (
    select * from age_stretch
    where first_age_months <= last_age_months
),

paid as (
    select
        observed.patient_number as patient_number,
        {{ greatest_of(['observed.first_month', 'payer.first_month']) }}
            as first_month,
        {{ least_of(['observed.last_month', 'payer.last_month']) }}
            as last_month,
        payer.payer_name as payer_name
    from observed
    cross join payer
    where
        payer.patient_number = observed.patient_number
        and payer.coverage_order = 1
        and payer.first_month <= observed.last_month
        and payer.last_month >= observed.first_month
),

banded as materialized (
    select
        patient.patient_id as patient_id,
        {{ greatest_of([
            'paid.first_month',
            'patient.birth_month + age_band.first_age_months',
        ]) }} as first_month,
        {{ least_of([
            'paid.last_month',
            'patient.birth_month + age_band.last_age_months',
        ]) }} as last_month,
        paid.payer_name as payer_name,
        patient.sex as sex,
        age_band.age_band as age_band,
        patient.lineage_first_seen_ts as lineage_first_seen_ts,
        patient.lineage_source_origin as lineage_source_origin,
        patient.lineage_snapshot_id as lineage_snapshot_id
    from paid
    cross join patient
    cross join age_band
    where
        patient.patient_number = paid.patient_number
        and paid.last_month >= patient.birth_month + age_band.first_age_months
        and paid.first_month <= patient.birth_month + age_band.last_age_months
),

-- From the January of the first month to each one up to that of the last, in
-- months: ranges are cut into years by a search for how far they reach.
reach (reach_months, january_after) as (
    select distinct
        banded.last_month - banded.last_month % 12
        - banded.first_month + banded.first_month % 12 as reach_months,
        0 as january_after
    from banded
    union all
    select
        reach.reach_months as reach_months,
        reach.january_after + 12 as january_after
    from reach
    where reach.january_after < reach.reach_months
),

january as materialized (
    select * from reach
),

final as (
    select
        banded.patient_id as patient_id,
        banded.payer_name as payer_name,
        banded.sex as sex,
        banded.age_band as age_band,
        banded.first_month - banded.first_month % 12 + january.january_after
            as january,
        {{ greatest_of([
            'banded.first_month',
            'banded.first_month - banded.first_month % 12 + january.january_after',
        ]) }} as first_month,
        {{ least_of([
            'banded.last_month',
            'banded.first_month - banded.first_month % 12 + january.january_after + 11',
        ]) }} as last_month,
        {{ lineage_standard_columns(upstream='banded') }}
    from banded
    cross join january
    where
        january.reach_months
        = banded.last_month - banded.last_month % 12
        - banded.first_month + banded.first_month % 12
)

select * from final

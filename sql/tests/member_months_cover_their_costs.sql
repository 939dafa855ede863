-- The costs of the member months are those of the charges in them: none is
-- counted twice, and none is left out. Which months are observed is worked out
-- here anew: of spans that meet in a month the first one has it.
with

span as (
    select
        patient_id,
        {{ month_start('start_date') }} as first_month,
        {{ month_start('end_date') }} as last_month,
        max({{ month_start('end_date') }}) over (
            partition by patient_id
            order by start_date, end_date
            rows between unbounded preceding and 1 preceding
        ) as seen_month
    from {{ ref('int_observation_span') }}
    where
        end_date >= start_date
        and patient_id in (select patient_id from {{ ref('int_patient') }})
),

charged as (
    select sum(cost.charge_cents) as charge_cents
    from {{ ref('int_cost') }} as cost
    cross join span
    where
        span.patient_id = cost.patient_id
        and cost.service_month between span.first_month
        and span.last_month
        and (
            span.seen_month is null
            or cost.service_month > span.seen_month
        )
),

counted as (
    select sum(charge_cents) as charge_cents
    from {{ ref('int_member_month') }}
)

select
    charged.charge_cents,
    counted.charge_cents as member_month_charge_cents
from charged
cross join counted
where coalesce(charged.charge_cents, 0) <> coalesce(counted.charge_cents, 0)

-- The costs of the member months are those of the charges in them: none is
-- counted twice.
with

spent as (
    select
        patient_id,
        service_month,
        sum(charge_cents) as charge_cents
    from {{ ref('int_cost') }}
    group by patient_id, service_month
),

charged as (
    select sum(spent.charge_cents) as charge_cents
    from {{ ref('int_member_month') }} as member_month
    cross join spent
    where
        spent.patient_id = member_month.patient_id
        and spent.service_month = member_month.month_start_date
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

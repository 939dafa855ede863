-- The costs of the member months are those of the charges in them: none is
-- counted twice.
with

charged as (
    select sum(cost.charge_cents) as charge_cents
    from {{ ref('int_cost') }} as cost
    inner join {{ ref('int_member_month') }} as member_month
        on
            cost.patient_id = member_month.patient_id
            and cost.service_month = member_month.month_start_date
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

-- The ranges of months by year are the member months: none is left out, and
-- none is in two ranges.
with

ranges as (
    select sum(last_month - first_month + 1) as month_count
    from {{ ref('int_member_year') }}
),

months as (
    select count(*) as month_count
    from {{ ref('int_member_month') }}
)

select
    ranges.month_count,
    months.month_count as member_month_count
from ranges
cross join months
where coalesce(ranges.month_count, 0) <> months.month_count

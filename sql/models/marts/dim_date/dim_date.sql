-- Grain: one row for each day.
with

calendar as (
    select * from {{ ref('int_calendar') }}
),

final as (
    select
        calendar.date_key as date_key,
        calendar.calendar_date as calendar_date,
        calendar.month_start_date as month_start_date,
        calendar.month_name as month_name,
        calendar.day_name as day_name,
        calendar.year_number as year_number,
        calendar.quarter_number as quarter_number,
        calendar.month_number as month_number,
        calendar.day_of_month as day_of_month,
        calendar.day_of_week as day_of_week,
        calendar.day_of_year as day_of_year,
        calendar.is_weekend as is_weekend,
        {{ lineage_standard_columns(upstream='calendar') }}
    from calendar
)

select * from final

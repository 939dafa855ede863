{{ config(unique_key='date_key') }}

-- One row for each day from calendar_start to calendar_end.
{% set months = [
    'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September',
    'October', 'November', 'December'
] %}
{% set days = [
    'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'
] %}
with recursive

day (calendar_date) as (
    select {{ date_literal(var('calendar_start')) }} as calendar_date
    union all
    select {{ add_days('day.calendar_date', 1) }} as calendar_date
    from day
    where day.calendar_date < {{ date_literal(var('calendar_end')) }}
),

part as (
    select
        day.calendar_date as calendar_date,
        {{ month_start('day.calendar_date') }} as month_start_date,
        {{ date_part_of('year', 'day.calendar_date') }} as year_number,
        {{ date_part_of('month', 'day.calendar_date') }} as month_number,
        {{ date_part_of('day', 'day.calendar_date') }} as day_of_month,
        {{ date_part_of('day_of_week', 'day.calendar_date') }} as day_of_week,
        {{ date_part_of('day_of_year', 'day.calendar_date') }} as day_of_year
    from day
),

final as (
    select
        10000 * part.year_number + 100 * part.month_number + part.day_of_month
            as date_key,
        part.calendar_date as calendar_date,
        part.month_start_date as month_start_date,
        case part.month_number
            {%- for name in months %}
            when {{ loop.index }} then '{{ name }}'
            {%- endfor %}
        end as month_name,
        case part.day_of_week
            {%- for name in days %}
            when {{ loop.index }} then '{{ name }}'
            {%- endfor %}
        end as day_name,
        part.year_number as year_number,
        case
            when part.month_number <= 3 then 1
            when part.month_number <= 6 then 2
            when part.month_number <= 9 then 3
            else 4
        end as quarter_number,
        part.month_number as month_number,
        part.day_of_month as day_of_month,
        part.day_of_week as day_of_week,
        part.day_of_year as day_of_year,
        case when part.day_of_week >= 6 then 1 else 0 end as is_weekend,
        {{ lineage_standard_columns(origin="'calendar'") }}
    from part
)

select * from final

{#-
    Dates and times. SQLite keeps them as text (`YYYY-MM-DD`, `YYYY-MM-DD HH:MM:SS` in UTC), which
    compares like the date; DuckDB has types. Arithmetic on them differs, so it goes through these
    macros, and only in tables: a view must mean the same in both.
-#}

{#- A column of a source that holds a date. -#}
{%- macro as_date(expression) -%}
    {{- return(adapter.dispatch('as_date', 'healthlake')(expression)) -}}
{%- endmacro -%}

{%- macro duckdb__as_date(expression) -%}
    {{- return('cast(' ~ expression ~ ' as date)') -}}
{%- endmacro -%}

{%- macro sqlite__as_date(expression) -%}
    {{- return(expression) -}}
{%- endmacro -%}


{#- A column of a source that holds a time in UTC. -#}
{%- macro as_timestamp(expression) -%}
    {{- return(adapter.dispatch('as_timestamp', 'healthlake')(expression)) -}}
{%- endmacro -%}

{%- macro duckdb__as_timestamp(expression) -%}
    {{- return('cast(' ~ expression ~ ' as timestamp)') -}}
{%- endmacro -%}

{%- macro sqlite__as_timestamp(expression) -%}
    {{- return(expression) -}}
{%- endmacro -%}


{#- The day of a FHIR date or dateTime as it is written; NULL where only a year or month is. -#}
{%- macro date_from_text(expression) -%}
    {{- return(adapter.dispatch('date_from_text', 'healthlake')(expression)) -}}
{%- endmacro -%}

{%- macro duckdb__date_from_text(expression) -%}
    {{- return('try_cast(substr(' ~ expression ~ ', 1, 10) as date)') -}}
{%- endmacro -%}

{%- macro sqlite__date_from_text(expression) -%}
    {{- return('date(case when length(' ~ expression ~ ') >= 10 then substr('
        ~ expression ~ ', 1, 10) end)') -}}
{%- endmacro -%}


{#- A FHIR dateTime or instant as UTC, to the second; NULL where it has no time of day. -#}
{%- macro timestamp_from_text(expression) -%}
    {{- return(adapter.dispatch('timestamp_from_text', 'healthlake')(expression)) -}}
{%- endmacro -%}

{#- DuckDB's cast drops the offset: it is taken off by hand. -#}
{%- macro duckdb__timestamp_from_text(expression) -%}
    {%- set offset -%}
        case substr({{ expression }}, length({{ expression }}) - 5, 1)
            when '+' then 1 when '-' then -1
        end * (
            60 * cast(substr({{ expression }}, length({{ expression }}) - 4, 2) as integer)
            + cast(substr({{ expression }}, length({{ expression }}) - 1, 2) as integer)
        )
    {%- endset -%}
    {%- set moment = 'try_cast(substr(' ~ expression ~ ', 1, 19) as timestamp)' -%}
    case
        when length({{ expression }}) < 20 then null
        when substr({{ expression }}, length({{ expression }}), 1) = 'Z' then {{ moment }}
        else {{ moment }} - to_minutes({{ offset }})
    end
{%- endmacro -%}

{%- macro sqlite__timestamp_from_text(expression) -%}
    {{- return('case when length(' ~ expression ~ ') >= 20 then datetime('
        ~ expression ~ ') end') -}}
{%- endmacro -%}


{#- The day a number of days later. -#}
{%- macro add_days(date, days) -%}
    {{- return(adapter.dispatch('add_days', 'healthlake')(date, days)) -}}
{%- endmacro -%}

{%- macro duckdb__add_days(date, days) -%}
    {{- return('(' ~ date ~ ' + cast(' ~ days ~ ' as integer))') -}}
{%- endmacro -%}

{%- macro sqlite__add_days(date, days) -%}
    {{- return('date(' ~ date ~ ", (" ~ days ~ ") || ' days')") -}}
{%- endmacro -%}


{#- Days from one date to another; negative when the second is earlier. -#}
{%- macro days_between(first, second) -%}
    {{- return(adapter.dispatch('days_between', 'healthlake')(first, second)) -}}
{%- endmacro -%}

{%- macro duckdb__days_between(first, second) -%}
    {{- return('cast(' ~ second ~ ' - ' ~ first ~ ' as integer)') -}}
{%- endmacro -%}

{%- macro sqlite__days_between(first, second) -%}
    {{- return('cast(julianday(' ~ second ~ ') - julianday(' ~ first ~ ') as integer)') -}}
{%- endmacro -%}


{#- Seconds from one time to another. -#}
{%- macro seconds_between(first, second) -%}
    {{- return(adapter.dispatch('seconds_between', 'healthlake')(first, second)) -}}
{%- endmacro -%}

{%- macro duckdb__seconds_between(first, second) -%}
    {{- return("date_diff('second', " ~ first ~ ', ' ~ second ~ ')') -}}
{%- endmacro -%}

{%- macro sqlite__seconds_between(first, second) -%}
    {{- return("(strftime('%s', " ~ second ~ ") - strftime('%s', " ~ first ~ '))') -}}
{%- endmacro -%}


{#- Completed years from birth to a date. -#}
{%- macro years_between(birth, date) -%}
    {{- return(adapter.dispatch('years_between', 'healthlake')(birth, date)) -}}
{%- endmacro -%}

{%- macro duckdb__years_between(birth, date) -%}
    (year({{ date }}) - year({{ birth }})
        - case
            when 100 * month({{ date }}) + day({{ date }})
                < 100 * month({{ birth }}) + day({{ birth }}) then 1
            else 0
        end)
{%- endmacro -%}

{%- macro sqlite__years_between(birth, date) -%}
    (substr({{ date }}, 1, 4) - substr({{ birth }}, 1, 4)
        - (substr({{ date }}, 6, 5) < substr({{ birth }}, 6, 5)))
{%- endmacro -%}


{#- The first day of the month of a date. -#}
{%- macro month_start(date) -%}
    {{- return(adapter.dispatch('month_start', 'healthlake')(date)) -}}
{%- endmacro -%}

{%- macro duckdb__month_start(date) -%}
    {{- return("cast(date_trunc('month', " ~ date ~ ') as date)') -}}
{%- endmacro -%}

{%- macro sqlite__month_start(date) -%}
    {{- return('substr(' ~ date ~ ", 1, 8) || '01'") -}}
{%- endmacro -%}


{#- A part of a date as an integer: year, month, day, day_of_week (Monday is 1), day_of_year. -#}
{%- macro date_part_of(part, date) -%}
    {{- return(adapter.dispatch('date_part_of', 'healthlake')(part, date)) -}}
{%- endmacro -%}

{%- macro duckdb__date_part_of(part, date) -%}
    {%- set names = {'day_of_week': 'isodow', 'day_of_year': 'doy'} -%}
    {{- return('cast(extract(' ~ names.get(part, part) ~ ' from ' ~ date ~ ') as integer)') -}}
{%- endmacro -%}

{%- macro sqlite__date_part_of(part, date) -%}
    {%- set places = {'year': '1, 4', 'month': '6, 2', 'day': '9, 2'} -%}
    {%- if part == 'day_of_week' -%}
        {{- return("((strftime('%w', " ~ date ~ ') + 6) % 7 + 1)') -}}
    {%- endif -%}
    {%- if part == 'day_of_year' -%}
        {{- return("cast(strftime('%j', " ~ date ~ ') as integer)') -}}
    {%- endif -%}
    {{- return('cast(substr(' ~ date ~ ', ' ~ places[part] ~ ') as integer)') -}}
{%- endmacro -%}


{#- The month of a date as a number, 12 for each year: January of the year 0 is 0. -#}
{%- macro month_number(date) -%}
    (12 * {{ date_part_of('year', date) }} + {{ date_part_of('month', date) }} - 1)
{%- endmacro -%}


{#- The number of the first month whose first day is not before a date. -#}
{%- macro first_month_from(date) -%}
    (
        {{ month_number(date) }}
        + case when {{ date_part_of('day', date) }} > 1 then 1 else 0 end
    )
{%- endmacro -%}


{#- The earlier of two dates; a NULL among them does not count. -#}
{%- macro earlier_of(first, second) -%}
    case
        when {{ first }} is null or {{ second }} < {{ first }} then {{ second }}
        else {{ first }}
    end
{%- endmacro -%}


{#- The day of a time in UTC. -#}
{%- macro date_of_timestamp(expression) -%}
    {{- return(adapter.dispatch('date_of_timestamp', 'healthlake')(expression)) -}}
{%- endmacro -%}

{%- macro duckdb__date_of_timestamp(expression) -%}
    {{- return('cast(' ~ expression ~ ' as date)') -}}
{%- endmacro -%}

{%- macro sqlite__date_of_timestamp(expression) -%}
    {{- return('substr(' ~ expression ~ ', 1, 10)') -}}
{%- endmacro -%}


{#- A date from its parts; a month or day that is not known is the first. -#}
{%- macro date_from_parts(year, month, day) -%}
    {{- return(adapter.dispatch('date_from_parts', 'healthlake')(year, month, day)) -}}
{%- endmacro -%}

{%- macro duckdb__date_from_parts(year, month, day) -%}
    {{- return('make_date(' ~ year ~ ', coalesce(' ~ month ~ ', 1), coalesce(' ~ day ~ ', 1))') -}}
{%- endmacro -%}

{%- macro sqlite__date_from_parts(year, month, day) -%}
    {{- return("case when " ~ year ~ " is not null then printf('%04d-%02d-%02d', " ~ year
        ~ ', coalesce(' ~ month ~ ', 1), coalesce(' ~ day ~ ', 1)) end') -}}
{%- endmacro -%}

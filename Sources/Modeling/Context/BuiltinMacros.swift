// The macros that projects expect from dbt itself, for SQLite: generic tests, types and functions
// that differ between databases. They lie in the package `dbt`; a project's macro of the same name
// comes first, and one named `sqlite__x` is found by adapter.dispatch('x').
// Source: dbt documentation, "Data tests", "Cross-database macros"; SQLite, "Date And Time
// Functions".

/// The package in which these macros lie.
let builtinPackage = "dbt"

/// What errors call the file.
let builtinMacroPath = "dbt/sqlite.sql"

/// Every macro that comes with the engine.
let builtinMacros = builtinTestMacros + builtinTypeMacros + builtinDateMacros

private let builtinTestMacros = #"""
    {% test not_null(model, column_name) %}
    select {{ column_name }} from {{ model }} where {{ column_name }} is null
    {% endtest %}

    {% test unique(model, column_name) %}
    select {{ column_name }} as unique_field, count(*) as n_records
    from {{ model }}
    where {{ column_name }} is not null
    group by {{ column_name }}
    having count(*) > 1
    {% endtest %}

    {% test accepted_values(model, column_name, values, quote=True) %}
    select {{ column_name }} as value_field, count(*) as n_records
    from {{ model }}
    where {{ column_name }} not in (
        {%- for value in values -%}
        {%- if quote -%}'{{ value | string | replace("'", "''") }}'
        {%- else -%}{{ value }}{%- endif -%}
        {%- if not loop.last %}, {% endif -%}
        {%- endfor -%}
    )
    group by {{ column_name }}
    {% endtest %}

    {% test relationships(model, column_name, to, field) %}
    select child.{{ column_name }} as from_field
    from {{ model }} as child
    where child.{{ column_name }} is not null
        and child.{{ column_name }} not in (
            select parent.{{ field }} from {{ to }} as parent where parent.{{ field }} is not null
        )
    {% endtest %}

    {% macro should_full_refresh() %}{{ return(flags.FULL_REFRESH) }}{% endmacro %}

    """#

private let builtinTypeMacros = #"""
    {% macro type_string() %}text{% endmacro %}
    {% macro type_int() %}integer{% endmacro %}
    {% macro type_bigint() %}bigint{% endmacro %}
    {% macro type_float() %}double{% endmacro %}
    {% macro type_numeric() %}numeric{% endmacro %}
    {% macro type_boolean() %}boolean{% endmacro %}
    {% macro type_timestamp() %}timestamp{% endmacro %}

    {% macro safe_cast(field, type) %}cast({{ field }} as {{ type }}){% endmacro %}
    {% macro cast(field, type) %}cast({{ field }} as {{ type }}){% endmacro %}
    {% macro cast_bool_to_text(field) -%}
    case when {{ field }} then 'true' when not {{ field }} then 'false' end
    {%- endmacro %}
    {% macro concat(fields) %}{{ fields | join(' || ') }}{% endmacro %}
    {% macro hash(field) -%}
    {{ exceptions.raise_compiler_error("SQLite has no hash(); make a key of columns") }}
    {%- endmacro %}
    {% macro length(expression) %}length({{ expression }}){% endmacro %}
    {% macro position(substring_text, string_text) -%}
    instr({{ string_text }}, {{ substring_text }})
    {%- endmacro %}
    {% macro replace(field, old_chars, new_chars) -%}
    replace({{ field }}, {{ old_chars }}, {{ new_chars }})
    {%- endmacro %}
    {% macro right(string_text, length_expression) -%}
    case
        when {{ length_expression }} = 0 then ''
        else substr({{ string_text }}, -({{ length_expression }}))
    end
    {%- endmacro %}
    {% macro escape_single_quotes(expression) -%}
    {{ expression | replace("'", "''") }}
    {%- endmacro %}
    {% macro string_literal(value) %}'{{ value }}'{% endmacro %}
    {% macro except() %}except{% endmacro %}
    {% macro intersect() %}intersect{% endmacro %}
    {% macro any_value(expression) %}min({{ expression }}){% endmacro %}
    {% macro bool_or(expression) %}max({{ expression }}){% endmacro %}
    {% macro listagg(measure, delimiter_text="','", order_by_clause=none, limit_num=none) -%}
    group_concat({{ measure }}, {{ delimiter_text }})
    {%- endmacro %}
    {% macro split_part(string_text, delimiter_text, part_number) -%}
    json_extract(
        '[' || replace(json_quote({{ string_text }}), {{ delimiter_text }}, '","') || ']',
        '$[' || ({{ part_number }} - 1) || ']'
    )
    {%- endmacro %}

    """#

private let builtinDateMacros = #"""
    {% macro current_timestamp() %}strftime('%Y-%m-%d %H:%M:%f', 'now'){% endmacro %}
    {% macro date(year, month, day) -%}
    '{{ '%04d-%02d-%02d' % (year, month, day) }}'
    {%- endmacro %}

    {#- A part of a date that SQLite has no unit for. -#}
    {% macro unknown_date_part(function, part) -%}
    {{ exceptions.raise_compiler_error(function ~ "() has no part '" ~ part ~ "'") }}
    {%- endmacro %}

    {% macro date_field(format, date) -%}
    cast(strftime('{{ format }}', {{ date }}) as integer)
    {%- endmacro %}

    {% macro dateadd(datepart, interval, from_date_or_timestamp) -%}
    {%- set units = {
        'year': ('years', 1), 'quarter': ('months', 3), 'month': ('months', 1),
        'week': ('days', 7), 'day': ('days', 1), 'hour': ('hours', 1),
        'minute': ('minutes', 1), 'second': ('seconds', 1),
    } -%}
    {%- if datepart | lower not in units -%}
    {{ unknown_date_part('dateadd', datepart) }}
    {%- endif -%}
    {%- set unit, factor = units[datepart | lower] -%}
    datetime({{ from_date_or_timestamp }}, (({{ interval }}) * {{ factor }}) || ' {{ unit }}')
    {%- endmacro %}

    {% macro datediff(first_date, second_date, datepart) -%}
    {%- set part = datepart | lower -%}
    {%- set seconds = {'hour': 3600, 'minute': 60, 'second': 1} -%}
    {%- set years -%}
    ({{ date_field('%Y', second_date) }} - {{ date_field('%Y', first_date) }})
    {%- endset -%}
    {%- if part == 'year' -%}
    {{ years }}
    {%- elif part == 'quarter' -%}
    ({{ years }} * 4
        + ({{ date_field('%m', second_date) }} + 2) / 3
        - ({{ date_field('%m', first_date) }} + 2) / 3)
    {%- elif part == 'month' -%}
    ({{ years }} * 12
        + {{ date_field('%m', second_date) }} - {{ date_field('%m', first_date) }})
    {%- elif part == 'week' -%}
    cast((julianday({{ date_trunc('week', second_date) }})
        - julianday({{ date_trunc('week', first_date) }})) / 7 as integer)
    {%- elif part == 'day' -%}
    cast(julianday(date({{ second_date }})) - julianday(date({{ first_date }})) as integer)
    {%- elif part in seconds -%}
    ({{ date_field('%s', second_date) }} / {{ seconds[part] }}
        - {{ date_field('%s', first_date) }} / {{ seconds[part] }})
    {%- else -%}
    {{ unknown_date_part('datediff', datepart) }}
    {%- endif -%}
    {%- endmacro %}

    {% macro date_trunc(datepart, date) -%}
    {%- set part = datepart | lower -%}
    {%- if part == 'year' -%}date({{ date }}, 'start of year')
    {%- elif part == 'quarter' -%}
    date(
        {{ date }}, 'start of month',
        '-' || (({{ date_field('%m', date) }} - 1) % 3) || ' months'
    )
    {%- elif part == 'month' -%}date({{ date }}, 'start of month')
    {%- elif part == 'week' -%}date({{ date }}, '-6 days', 'weekday 1')
    {%- elif part == 'day' -%}date({{ date }})
    {%- elif part == 'hour' -%}strftime('%Y-%m-%d %H:00:00', {{ date }})
    {%- elif part == 'minute' -%}strftime('%Y-%m-%d %H:%M:00', {{ date }})
    {%- elif part == 'second' -%}strftime('%Y-%m-%d %H:%M:%S', {{ date }})
    {%- else -%}
    {{ unknown_date_part('date_trunc', datepart) }}
    {%- endif -%}
    {%- endmacro %}

    {% macro last_day(date, datepart) -%}
    {%- set months = {'month': 1, 'quarter': 3, 'year': 12} -%}
    {%- if datepart | lower not in months -%}
    {{ unknown_date_part('last_day', datepart) }}
    {%- endif -%}
    date(
        {{ date_trunc(datepart, date) }}, '+{{ months[datepart | lower] }} months', '-1 day'
    )
    {%- endmacro %}

    """#

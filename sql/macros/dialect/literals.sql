{#-
    Values in SQL text. Text from outside (variables, environment) reaches SQL through text_literal
    alone, which doubles its quotes.
-#}
{%- macro text_literal(value) -%}
    {%- if value is none -%}
        {{- return('cast(null as text)') -}}
    {%- endif -%}
    {{- return("'" ~ (value | string | replace("'", "''")) ~ "'") -}}
{%- endmacro -%}


{#- A date, from `YYYY-MM-DD`. -#}
{%- macro date_literal(value) -%}
    {{- return(adapter.dispatch('date_literal', 'healthlake')(value)) -}}
{%- endmacro -%}

{%- macro duckdb__date_literal(value) -%}
    {{- return('date ' ~ text_literal(value)) -}}
{%- endmacro -%}

{%- macro sqlite__date_literal(value) -%}
    {{- return(text_literal(value)) -}}
{%- endmacro -%}


{#- A point in time in UTC, from `YYYY-MM-DD HH:MM:SS`. -#}
{%- macro timestamp_literal(value) -%}
    {{- return(adapter.dispatch('timestamp_literal', 'healthlake')(value)) -}}
{%- endmacro -%}

{%- macro duckdb__timestamp_literal(value) -%}
    {{- return('timestamp ' ~ text_literal(value)) -}}
{%- endmacro -%}

{%- macro sqlite__timestamp_literal(value) -%}
    {{- return(text_literal(value)) -}}
{%- endmacro -%}


{#-
    NULL of a type. For SQLite the type tells that the column compares like that
    of the other arms of a compound: only then are the arms read one by one, with
    the columns that are asked for alone (select.c, flattenSubquery, 17h).
-#}
{%- macro null_of(data_type) -%}
    {{- return('cast(null as ' ~ data_type ~ ')') -}}
{%- endmacro -%}


{#- The day that ages and windows count from. -#}
{%- macro as_of_date() -%}
    {{- return(date_literal(var('as_of_date'))) -}}
{%- endmacro -%}

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


{#- NULL of a type. SQLite needs none: the declared type of the column is the model's. -#}
{%- macro null_of(data_type) -%}
    {{- return(adapter.dispatch('null_of', 'healthlake')(data_type)) -}}
{%- endmacro -%}

{%- macro duckdb__null_of(data_type) -%}
    {{- return('cast(null as ' ~ data_type ~ ')') -}}
{%- endmacro -%}

{%- macro sqlite__null_of(data_type) -%}
    {{- return('null') -}}
{%- endmacro -%}


{#- The day that ages and windows count from. -#}
{%- macro as_of_date() -%}
    {{- return(date_literal(var('as_of_date'))) -}}
{%- endmacro -%}

{#- Rows whose value reaches a threshold. -#}
{% macro at_least(column, threshold) -%}
sum(case when {{ column }} >= {{ threshold }} then 1 else 0 end)
{%- endmacro %}

{% macro days_from(first, second) -%}
{{ return(adapter.dispatch('days_from', 'clinic')(first, second)) }}
{%- endmacro %}

{% macro default__days_from(first, second) -%}
date_diff('day', {{ first }}, {{ second }})
{%- endmacro %}

{% macro sqlite__days_from(first, second) -%}
cast(julianday({{ second }}) - julianday({{ first }}) as integer)
{%- endmacro %}

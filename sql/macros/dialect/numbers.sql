{#-
    The greatest and the least of several numbers, none of which is NULL: what
    SQLite says of one that is differs from what DuckDB says.
-#}
{%- macro greatest_of(expressions) -%}
    {{- return(adapter.dispatch('greatest_of', 'healthlake')(expressions)) -}}
{%- endmacro -%}

{%- macro default__greatest_of(expressions) -%}
    {{- return('greatest(' ~ expressions | join(', ') ~ ')') -}}
{%- endmacro -%}

{%- macro sqlite__greatest_of(expressions) -%}
    {{- return('max(' ~ expressions | join(', ') ~ ')') -}}
{%- endmacro -%}


{%- macro least_of(expressions) -%}
    {{- return(adapter.dispatch('least_of', 'healthlake')(expressions)) -}}
{%- endmacro -%}

{%- macro default__least_of(expressions) -%}
    {{- return('least(' ~ expressions | join(', ') ~ ')') -}}
{%- endmacro -%}

{%- macro sqlite__least_of(expressions) -%}
    {{- return('min(' ~ expressions | join(', ') ~ ')') -}}
{%- endmacro -%}

{#-
    The order in which a recursive common table expression goes on, by the numbers of
    its columns; it stands behind the recursive arm. SQLite works through all rows of a
    generation before the next one, in no order of any key, and an index over millions
    of such rows is written all over.
-#}
{%- macro recursion_order(columns) -%}
    {{- return(adapter.dispatch('recursion_order', 'healthlake')(columns)) -}}
{%- endmacro -%}

{%- macro default__recursion_order(columns) -%}
    {{- return('') -}}
{%- endmacro -%}

{%- macro sqlite__recursion_order(columns) -%}
    {{- return('order by ' ~ columns) -}}
{%- endmacro -%}

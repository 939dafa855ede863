{#-
    How rows of a recursive common table expression come out, by the numbers of its columns: with
    SQLite it stands behind the recursive arm. Its rows come out generation by generation otherwise,
    in no order of any key, and an index over millions of such rows is written all over.
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

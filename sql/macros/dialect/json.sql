{#-
    Parts of JSON text: complex FHIR elements are columns of JSON.
-#}

{#- The text at a path such as `$.coding[0].code`; NULL where there is none. -#}
{%- macro json_text(column, path) -%}
    {{- return(adapter.dispatch('json_text', 'healthlake')(column, path)) -}}
{%- endmacro -%}

{%- macro duckdb__json_text(column, path) -%}
    {{- return('json_extract_string(' ~ column ~ ", '" ~ path ~ "')") -}}
{%- endmacro -%}

{%- macro sqlite__json_text(column, path) -%}
    {{- return('json_extract(' ~ column ~ ", '" ~ path ~ "')") -}}
{%- endmacro -%}


{#- The number at a path. -#}
{%- macro json_number(column, path) -%}
    {{- return('cast(' ~ json_text(column, path) ~ ' as double)') -}}
{%- endmacro -%}


{#-
    The elements of an array as rows of `items`, to be listed after a comma in FROM: `items.value`
    is the element, `items.key` its index from 0. A column that is NULL has none.
-#}
{%- macro json_items(column, items) -%}
    {{- return(adapter.dispatch('json_items', 'healthlake')(column, items)) -}}
{%- endmacro -%}

{%- macro duckdb__json_items(column, items) -%}
    (
        select
            unnest(json_extract({{ column }}, '$[*]')) as value,
            generate_subscripts(json_extract({{ column }}, '$[*]'), 1) - 1 as key
    ) as {{ items }}
{%- endmacro -%}

{%- macro sqlite__json_items(column, items) -%}
    json_each({{ column }}) as {{ items }}
{%- endmacro -%}

{#-
    A source table, or an empty one of the same columns where it is missing: FHIR without OMOP, OMOP
    without FHIR, or an export without some tables. With stage_both_sources off, the side that does
    not feed the marts counts as missing. `alias` is its name in the query.
-#}
{%- macro source_or_empty(source_name, table_name, alias=none) -%}
    {%- set is_wanted = var('stage_both_sources') or primary_source() == source_name -%}
    {%- if is_wanted and has_source(source_name, table_name) -%}
        {{- source(source_name, table_name) }}{{ ' as ' ~ alias if alias -}}
    {%- else -%}
        (
            select
                {%- for column, data_type in source_columns(source_name, table_name).items() %}
                {{ null_of(data_type) }} as {{ column }}{{ ',' if not loop.last }}
                {%- endfor %}
            where 1 = 0
        ) as {{ alias or 'missing_' ~ table_name }}
    {%- endif -%}
{%- endmacro -%}


{#- Whether a source has a table. -#}
{%- macro has_source(source_name, table_name) -%}
    {{- return(adapter.dispatch('has_source', 'healthlake')(source_name, table_name)) -}}
{%- endmacro -%}

{#- The first pass, which only collects references, knows no relations: all count as there. -#}
{%- macro default__has_source(source_name, table_name) -%}
    {%- set relation = source(source_name, table_name) -%}
    {{- return(not execute or load_relation(relation) is not none) -}}
{%- endmacro -%}

{#- healthlake knows the places of its sources; naming one that is missing would be an error. -#}
{%- macro sqlite__has_source(source_name, table_name) -%}
    {{- return(source_exists(source_name, table_name)) -}}
{%- endmacro -%}


{#- Which side feeds the marts: `omop` or `fhir`. -#}
{%- macro primary_source() -%}
    {%- set chosen = var('primary_source') -%}
    {%- if chosen not in ['auto', 'omop', 'fhir'] -%}
        {{- exceptions.raise_compiler_error(
            "The variable primary_source is '" ~ chosen ~ "'; it must be omop, fhir or auto.") -}}
    {%- endif -%}
    {%- if chosen != 'auto' -%}
        {{- return(chosen) -}}
    {%- endif -%}
    {{- return('omop' if has_source('omop', 'person') else 'fhir') -}}
{%- endmacro -%}

{#-
    Names models that a model may read but, depending on the sources, does not name: dbt must know of
    them while it reads the project, when it does not know the sources.
-#}
{%- macro may_read(models) -%}
    {{- adapter.dispatch('may_read', 'healthlake')(models) -}}
{%- endmacro -%}

{%- macro default__may_read(models) -%}
    {%- for model in models %}
-- depends_on: {{ ref(model) }}
    {%- endfor -%}
{%- endmacro -%}

{#- healthlake reads the texts once more when it knows the sources: then they name what they read. -#}
{%- macro sqlite__may_read(models) -%}
    {%- if sources_are_known is not defined or not sources_are_known() -%}
        {{- healthlake.default__may_read(models) -}}
    {%- endif -%}
{%- endmacro -%}

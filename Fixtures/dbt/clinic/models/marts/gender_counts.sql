{{ config(materialized='table') }}
{%- set genders = ['female', 'male'] %}
select
    country,
    {% for gender in genders -%}
    sum(case when gender = '{{ gender }}' then 1 else 0 end) as {{ gender }}_count
    {%- if not loop.last %},{% endif %}
    {% endfor %}
from {{ ref('dim_patient') }}
group by country

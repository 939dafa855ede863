{{ config(materialized='table', tags='report') }}

{%- set thresholds = {'low': 10, 'high': 100} %}

with report as (
    select * from {{ ref('patient_report') }}
)

select
    country,
    count(*) as patient_count,
    {% for name, threshold in thresholds.items() %}
    {{ at_least('total_cost', threshold) }} as {{ name }}_cost_count{{ ',' if not loop.last }}
    {% endfor %}
from report
group by country

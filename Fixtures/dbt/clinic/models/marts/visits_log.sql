{{ config(materialized='incremental', unique_key='visit_id') }}
select visit_id, patient_id, visit_date, cost
from {{ ref('stg_visits') }}
{% if is_incremental() %}
where visit_date >= (select max(visit_date) from {{ this }})
{% endif %}

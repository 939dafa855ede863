{{ config(materialized='table') }}
select
    patient_id,
    {{ days_from('min(visit_date)', 'max(visit_date)') }} as days
from {{ ref('visits_log') }}
group by patient_id

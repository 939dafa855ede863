{{ config(tags=['report', 'nightly']) }}
select
    dim_patient.patient_id,
    dim_patient.patient_name,
    dim_patient.country,
    adult_cost.total_cost
from {{ ref('dim_patient') }} as dim_patient
left join {{ ref('adult_cost') }} as adult_cost
    on dim_patient.patient_id = adult_cost.patient_id

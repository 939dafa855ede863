-- Everybody on the list has diabetes, is alive, and has no HbA1c in the last 12
-- months.
select listed.patient_id
from {{ ref('diabetics_without_hba1c') }} as listed
left join {{ ref('fact_chronic_condition') }} as chronic
    on
        listed.patient_id = chronic.patient_id
        and chronic.condition_group = 'diabetes'
left join {{ ref('dim_patient') }} as patient
    on listed.patient_id = patient.patient_id
where
    chronic.patient_id is null
    or patient.is_deceased <> 0

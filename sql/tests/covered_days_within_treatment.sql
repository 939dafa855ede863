-- Nobody can be covered on more days than there are.
select
    patient_id,
    drug_class,
    covered_days,
    treatment_days
from {{ ref('medication_adherence_pdc') }}
where covered_days > treatment_days

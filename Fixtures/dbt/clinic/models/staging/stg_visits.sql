select
    visit_id,
    patient_id,
    visit_date,
    coalesce(cost, 0) as cost
from {{ ref('raw_visits') }}

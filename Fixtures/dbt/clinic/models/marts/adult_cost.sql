select
    adults.patient_id,
    adults.name,
    sum(visits.cost) as total_cost,
    count(visits.visit_id) as visit_count
from {{ ref('eph_adults') }} as adults
left join {{ ref('stg_visits') }} as visits
    on adults.patient_id = visits.patient_id
group by adults.patient_id, adults.name

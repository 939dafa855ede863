-- Every dated encounter is on the timeline.
select encounter.encounter_id
from {{ ref('fct_encounter') }} as encounter
left join {{ ref('patient_timeline') }} as event
    on
        event.event_type = 'encounter'
        and event.encounter_id = encounter.encounter_id
where
    encounter.start_date is not null
    and event.event_id is null

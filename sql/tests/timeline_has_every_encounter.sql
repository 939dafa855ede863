-- Every dated encounter of a patient is on the timeline.
select encounter.encounter_id
from {{ ref('fct_encounter') }} as encounter
where
    encounter.start_date is not null
    and encounter.encounter_id not in (
        select event.encounter_id
        from {{ ref('patient_timeline') }} as event
        where
            event.event_type = 'encounter'
            and event.encounter_id is not null
    )

{{ config(unique_key='episode_id') }}

-- One row for each episode in hospital up to the as-of date.
-- Stays that overlap, or that begin on the day another ends (a transfer), are
-- one episode.
with

encounter as (
    select * from {{ ref('int_encounter') }}
),

patient as (
    select * from {{ ref('int_patient') }}
),

-- Joined here: SQLite makes no index for a join behind window functions.
stay as (
    select
        encounter.*,
        patient.death_date as death_date
    from encounter
    left join patient
        on encounter.patient_id = patient.patient_id
    where
        encounter.is_inpatient = 1
        and encounter.end_date is not null
        and encounter.end_date >= encounter.start_date
        and encounter.end_date <= {{ as_of_date() }}
),

ordered as (
    select
        stay.*,
        max(stay.end_date) over (
            partition by stay.patient_id
            order by stay.start_date, stay.end_date, stay.encounter_id
            rows between unbounded preceding and 1 preceding
        ) as ended_before
    from stay
),

numbered as (
    select
        ordered.*,
        sum(case when ordered.start_date <= ordered.ended_before then 0 else 1 end) over (
            partition by ordered.patient_id
            order by ordered.start_date, ordered.end_date, ordered.encounter_id
            rows between unbounded preceding and current row
        ) as episode_number
    from ordered
),

episode as (
    select
        numbered.patient_id as patient_id,
        numbered.episode_number as episode_number,
        min(numbered.encounter_id) as episode_id,
        min(numbered.start_date) as admission_date,
        max(numbered.end_date) as discharge_date,
        cast(count(*) as integer) as stay_count,
        max(numbered.death_date) as death_date,
        min(numbered.lineage_first_seen_ts) as lineage_first_seen_ts,
        min(numbered.lineage_source_origin) as lineage_source_origin,
        min(numbered.lineage_snapshot_id) as lineage_snapshot_id
    from numbered
    group by numbered.patient_id, numbered.episode_number
),

followed as (
    select
        episode.*,
        lead(episode.episode_id) over (
            partition by episode.patient_id
            order by episode.episode_number
        ) as next_episode_id,
        lead(episode.admission_date) over (
            partition by episode.patient_id
            order by episode.episode_number
        ) as next_admission_date
    from episode
),

final as (
    select
        followed.episode_id as episode_id,
        followed.patient_id as patient_id,
        followed.next_episode_id as next_episode_id,
        followed.admission_date as admission_date,
        followed.discharge_date as discharge_date,
        followed.next_admission_date as next_admission_date,
        followed.stay_count as stay_count,
        {{ days_between('followed.admission_date', 'followed.discharge_date') }}
            as length_of_stay_days,
        {{ days_between('followed.discharge_date', 'followed.next_admission_date') }}
            as days_to_next_admission,
        case
            when followed.death_date <= followed.discharge_date then 1
            else 0
        end as died_in_hospital,
        case
            when {{ days_between('followed.discharge_date', as_of_date()) }} >= 30 then 1
            else 0
        end as has_30_days_after,
        {{ lineage_standard_columns(upstream='followed') }}
    from followed
)

select * from final

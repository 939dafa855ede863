-- Grain: one row for each episode in hospital that the patient left alive and
-- that lies 30 days or more before the as-of date, so that a readmission could
-- have been seen.
with

episode as (
    select * from {{ ref('int_inpatient_episode') }}
    where died_in_hospital = 0 and has_30_days_after = 1
),

final as (
    select
        episode.episode_id as episode_id,
        episode.patient_id as patient_id,
        case
            when episode.days_to_next_admission <= 30 then episode.next_episode_id
        end as readmission_episode_id,
        episode.admission_date as admission_date,
        episode.discharge_date as discharge_date,
        case
            when episode.days_to_next_admission <= 30
                then episode.next_admission_date
        end as readmission_date,
        episode.length_of_stay_days as length_of_stay_days,
        case
            when episode.days_to_next_admission <= 30
                then episode.days_to_next_admission
        end as days_to_readmission,
        case
            when episode.days_to_next_admission <= 30 then 1
            else 0
        end as is_readmitted,
        {{ lineage_standard_columns(upstream='episode') }}
    from episode
)

select * from final

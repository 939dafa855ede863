-- Over all bands and sexes, the patients with a condition are the living ones
-- of the fact table.
with

prevalence as (
    select
        condition_group,
        sum(condition_patient_count) as patient_count
    from {{ ref('condition_prevalence') }}
    group by condition_group
),

fact as (
    select
        chronic.condition_group as condition_group,
        count(*) as patient_count
    from {{ ref('fact_chronic_condition') }} as chronic
    inner join {{ ref('dim_patient') }} as patient
        on chronic.patient_id = patient.patient_id
    where patient.is_deceased = 0
    group by chronic.condition_group
)

select
    fact.condition_group,
    fact.patient_count,
    prevalence.patient_count as prevalence_patient_count
from fact
left join prevalence
    on fact.condition_group = prevalence.condition_group
where coalesce(prevalence.patient_count, 0) <> fact.patient_count

{{ config(unique_key='condition_id') }}

-- One row for each recorded condition.
-- In OMOP the domain of the concept decides the table, so that obesity (a
-- finding) is an OBSERVATION: observations of a concept that a condition group
-- names are conditions here.
with

patient as (
    select * from {{ ref('int_patient') }}
),

{% if primary_source() == 'omop' -%}

group_concept as (
    select distinct concept_id
    from {{ ref('int_condition_group_concept') }}
),

source as (
    select
        cast(condition.condition_occurrence_id as text) as condition_id,
        cast(condition.person_id as text) as patient_id,
        cast(condition.visit_occurrence_id as text) as encounter_id,
        condition.condition_start_date as start_date,
        condition.condition_end_date as end_date,
        condition.condition_concept_id as condition_concept_id,
        condition.condition_source_value as condition_code,
        coalesce(
            case
                when condition.condition_concept_id <> 0
                    then condition.condition_concept_name
            end,
            condition.condition_source_value
        ) as condition_name,
        condition.lineage_first_seen_ts as lineage_first_seen_ts,
        condition.lineage_source_origin as lineage_source_origin,
        condition.lineage_snapshot_id as lineage_snapshot_id
    from {{ ref('stg_omop__condition_occurrence') }} as condition
    union all
    select
        'observation/' || cast(observation.observation_id as text)
            as condition_id,
        cast(observation.person_id as text) as patient_id,
        cast(observation.visit_occurrence_id as text) as encounter_id,
        observation.observation_date as start_date,
        {{ null_of('date') }} as end_date,
        observation.observation_concept_id as condition_concept_id,
        observation.observation_source_value as condition_code,
        observation.observation_concept_name as condition_name,
        observation.lineage_first_seen_ts as lineage_first_seen_ts,
        observation.lineage_source_origin as lineage_source_origin,
        observation.lineage_snapshot_id as lineage_snapshot_id
    from {{ ref('stg_omop__observation') }} as observation
    inner join group_concept
        on observation.observation_concept_id = group_concept.concept_id
),

{%- else -%}

source as (
    select
        condition_id,
        patient_id,
        encounter_id,
        coalesce(onset_date, recorded_date) as start_date,
        abatement_date as end_date,
        condition_concept_id,
        condition_code,
        coalesce(condition_concept_name, condition_name, condition_code)
            as condition_name,
        lineage_first_seen_ts,
        lineage_source_origin,
        lineage_snapshot_id
    from {{ ref('stg_fhir__condition') }}
    where coalesce(verification_status, '') not in ('entered-in-error', 'refuted')
),

{%- endif %}

final as (
    select
        source.condition_id as condition_id,
        source.patient_id as patient_id,
        source.encounter_id as encounter_id,
        source.start_date as start_date,
        source.end_date as end_date,
        source.condition_concept_id as condition_concept_id,
        source.condition_code as condition_code,
        source.condition_name as condition_name,
        {{ years_between('patient.birth_date', 'source.start_date') }}
            as age_years,
        case
            when source.start_date is null or source.start_date > {{ as_of_date() }}
                then 0
            when source.end_date < {{ as_of_date() }} then 0
            else 1
        end as is_active,
        {{ lineage_standard_columns(upstream='source') }}
    from source
    left join patient
        on source.patient_id = patient.patient_id
)

select * from final

{{ may_read([
    'int_condition_group_concept',
    'stg_fhir__condition',
    'stg_omop__condition_occurrence',
    'stg_omop__observation',
]) }}

{{ config(materialized='ephemeral') }}

-- One row for each observation that is no measurement: surveys, habits, social
-- facts.
with

{% if primary_source() == 'omop' -%}

final as (
    select
        cast(observation.observation_id as text) as observation_id,
        cast(observation.person_id as text) as patient_id,
        cast(observation.visit_occurrence_id as text) as encounter_id,
        observation.observation_date as observed_date,
        observation.observation_datetime as observed_datetime,
        observation.observation_concept_id as observation_concept_id,
        observation.observation_source_value as observation_code,
        cast(
            coalesce(
                case
                    when observation.observation_concept_id <> 0
                        then observation.observation_concept_name
                end,
                observation.observation_source_value
            )
            as text
        ) as observation_name,
        cast(
            coalesce(
                case
                    when observation.value_as_concept_id <> 0
                        then observation.value_concept_name
                end,
                observation.value_as_string,
                case
                    when observation.value_as_number is null
                        then observation.value_source_value
                end
            )
            as text
        ) as value_text,
        observation.unit_source_value as unit,
        observation.value_as_number as value_number,
        {{ lineage_standard_columns(upstream='observation') }}
    from {{ ref('stg_omop__observation') }} as observation
)

{%- else -%}

final as (
    select
        observation.observation_id as observation_id,
        observation.patient_id as patient_id,
        observation.encounter_id as encounter_id,
        observation.effective_date as observed_date,
        observation.effective_datetime as observed_datetime,
        observation.observation_concept_id as observation_concept_id,
        observation.observation_code as observation_code,
        cast(
            coalesce(observation.observation_concept_name, observation.observation_name)
            as text
        ) as observation_name,
        observation.value_text as value_text,
        observation.unit as unit,
        observation.value_number as value_number,
        {{ lineage_standard_columns(upstream='observation') }}
    from {{ ref('stg_fhir__observation') }} as observation
    where
        coalesce(observation.status, '') not in ('entered-in-error', 'cancelled')
        and observation.has_components = 0
        and coalesce(observation.domain_id, '') <> 'Measurement'
        and (
            observation.domain_id is not null
            or coalesce(observation.category, '') not in ('vital-signs', 'laboratory')
        )
)

{%- endif %}

select * from final

{{ may_read([
    'stg_omop__observation',
    'stg_fhir__observation',
]) }}

{{ config(materialized='ephemeral') }}

-- One row for each procedure.
with

{% if primary_source() == 'omop' -%}

final as (
    select
        cast(performed.procedure_occurrence_id as text) as procedure_id,
        cast(performed.person_id as text) as patient_id,
        cast(performed.visit_occurrence_id as text) as encounter_id,
        performed.procedure_date as procedure_date,
        performed.procedure_concept_id as procedure_concept_id,
        performed.procedure_source_value as procedure_code,
        cast(
            coalesce(
                case
                    when performed.procedure_concept_id <> 0
                        then performed.procedure_concept_name
                end,
                performed.procedure_source_value
            )
            as text
        ) as procedure_name,
        {{ lineage_standard_columns(upstream='performed') }}
    from {{ ref('stg_omop__procedure_occurrence') }} as performed
)

{%- else -%}

final as (
    select
        performed.procedure_id as procedure_id,
        performed.patient_id as patient_id,
        performed.encounter_id as encounter_id,
        performed.start_date as procedure_date,
        performed.procedure_concept_id as procedure_concept_id,
        performed.procedure_code as procedure_code,
        cast(
            coalesce(performed.procedure_concept_name, performed.procedure_name)
            as text
        ) as procedure_name,
        {{ lineage_standard_columns(upstream='performed') }}
    from {{ ref('stg_fhir__procedure') }} as performed
    where coalesce(performed.status, '') not in ('entered-in-error', 'not-done')
)

{%- endif %}

select * from final

{{ may_read([
    'stg_omop__procedure_occurrence',
    'stg_fhir__procedure',
]) }}

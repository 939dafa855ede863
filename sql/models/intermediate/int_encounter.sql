{{ config(unique_key='encounter_id') }}

-- One row for each encounter that took place.
with recursive

patient as (
    select * from {{ ref('int_patient') }}
),

{% if primary_source() == 'omop' -%}

source as (
    select
        cast(visit.visit_occurrence_id as text) as encounter_id,
        cast(visit.person_id as text) as patient_id,
        cast(visit.provider_id as text) as provider_id,
        cast(visit.care_site_id as text) as care_site_id,
        visit.visit_start_date as start_date,
        visit.visit_start_datetime as start_datetime,
        visit.visit_end_date as end_date,
        visit.visit_end_datetime as end_datetime,
        visit.visit_concept_id as visit_concept_id,
        visit.visit_concept_name as visit_name,
        visit.visit_source_value as encounter_source_value,
        case
            when visit.visit_source_concept_id <> 0
                then visit.visit_source_concept_name
        end as encounter_type,
        visit.lineage_first_seen_ts as lineage_first_seen_ts,
        visit.lineage_source_origin as lineage_source_origin,
        visit.lineage_snapshot_id as lineage_snapshot_id
    from {{ ref('stg_omop__visit_occurrence') }} as visit
),

{%- else -%}

source as (
    select
        encounter_id,
        patient_id,
        practitioner_id as provider_id,
        organization_id as care_site_id,
        start_date,
        start_datetime,
        end_date,
        end_datetime,
        visit_concept_id,
        visit_concept_name as visit_name,
        encounter_id as encounter_source_value,
        type_name as encounter_type,
        lineage_first_seen_ts,
        lineage_source_origin,
        lineage_snapshot_id
    from {{ ref('stg_fhir__encounter') }}
    where coalesce(status, '') not in ('entered-in-error', 'cancelled', 'planned')
),

{%- endif %}

encounter_class as (
    select * from {{ ref('encounter_classes') }}
),

-- One row for each age: a search by equality computes the age once.
age (age_years, age_band, age_max) as (
    select
        age_min as age_years,
        age_band,
        age_max
    from {{ ref('age_bands') }}
    union all
    select
        age.age_years + 1 as age_years,
        age.age_band as age_band,
        age.age_max as age_max
    from age
    where age.age_years < age.age_max
),

aged as (
    select
        source.*,
        patient.sex as sex,
        {{ years_between('patient.birth_date', 'source.start_date') }}
            as age_years
    from source
    left join patient
        on source.patient_id = patient.patient_id
),

final as (
    select
        aged.encounter_id as encounter_id,
        aged.patient_id as patient_id,
        aged.provider_id as provider_id,
        aged.care_site_id as care_site_id,
        aged.start_date as start_date,
        aged.start_datetime as start_datetime,
        aged.end_date as end_date,
        aged.end_datetime as end_datetime,
        aged.visit_concept_id as visit_concept_id,
        aged.visit_name as visit_name,
        aged.encounter_source_value as encounter_source_value,
        coalesce(encounter_class.encounter_class, 'other') as encounter_class,
        aged.encounter_type as encounter_type,
        coalesce(aged.sex, 'unknown') as sex,
        coalesce(age.age_band, 'unknown') as age_band,
        coalesce(age.age_years, aged.age_years) as age_years,
        {{ date_part_of('year', 'aged.start_date') }} as start_year,
        coalesce(encounter_class.is_inpatient, 0) as is_inpatient,
        coalesce(encounter_class.is_emergency, 0) as is_emergency,
        case
            when aged.end_date = aged.start_date then 0
            else {{ days_between('aged.start_date', 'aged.end_date') }}
        end as length_of_stay_days,
        {{ lineage_standard_columns(upstream='aged') }}
    from aged
    left join encounter_class
        on aged.visit_concept_id = encounter_class.visit_concept_id
    left join age
        on aged.age_years = age.age_years
)

select * from final

{{ may_read([
    'stg_omop__visit_occurrence',
    'stg_fhir__encounter',
]) }}

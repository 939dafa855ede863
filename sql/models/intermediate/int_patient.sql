{{ config(unique_key='patient_id') }}

-- One row for each patient, from the side that feeds the marts.
-- The key is text on both sides: Patient.id, or person_id as text.
with

{% if primary_source() == 'omop' -%}

death as (
    select
        person_id,
        min(death_date) as death_date
    from {{ ref('stg_omop__death') }}
    group by person_id
),

address as (
    select * from {{ ref('stg_omop__location') }}
),

source as (
    select
        cast(person.person_id as text) as patient_id,
        person.person_id as person_id,
        cast(person.provider_id as text) as provider_id,
        cast(person.care_site_id as text) as care_site_id,
        coalesce(
            {{ date_of_timestamp('person.birth_datetime') }},
            {{ date_from_parts(
                'person.year_of_birth', 'person.month_of_birth', 'person.day_of_birth'
            ) }}
        ) as birth_date,
        death.death_date as death_date,
        person.race_concept_id as race_concept_id,
        person.ethnicity_concept_id as ethnicity_concept_id,
        person.person_source_value as patient_source_value,
        -- 8507 and 8532 are the standard genders; others have the source value
        -- only.
        case
            when person.gender_concept_id = 8507 then 'male'
            when person.gender_concept_id = 8532 then 'female'
            when lower(person.gender_source_value) in ('other', 'o') then 'other'
            else 'unknown'
        end as sex,
        case
            when person.race_concept_id <> 0 then person.race_concept_name
        end as race,
        case
            when person.ethnicity_concept_id <> 0 then person.ethnicity_concept_name
        end as ethnicity,
        {{ null_of('text') }} as family_name,
        {{ null_of('text') }} as given_name,
        address.city as city,
        address.state as state,
        address.zip as postal_code,
        case when death.person_id is null then 0 else 1 end as is_deceased,
        person.lineage_first_seen_ts as lineage_first_seen_ts,
        person.lineage_source_origin as lineage_source_origin,
        person.lineage_snapshot_id as lineage_snapshot_id
    from {{ ref('stg_omop__person') }} as person
    left join death
        on person.person_id = death.person_id
    left join address
        on person.location_id = address.location_id
),

{%- else -%}

source as (
    select
        patient_id,
        {{ null_of('bigint') }} as person_id,
        practitioner_id as provider_id,
        organization_id as care_site_id,
        birth_date,
        death_date,
        race_concept_id,
        ethnicity_concept_id,
        patient_id as patient_source_value,
        case
            when gender in ('male', 'female', 'other') then gender
            else 'unknown'
        end as sex,
        race_concept_name as race,
        ethnicity_concept_name as ethnicity,
        family_name,
        given_name,
        city,
        state,
        postal_code,
        is_deceased,
        lineage_first_seen_ts,
        lineage_source_origin,
        lineage_snapshot_id
    from {{ ref('stg_fhir__patient') }}
),

{%- endif %}

age_band as (
    select * from {{ ref('age_bands') }}
),

aged as (
    select
        source.*,
        {{ years_between(
            'source.birth_date', earlier_of('source.death_date', as_of_date())
        ) }} as age_years
    from source
),

final as (
    select
        aged.patient_id as patient_id,
        aged.person_id as person_id,
        aged.provider_id as provider_id,
        aged.care_site_id as care_site_id,
        aged.birth_date as birth_date,
        aged.death_date as death_date,
        {{ as_of_date() }} as as_of_date,
        aged.race_concept_id as race_concept_id,
        aged.ethnicity_concept_id as ethnicity_concept_id,
        aged.patient_source_value as patient_source_value,
        aged.sex as sex,
        aged.race as race,
        aged.ethnicity as ethnicity,
        aged.family_name as family_name,
        aged.given_name as given_name,
        aged.city as city,
        aged.state as state,
        aged.postal_code as postal_code,
        coalesce(age_band.age_band, 'unknown') as age_band,
        aged.age_years as age_years,
        aged.is_deceased as is_deceased,
        {{ lineage_standard_columns(upstream='aged') }}
    from aged
    left join age_band
        on aged.age_years between age_band.age_min and age_band.age_max
)

select * from final

{{ may_read([
    'stg_omop__person',
    'stg_omop__death',
    'stg_omop__location',
    'stg_fhir__patient',
]) }}

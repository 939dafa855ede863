{{ config(unique_key='provider_id') }}

-- One row for each provider, with the place where they work.
with

{% if primary_source() == 'omop' -%}

source as (
    select
        cast(provider.provider_id as text) as provider_id,
        cast(provider.care_site_id as text) as care_site_id,
        provider.provider_name as provider_name,
        provider.npi as npi,
        case
            when provider.gender_concept_id = 8507 then 'male'
            when provider.gender_concept_id = 8532 then 'female'
            else 'unknown'
        end as sex,
        coalesce(
            case
                when provider.specialty_concept_id <> 0
                    then provider.specialty_concept_name
            end,
            provider.specialty_source_value
        ) as specialty,
        care_site.care_site_name as care_site_name,
        address.city as city,
        address.state as state,
        provider.lineage_first_seen_ts as lineage_first_seen_ts,
        provider.lineage_source_origin as lineage_source_origin,
        provider.lineage_snapshot_id as lineage_snapshot_id
    from {{ ref('stg_omop__provider') }} as provider
    left join {{ ref('stg_omop__care_site') }} as care_site
        on provider.care_site_id = care_site.care_site_id
    left join {{ ref('stg_omop__location') }} as address
        on care_site.location_id = address.location_id
),

{%- else -%}

-- A practitioner may have several roles: the first by id counts.
first_role as (
    select
        practitioner_id,
        min(practitioner_role_id) as practitioner_role_id
    from {{ ref('stg_fhir__practitioner_role') }}
    where practitioner_id is not null
    group by practitioner_id
),

source as (
    select
        practitioner.practitioner_id as provider_id,
        role.organization_id as care_site_id,
        case
            when practitioner.given_name is null then practitioner.family_name
            when practitioner.family_name is null then practitioner.given_name
            else practitioner.given_name || ' ' || practitioner.family_name
        end as provider_name,
        practitioner.npi as npi,
        coalesce(practitioner.gender, 'unknown') as sex,
        role.specialty_name as specialty,
        organization.organization_name as care_site_name,
        organization.city as city,
        organization.state as state,
        practitioner.lineage_first_seen_ts as lineage_first_seen_ts,
        practitioner.lineage_source_origin as lineage_source_origin,
        practitioner.lineage_snapshot_id as lineage_snapshot_id
    from {{ ref('stg_fhir__practitioner') }} as practitioner
    left join first_role
        on practitioner.practitioner_id = first_role.practitioner_id
    left join {{ ref('stg_fhir__practitioner_role') }} as role
        on first_role.practitioner_role_id = role.practitioner_role_id
    left join {{ ref('stg_fhir__organization') }} as organization
        on role.organization_id = organization.organization_id
),

{%- endif %}

final as (
    select
        source.provider_id as provider_id,
        source.care_site_id as care_site_id,
        source.provider_name as provider_name,
        source.npi as npi,
        source.sex as sex,
        source.specialty as specialty,
        source.care_site_name as care_site_name,
        source.city as city,
        source.state as state,
        {{ lineage_standard_columns(upstream='source') }}
    from source
)

select * from final

{{ may_read([
    'stg_omop__provider',
    'stg_omop__care_site',
    'stg_omop__location',
    'stg_fhir__practitioner',
    'stg_fhir__practitioner_role',
    'stg_fhir__organization',
]) }}

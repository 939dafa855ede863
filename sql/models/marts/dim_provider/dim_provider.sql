-- Grain: one row for each provider.
with

provider as (
    select * from {{ ref('int_provider') }}
),

final as (
    select
        provider.provider_id as provider_id,
        provider.care_site_id as care_site_id,
        provider.provider_name as provider_name,
        provider.npi as npi,
        provider.sex as sex,
        provider.specialty as specialty,
        provider.care_site_name as care_site_name,
        provider.city as city,
        provider.state as state,
        {{ lineage_standard_columns(upstream='provider') }}
    from provider
)

select * from final

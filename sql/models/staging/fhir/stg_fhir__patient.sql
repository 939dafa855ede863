{{ config(unique_key='patient_id') }}

-- One row for each Patient.
-- Race and ethnicity are extensions of US Core: the first OMB category counts.
with

{{ latest_resources('Patient') }},

code as (
    select * from {{ ref('race_ethnicity_codes') }}
),

extension as (
    select
        source.id as patient_id,
        {{ json_text('items.value', '$.url') }} as url,
        case
            when {{ json_text('items.value', '$.extension[0].url') }}
                = 'ombCategory'
                then {{ json_text('items.value', '$.extension[0].valueCoding.code') }}
            when {{ json_text('items.value', '$.extension[1].url') }}
                = 'ombCategory'
                then {{ json_text('items.value', '$.extension[1].valueCoding.code') }}
        end as omb_code
    from source, {{ json_items('source.extension', 'items') }}
),

category as (
    select
        patient_id,
        min(
            case
                when url = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race'
                    then omb_code
            end
        ) as race_code,
        min(
            case
                when url = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity'
                    then omb_code
            end
        ) as ethnicity_code
    from extension
    group by patient_id
),

final as (
    select
        source.id as patient_id,
        {{ reference_id(json_text('source.generalPractitioner', '$[0].reference'), 'Practitioner') }}
            as practitioner_id,
        {{ reference_id(json_text('source.managingOrganization', '$.reference'), 'Organization') }}
            as organization_id,
        {{ date_from_text('source.birthDate') }} as birth_date,
        {{ date_from_text('source.deceasedDateTime') }} as death_date,
        coalesce(race.concept_id, 0) as race_concept_id,
        race.concept_name as race_concept_name,
        coalesce(ethnicity.concept_id, 0) as ethnicity_concept_id,
        ethnicity.concept_name as ethnicity_concept_name,
        source.birthDate as birth_date_text,
        source.deceasedDateTime as deceased_text,
        source.gender as gender,
        category.race_code as race_code,
        category.ethnicity_code as ethnicity_code,
        {{ json_text('source.name', '$[0].family') }} as family_name,
        {{ json_text('source.name', '$[0].given[0]') }} as given_name,
        {{ json_text('source.maritalStatus', '$.coding[0].code') }}
            as marital_status,
        {{ json_text('source.identifier', '$[0].value') }} as identifier_value,
        {{ json_text('source.address', '$[0].line[0]') }} as address_line,
        {{ json_text('source.address', '$[0].city') }} as city,
        {{ json_text('source.address', '$[0].state') }} as state,
        {{ json_text('source.address', '$[0].postalCode') }} as postal_code,
        case
            when source.deceasedDateTime is not null then 1
            when source.deceasedBoolean then 1
            else 0
        end as is_deceased,
        {{ lineage_source_columns('fhir', 'Patient') }}
    from source
    left join category
        on source.id = category.patient_id
    left join code as race
        on
            category.race_code = race.omb_code
            and race.kind = 'race'
    left join code as ethnicity
        on
            category.ethnicity_code = ethnicity.omb_code
            and ethnicity.kind = 'ethnicity'
)

select * from final

// Compiled staging models with fewer columns: every form of SQL that they have is in one of these.

enum StagingText {
    static let observation = """
        -- One row for each Observation. Its components are in
        -- stg_fhir__observation_component.
        with

        source as (
            select
                resource.id,
                resource.meta,
                resource.status,
                resource.category,
                resource.code,
                resource.subject,
                resource.effectiveDateTime,
                resource.effectivePeriod,
                resource.valueQuantity,
                resource.valueInteger,
                resource.component
            from fhir__Observation as resource
            where resource.id is not null
        ),

        code as (
            select * from concept_codes
        ),

        coded as (
            select
                source.*,
                json_extract(source.code, '$.coding[0].code') as observation_code,
                case json_extract(source.code, '$.coding[0].system')
                when 'http://snomed.info/sct' then 'SNOMED'
                when 'http://loinc.org' then 'LOINC'
            end
                    as vocabulary_id,
                coalesce(
                    source.effectiveDateTime,
                    json_extract(source.effectivePeriod, '$.start')
                ) as effective_text
            from source
        ),

        final as (
            select
                coded.id as observation_id,
                coalesce(
                substr(
                    json_extract(coded.subject, '$.reference'),
                    nullif(instr(json_extract(coded.subject, '$.reference'), 'Patient/'), 0) + 8
                ),
                case
                    when substr(json_extract(coded.subject, '$.reference'), 1, 9) = 'urn:uuid:'
                        then substr(json_extract(coded.subject, '$.reference'), 10)
                end
            )
                    as patient_id,
                date(case when length(coded.effective_text) >= 10 then
                    substr(coded.effective_text, 1, 10) end) as effective_date,
                case when length(coded.effective_text) >= 20 then
                    datetime(coded.effective_text) end as effective_datetime,
                coalesce(code.concept_id, 0) as observation_concept_id,
                code.concept_name as observation_concept_name,
                coded.observation_code as observation_code,
                coded.vocabulary_id as vocabulary_id,
                coalesce(
                    cast(json_extract(coded.valueQuantity, '$.value') as double),
                    cast(coded.valueInteger as double)
                ) as value_number,
                case when coded.component is null then 0 else 1 end as has_components,
                'stg_fhir__observation' as lineage_model,
                cast(null as text) as lineage_snapshot_id
            from coded
            left join code
                on
                    coded.vocabulary_id = code.vocabulary_id
                    and coded.observation_code = code.concept_code
        )

        select * from final
        """

    static let component = """
        with

        source as (
            select resource.id, resource.component
            from fhir__Observation as resource
            where resource.id is not null
        ),

        code as (
            select * from concept_codes
        ),

        component as (
            select
                source.id as observation_id,
                items.key as position,
                items.value as content
            from source, json_each(source.component) as items
            where source.component is not null
        ),

        coded as (
            select
                component.*,
                json_extract(component.content, '$.code.coding[0].code')
                    as component_code,
                case json_extract(component.content, '$.code.coding[0].system')
                when 'http://loinc.org' then 'LOINC'
            end as vocabulary_id
            from component
        ),

        final as (
            select
                coded.observation_id || '-' || (cast(coded.position as integer) + 1)
                    as component_id,
                coalesce(code.concept_id, 0) as component_concept_id,
                cast(json_extract(coded.content, '$.valueQuantity.value') as double)
                    as value_number
            from coded
            left join code
                on
                    coded.vocabulary_id = code.vocabulary_id
                    and coded.component_code = code.concept_code
        )

        select * from final
        """

    static let claimItem = """
        with

        source as (
            select
                resource.id,
                resource.billablePeriod,
                resource.item
            from fhir__ExplanationOfBenefit as resource
            where resource.id is not null
        ),

        item as (
            select
                source.*,
                items.key as position,
                items.value as content,
                json_extract(items.value, '$.adjudication') as item_adjudication
            from source, json_each(source.item) as items
        ),

        amount as (
            select
                item.*,
                (
                    select
                        sum(
                            case
                                when json_extract(
                                    adjudications.value, '$.category.coding[0].code'
                                ) in (
                                    'submitted', 'line_sbmtd_chrg_amt'
                                ) then cast(json_extract(adjudications.value, '$.amount.value')
                                    as double)
                            end
                        )
                    from json_each(item.item_adjudication) as adjudications
                ) as charge
            from item
        ),

        final as (
            select
                amount.id || '-' || (cast(amount.position as integer) + 1) as claim_item_id,
                coalesce(
                    date(json_extract(amount.content, '$.servicedDate')),
                    date(json_extract(amount.billablePeriod, '$.start'))
                ) as service_date,
                coalesce(
                    amount.charge, cast(json_extract(amount.content, '$.net.value') as double)
                ) as charge
            from amount
        )

        select * from final
        """

    static let encounter = """
        with

        source as (
            select resource.id, resource.class
            from fhir__Encounter as resource
            where resource.id is not null
        ),

        encounter_class as (
            select * from encounter_classes
        ),

        final as (
            select
                source.id as encounter_id,
                coalesce(encounter_class.visit_concept_id, 0) as visit_concept_id,
                json_extract(source.class, '$.code') as class_code
            from source
            left join encounter_class
                on json_extract(source.class, '$.code') = encounter_class.fhir_class
        )

        select * from final
        """

    static let measurement = """
        -- One row for each measured value.
        with

        source as (
            select * from omop__measurement
        ),

        concept as (
            select * from stg_omop__concept
        ),

        final as (
            select
                cast(source.measurement_id as bigint) as measurement_id,
                source.measurement_date as measurement_date,
                measurement_concept.concept_name as measurement_concept_name,
                value_concept.concept_name as value_concept_name,
                cast(source.value_as_number as double) as value_as_number,
                '625898829117125876' as lineage_snapshot_id
            from source
            left join concept as measurement_concept
                on source.measurement_concept_id = measurement_concept.concept_id
            left join concept as value_concept
                on source.value_as_concept_id = value_concept.concept_id
        )

        select * from final
        """
}

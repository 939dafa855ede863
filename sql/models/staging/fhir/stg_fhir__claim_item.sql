{{ config(unique_key='claim_item_id') }}

-- One row for each item of an ExplanationOfBenefit: what was charged and who
-- paid it.
-- Amounts are named by the codes of HL7's adjudication, or by the variables of
-- CMS Blue Button that Synthea uses.
{% set adjudication = json_text('adjudications.value', '$.category.coding[0].code') %}
{% set bluebutton = 'https://bluebutton.cms.gov/resources/variables/' %}
with

{{ latest_resources('ExplanationOfBenefit') }},

item as (
    select
        source.*,
        items.key as position,
        items.value as content,
        json_extract(items.value, '$.adjudication') as item_adjudication
    from source, {{ json_items('source.item', 'items') }}
),

amount as (
    select
        item.*,
        (
            select
                sum(
                    case
                        when {{ adjudication }} in (
                            'submitted', '{{ bluebutton }}line_sbmtd_chrg_amt'
                        ) then {{ json_number('adjudications.value', '$.amount.value') }}
                    end
                )
            from {{ json_items('item.item_adjudication', 'adjudications') }}
        ) as charge,
        (
            select
                sum(
                    case
                        when {{ adjudication }} in (
                            'benefit', '{{ bluebutton }}line_prvdr_pmt_amt'
                        ) then {{ json_number('adjudications.value', '$.amount.value') }}
                    end
                )
            from {{ json_items('item.item_adjudication', 'adjudications') }}
        ) as paid_by_payer,
        (
            select
                sum(
                    case
                        when {{ adjudication }} in (
                            'copay', '{{ bluebutton }}line_coinsrnc_amt'
                        ) then {{ json_number('adjudications.value', '$.amount.value') }}
                    end
                )
            from {{ json_items('item.item_adjudication', 'adjudications') }}
        ) as paid_by_patient
    from item
),

final as (
    select
        amount.id || '-' || (cast(amount.position as integer) + 1) as claim_item_id,
        amount.id as claim_id,
        {{ reference_id(json_text('amount.patient', '$.reference'), 'Patient') }}
            as patient_id,
        {{ reference_id(json_text('amount.content', '$.encounter[0].reference'), 'Encounter') }}
            as encounter_id,
        {{ reference_id(json_text('amount.insurance', '$[0].coverage.reference'), 'Coverage') }}
            as coverage_id,
        coalesce(
            {{ date_from_text(json_text('amount.content', '$.servicedDate')) }},
            {{ date_from_text(json_text('amount.content', '$.servicedPeriod.start')) }},
            {{ date_from_text(json_text('amount.billablePeriod', '$.start')) }}
        ) as service_date,
        amount.status as status,
        {{ json_text('amount.content', '$.productOrService.coding[0].code') }}
            as service_code,
        {{ json_text('amount.content', '$.productOrService.coding[0].display') }}
            as service_name,
        coalesce(
            amount.charge, {{ json_number('amount.content', '$.net.value') }}
        ) as charge,
        amount.paid_by_payer as paid_by_payer,
        amount.paid_by_patient as paid_by_patient,
        {{ lineage_source_columns('fhir', 'ExplanationOfBenefit') }}
    from amount
)

select * from final

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
        items.value as content
    from source, {{ json_items('source.item', 'items') }}
),

amount as (
    select
        item.id as claim_id,
        item.position as position,
        sum(
            case
                when {{ adjudication }} in (
                    'submitted',
                    '{{ bluebutton }}line_sbmtd_chrg_amt'
                ) then {{ json_number('adjudications.value', '$.amount.value') }}
            end
        ) as charge,
        sum(
            case
                when {{ adjudication }} in (
                    'benefit',
                    '{{ bluebutton }}line_prvdr_pmt_amt'
                ) then {{ json_number('adjudications.value', '$.amount.value') }}
            end
        ) as paid_by_payer,
        sum(
            case
                when {{ adjudication }} in (
                    'copay',
                    '{{ bluebutton }}line_coinsrnc_amt'
                ) then {{ json_number('adjudications.value', '$.amount.value') }}
            end
        ) as paid_by_patient
    from item, {{ json_items("json_extract(item.content, '$.adjudication')", 'adjudications') }}
    group by item.id, item.position
),

final as (
    select
        item.id || '-' || (cast(item.position as integer) + 1) as claim_item_id,
        item.id as claim_id,
        {{ reference_id(json_text('item.patient', '$.reference'), 'Patient') }}
            as patient_id,
        {{ reference_id(json_text('item.content', '$.encounter[0].reference'), 'Encounter') }}
            as encounter_id,
        {{ reference_id(json_text('item.insurance', '$[0].coverage.reference'), 'Coverage') }}
            as coverage_id,
        coalesce(
            {{ date_from_text(json_text('item.content', '$.servicedDate')) }},
            {{ date_from_text(json_text('item.content', '$.servicedPeriod.start')) }},
            {{ date_from_text(json_text('item.billablePeriod', '$.start')) }}
        ) as service_date,
        item.status as status,
        {{ json_text('item.content', '$.productOrService.coding[0].code') }}
            as service_code,
        {{ json_text('item.content', '$.productOrService.coding[0].display') }}
            as service_name,
        coalesce(
            amount.charge, {{ json_number('item.content', '$.net.value') }}
        ) as charge,
        amount.paid_by_payer as paid_by_payer,
        amount.paid_by_patient as paid_by_patient,
        {{ lineage_source_columns('fhir', 'ExplanationOfBenefit') }}
    from item
    left join amount
        on
            item.id = amount.claim_id
            and item.position = amount.position
)

select * from final

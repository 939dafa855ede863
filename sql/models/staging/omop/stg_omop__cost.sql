{{ config(unique_key='cost_id') }}

-- One row for each charge.
with

source as (
    select * from {{ source_or_empty('omop', 'cost') }}
),

final as (
    select
        cast(source.cost_id as bigint) as cost_id,
        cast(source.cost_event_id as bigint) as cost_event_id,
        cast(source.payer_plan_period_id as bigint) as payer_plan_period_id,
        cast(source.cost_type_concept_id as integer) as cost_type_concept_id,
        cast(source.currency_concept_id as integer) as currency_concept_id,
        cast(source.cost_domain_id as text) as cost_domain_id,
        cast(source.total_charge as double) as total_charge,
        cast(source.total_cost as double) as total_cost,
        cast(source.total_paid as double) as total_paid,
        cast(source.paid_by_payer as double) as paid_by_payer,
        cast(source.paid_by_patient as double) as paid_by_patient,
        {{ lineage_source_columns('omop', 'cost') }}
    from source
)

select * from final

-- Grain: one row for each patient and month under observation (a member month),
-- with or without costs: the mean of an amount is the amount per member per
-- month.
with

member_month as (
    select * from {{ ref('int_member_month') }}
),

final as (
    select
        member_month.patient_id as patient_id,
        member_month.month_start_date as month_start_date,
        member_month.payer_name as payer_name,
        member_month.sex as sex,
        member_month.age_band as age_band,
        member_month.month_year as year_number,
        member_month.charge_count as charge_count,
        member_month.charge_cents / 100.0 as charge,
        member_month.paid_by_payer_cents / 100.0 as paid_by_payer,
        member_month.paid_by_patient_cents / 100.0 as paid_by_patient,
        {{ lineage_standard_columns(upstream='member_month') }}
    from member_month
)

select * from final

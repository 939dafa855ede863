-- Grain: one row. How many patients there are.
with

patient as (
    select * from {{ ref('dim_patient') }}
),

final as (
    select
        'patient_count' as metric_name,
        {{ as_of_date() }} as as_of_date,
        count(*) as metric_value,
        count(case when patient.is_deceased = 0 then 1 end) as living_count,
        count(case when patient.is_deceased = 1 then 1 end) as deceased_count,
        {{ lineage_group_columns('patient') }}
    from patient
)

select * from final

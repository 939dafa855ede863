with patients as (
    select * from {{ ref('stg_patients') }}
),
countries as (
    select * from {{ ref('countries') }}
),
final as (
    select
        patients.patient_id,
        patients.name as patient_name,
        patients.gender,
        countries.country
    from patients
    left join countries on patients.country_code = countries.code
)
select * from final

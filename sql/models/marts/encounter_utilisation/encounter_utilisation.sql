-- Grain: one row for each year, class of encounter, age band and sex with an
-- encounter.
-- The rate is per 1,000 member years of the same band and sex in that year.
with

used as (
    select * from {{ ref('int_encounter_utilisation') }}
),

final as (
    select
        used.year_number as year_number,
        used.encounter_class as encounter_class,
        used.age_band as age_band,
        used.sex as sex,
        used.encounter_count as encounter_count,
        used.patient_count as patient_count,
        used.length_of_stay_days as length_of_stay_days,
        used.member_month_count as member_month_count,
        used.encounters_per_1000_member_years
            as encounters_per_1000_member_years,
        {{ lineage_standard_columns(upstream='used') }}
    from used
)

select * from final

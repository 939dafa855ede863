{{ config(unique_key=['year_number', 'encounter_class', 'age_band', 'sex']) }}

-- One row for each year, class of encounter, age band and sex with an
-- encounter.
-- The rate is per 1,000 member years of the same band and sex in that year;
-- encounters outside of any member month count above the line only, and have no
-- rate where there is nothing below it.
with

used as (
    select
        start_year,
        encounter_class,
        age_band,
        sex,
        count(*) as encounter_count,
        count(distinct patient_id) as patient_count,
        cast(sum(length_of_stay_days) as bigint) as length_of_stay_days,
        min(lineage_first_seen_ts) as lineage_first_seen_ts,
        min(lineage_source_origin) as lineage_source_origin,
        min(lineage_snapshot_id) as lineage_snapshot_id
    from {{ ref('int_encounter') }}
    group by start_year, encounter_class, age_band, sex
),

exposed as (
    select
        january,
        age_band,
        sex,
        cast(sum(last_month - first_month + 1) as bigint) as member_month_count
    from {{ ref('int_member_year') }}
    group by january, age_band, sex
),

final as (
    select
        used.start_year as year_number,
        used.encounter_class as encounter_class,
        used.age_band as age_band,
        used.sex as sex,
        used.encounter_count as encounter_count,
        used.patient_count as patient_count,
        used.length_of_stay_days as length_of_stay_days,
        coalesce(exposed.member_month_count, 0) as member_month_count,
        12000.0 * used.encounter_count / exposed.member_month_count
            as encounters_per_1000_member_years,
        {{ lineage_standard_columns(upstream='used') }}
    from used
    left join exposed
        on
            12 * used.start_year = exposed.january
            and used.age_band = exposed.age_band
            and used.sex = exposed.sex
)

select * from final

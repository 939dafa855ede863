{{ config(unique_key=['year_number', 'encounter_class', 'age_band', 'sex']) }}

-- One row for each year, class of encounter, age band and sex with an
-- encounter.
-- The rate is per 1,000 member years of the same band and sex in that year;
-- encounters outside of any member month count above the line only, and have no
-- rate where there is nothing below it.
with

used as materialized (
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

-- Age bands and sexes have numbers here: SQLite sorts the member months, of
-- which there are many, by one integer.
cell as materialized (
    select
        age_band,
        sex,
        row_number() over (order by age_band, sex) as cell_number
    from used
    group by age_band, sex
),

exposed as (
    select
        100000 * member_month.month_year + cell.cell_number as year_cell,
        count(*) as member_month_count
    from {{ ref('int_member_month') }} as member_month
    cross join cell
    where
        cell.age_band = member_month.age_band
        and cell.sex = member_month.sex
    group by 100000 * member_month.month_year + cell.cell_number
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
    inner join cell
        on used.age_band = cell.age_band and used.sex = cell.sex
    left join exposed
        on 100000 * used.start_year + cell.cell_number = exposed.year_cell
)

select * from final

-- Grain: one row for each patient and drug class with supply in the 365 days up
-- to the as-of date.
-- Proportion of days covered: days with supply over days from the first covered
-- day to the end of the period, or to death. Adherent is 0.8 or more; measured
-- are those with two fillings and 91 days.
with

coverage as (
    select * from {{ ref('int_drug_coverage_days') }}
),

drug_class as (
    select distinct
        drug_class,
        drug_class_name
    from {{ ref('drug_classes') }}
),

final as (
    select
        coverage.patient_id as patient_id,
        coverage.drug_class as drug_class,
        coverage.treatment_start_date as treatment_start_date,
        coverage.treatment_end_date as treatment_end_date,
        drug_class.drug_class_name as drug_class_name,
        coverage.prescription_count as prescription_count,
        coverage.fill_count as fill_count,
        coverage.covered_days as covered_days,
        coverage.treatment_days as treatment_days,
        coverage.proportion_of_days_covered as proportion_of_days_covered,
        case
            when coverage.fill_count >= 2 and coverage.treatment_days >= 91 then 1
            else 0
        end as is_measured,
        case
            when 10 * coverage.covered_days >= 8 * coverage.treatment_days then 1
            else 0
        end as is_adherent,
        {{ lineage_standard_columns(upstream='coverage') }}
    from coverage
    inner join drug_class
        on coverage.drug_class = drug_class.drug_class
)

select * from final

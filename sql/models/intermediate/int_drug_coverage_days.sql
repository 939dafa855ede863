{{ config(unique_key=['patient_id', 'drug_class']) }}

-- One row for each patient and drug class with supply in the 365 days up to the
-- as-of date.
-- Days that several prescriptions cover count once: each adds only what lies
-- behind the days that those before it have covered.
{% set period_start = add_days(as_of_date(), -364) %}
with

medication as (
    select * from {{ ref('int_medication') }}
    where
        medication_kind = 'prescription'
        and start_date <= {{ as_of_date() }}
        and end_date >= {{ period_start }}
),

patient as (
    select * from {{ ref('int_patient') }}
),

ingredient as (
    select * from {{ ref('int_drug_ingredient') }}
),

drug_class as (
    select * from {{ ref('drug_classes') }}
),

supply as (
    select distinct
        medication.medication_id as medication_id,
        medication.patient_id as patient_id,
        drug_class.drug_class as drug_class,
        medication.start_date as start_date,
        case
            when medication.start_date < {{ period_start }} then {{ period_start }}
            else medication.start_date
        end as covered_from,
        {{ earlier_of('medication.end_date', as_of_date()) }} as covered_to,
        {{ earlier_of('patient.death_date', as_of_date()) }} as period_end,
        case when medication.refills > 0 then 1 + medication.refills else 1 end
            as fill_count,
        medication.lineage_first_seen_ts as lineage_first_seen_ts,
        medication.lineage_source_origin as lineage_source_origin,
        medication.lineage_snapshot_id as lineage_snapshot_id
    from medication
    inner join patient
        on medication.patient_id = patient.patient_id
    inner join ingredient
        on medication.drug_concept_id = ingredient.drug_concept_id
    inner join drug_class
        on ingredient.ingredient_concept_id = drug_class.ingredient_concept_id
),

ordered as (
    select
        supply.*,
        max(supply.covered_to) over (
            partition by supply.patient_id, supply.drug_class
            order by supply.covered_from, supply.covered_to, supply.medication_id
            rows between unbounded preceding and 1 preceding
        ) as covered_before
    from supply
),

counted as (
    select
        ordered.*,
        case
            when ordered.covered_to <= ordered.covered_before then 0
            when ordered.covered_from <= ordered.covered_before
                then {{ days_between('ordered.covered_before', 'ordered.covered_to') }}
            else {{ days_between('ordered.covered_from', 'ordered.covered_to') }} + 1
        end as new_days
    from ordered
),

summed as (
    select
        counted.patient_id as patient_id,
        counted.drug_class as drug_class,
        min(counted.covered_from) as treatment_start_date,
        max(counted.period_end) as treatment_end_date,
        cast(count(*) as integer) as prescription_count,
        cast(sum(counted.fill_count) as integer) as fill_count,
        cast(sum(counted.new_days) as integer) as covered_days,
        min(counted.lineage_first_seen_ts) as lineage_first_seen_ts,
        min(counted.lineage_source_origin) as lineage_source_origin,
        min(counted.lineage_snapshot_id) as lineage_snapshot_id
    from counted
    group by counted.patient_id, counted.drug_class
),

spanned as (
    select
        summed.*,
        {{ days_between('summed.treatment_start_date', 'summed.treatment_end_date') }} + 1
            as treatment_days
    from summed
),

final as (
    select
        spanned.patient_id as patient_id,
        spanned.drug_class as drug_class,
        spanned.treatment_start_date as treatment_start_date,
        spanned.treatment_end_date as treatment_end_date,
        spanned.prescription_count as prescription_count,
        spanned.fill_count as fill_count,
        spanned.covered_days as covered_days,
        spanned.treatment_days as treatment_days,
        1.0 * spanned.covered_days / spanned.treatment_days
            as proportion_of_days_covered,
        {{ lineage_standard_columns(upstream='spanned') }}
    from spanned
)

select * from final

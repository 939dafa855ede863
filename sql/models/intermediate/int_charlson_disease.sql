{{ config(unique_key=['patient_id', 'charlson_category']) }}

-- One row for each patient and category of the Charlson index recorded up to
-- the as-of date.
-- A milder form does not count beside the severe one: its counted weight is 0.
with

condition as (
    select * from {{ ref('int_condition') }}
),

charlson_concept as (
    select * from {{ ref('int_charlson_concept') }}
),

category as (
    select * from {{ ref('charlson_categories') }}
),

disease as (
    select
        condition.patient_id as patient_id,
        charlson_concept.charlson_category as charlson_category,
        min(condition.start_date) as first_date,
        min(condition.lineage_first_seen_ts) as lineage_first_seen_ts,
        min(condition.lineage_source_origin) as lineage_source_origin,
        min(condition.lineage_snapshot_id) as lineage_snapshot_id
    from condition
    inner join charlson_concept
        on condition.condition_concept_id = charlson_concept.concept_id
    where condition.start_date <= {{ as_of_date() }}
    group by condition.patient_id, charlson_concept.charlson_category
),

final as (
    select
        disease.patient_id as patient_id,
        disease.charlson_category as charlson_category,
        disease.first_date as first_date,
        category.weight as weight,
        case
            when severe.patient_id is null then category.weight
            else 0
        end as counted_weight,
        {{ lineage_standard_columns(upstream='disease') }}
    from disease
    inner join category
        on disease.charlson_category = category.charlson_category
    left join disease as severe
        on
            disease.patient_id = severe.patient_id
            and category.superseded_by = severe.charlson_category
)

select * from final

{{ config(unique_key='patient_id') }}

-- One row for each patient.
-- Charlson comorbidity index (Charlson and others 1987): the weights of the
-- diseases a patient has, the severe form instead of the mild one; and with age
-- (Charlson and others 1994), a point for each decade from 50 on, at most four.
{% set categories = [
    'myocardial_infarction', 'congestive_heart_failure',
    'peripheral_vascular_disease', 'cerebrovascular_disease', 'dementia',
    'chronic_pulmonary_disease', 'rheumatologic_disease',
    'peptic_ulcer_disease', 'mild_liver_disease', 'diabetes',
    'diabetes_with_complications', 'hemiplegia', 'renal_disease', 'malignancy',
    'severe_liver_disease', 'metastatic_tumor', 'aids'
] %}
with

patient as (
    select * from {{ ref('int_patient') }}
),

disease as (
    select * from {{ ref('int_charlson_disease') }}
),

scored as (
    select
        disease.patient_id as patient_id,
        {%- for category in categories %}
        max(case when disease.charlson_category = '{{ category }}' then 1 else 0 end)
            as has_{{ category }},
        {%- endfor %}
        count(*) as category_count,
        sum(disease.counted_weight) as score
    from disease
    group by disease.patient_id
),

aged as (
    select
        patient.patient_id as patient_id,
        patient.as_of_date as as_of_date,
        patient.age_years as age_years,
        case
            when patient.age_years >= 80 then 4
            when patient.age_years >= 70 then 3
            when patient.age_years >= 60 then 2
            when patient.age_years >= 50 then 1
            else 0
        end as age_points,
        patient.lineage_first_seen_ts as lineage_first_seen_ts,
        patient.lineage_source_origin as lineage_source_origin,
        patient.lineage_snapshot_id as lineage_snapshot_id
    from patient
),

final as (
    select
        aged.patient_id as patient_id,
        aged.as_of_date as as_of_date,
        aged.age_years as age_years,
        coalesce(scored.category_count, 0) as category_count,
        cast(coalesce(scored.score, 0) as integer) as charlson_score,
        aged.age_points as age_points,
        cast(coalesce(scored.score, 0) + aged.age_points as integer)
            as age_adjusted_score,
        {%- for category in categories %}
        coalesce(scored.has_{{ category }}, 0) as has_{{ category }},
        {%- endfor %}
        {{ lineage_standard_columns(upstream='aged') }}
    from aged
    left join scored
        on aged.patient_id = scored.patient_id
)

select * from final

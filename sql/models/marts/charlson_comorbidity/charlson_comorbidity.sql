-- Grain: one row for each patient.
-- Charlson comorbidity index (Charlson and others 1987): the weights of the
-- diseases a patient has, the severe form instead of the mild one; and with age
-- (Charlson and others 1994), a point for each decade from 50 on, at most four.
with

score as (
    select * from {{ ref('int_charlson_score') }}
),

final as (
    select
        score.patient_id as patient_id,
        score.as_of_date as as_of_date,
        score.age_years as age_years,
        score.category_count as category_count,
        score.charlson_score as charlson_score,
        score.age_points as age_points,
        score.age_adjusted_score as age_adjusted_score,
        score.has_myocardial_infarction as has_myocardial_infarction,
        score.has_congestive_heart_failure
            as has_congestive_heart_failure,
        score.has_peripheral_vascular_disease
            as has_peripheral_vascular_disease,
        score.has_cerebrovascular_disease
            as has_cerebrovascular_disease,
        score.has_dementia as has_dementia,
        score.has_chronic_pulmonary_disease
            as has_chronic_pulmonary_disease,
        score.has_rheumatologic_disease as has_rheumatologic_disease,
        score.has_peptic_ulcer_disease as has_peptic_ulcer_disease,
        score.has_mild_liver_disease as has_mild_liver_disease,
        score.has_diabetes as has_diabetes,
        score.has_diabetes_with_complications
            as has_diabetes_with_complications,
        score.has_hemiplegia as has_hemiplegia,
        score.has_renal_disease as has_renal_disease,
        score.has_malignancy as has_malignancy,
        score.has_severe_liver_disease as has_severe_liver_disease,
        score.has_metastatic_tumor as has_metastatic_tumor,
        score.has_aids as has_aids,
        {{ lineage_standard_columns(upstream='score') }}
    from score
)

select * from final

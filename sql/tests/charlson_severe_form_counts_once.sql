-- Diabetes with complications weighs 2, not 3: the plain form does not count
-- beside it.
select
    disease.patient_id,
    disease.charlson_category
from {{ ref('int_charlson_disease') }} as disease
inner join {{ ref('charlson_categories') }} as category
    on disease.charlson_category = category.charlson_category
inner join {{ ref('int_charlson_disease') }} as severe
    on
        disease.patient_id = severe.patient_id
        and category.superseded_by = severe.charlson_category
where disease.counted_weight <> 0

-- A patient without any category has a score of 0, and one with a category has
-- more.
select
    patient_id,
    category_count,
    charlson_score
from {{ ref('charlson_comorbidity') }}
where
    (category_count = 0 and charlson_score <> 0)
    or (category_count > 0 and charlson_score = 0)

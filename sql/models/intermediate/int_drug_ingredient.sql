{{ config(unique_key=['drug_concept_id', 'ingredient_concept_id']) }}

-- One row for each drug and RxNorm ingredient in it: those of the seed and,
-- where the vocabulary has a hierarchy, those it names.
with

seed as (
    select * from {{ ref('drug_ingredients') }}
),

ancestor as (
    select * from {{ ref('stg_omop__concept_ancestor') }}
),

ingredient as (
    select concept_id
    from {{ ref('stg_omop__concept') }}
    where vocabulary_id = 'RxNorm' and concept_class_id = 'Ingredient'
),

pair as (
    select
        seed.drug_concept_id as drug_concept_id,
        seed.ingredient_concept_id as ingredient_concept_id
    from seed
    union
    select
        ancestor.descendant_concept_id as drug_concept_id,
        ancestor.ancestor_concept_id as ingredient_concept_id
    from ancestor
    inner join ingredient
        on ancestor.ancestor_concept_id = ingredient.concept_id
),

final as (
    select
        pair.drug_concept_id as drug_concept_id,
        pair.ingredient_concept_id as ingredient_concept_id,
        {{ lineage_standard_columns(origin="'seed.drug_ingredients'") }}
    from pair
)

select * from final

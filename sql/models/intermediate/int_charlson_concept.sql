{{ config(unique_key=['charlson_category', 'concept_id']) }}

-- One row for each concept that counts as a disease of the Charlson index:
-- those of the seed and, where the vocabulary has a hierarchy, everything below
-- them.
with

seed as (
    select * from {{ ref('charlson_concepts') }}
),

ancestor as (
    select * from {{ ref('stg_omop__concept_ancestor') }}
),

member as (
    select
        seed.charlson_category as charlson_category,
        seed.concept_id as concept_id
    from seed
    union
    select
        seed.charlson_category as charlson_category,
        ancestor.descendant_concept_id as concept_id
    from ancestor
    inner join seed
        on ancestor.ancestor_concept_id = seed.concept_id
),

final as (
    select
        member.charlson_category as charlson_category,
        member.concept_id as concept_id,
        {{ lineage_standard_columns(origin="'seed.charlson_concepts'") }}
    from member
)

select * from final

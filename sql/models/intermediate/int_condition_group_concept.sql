{{ config(unique_key=['condition_group', 'concept_id']) }}

-- One row for each concept that counts as a condition of a group: those of the
-- seed and, where the vocabulary has a hierarchy, everything below them.
with

seed as (
    select * from {{ ref('condition_group_concepts') }}
),

ancestor as (
    select * from {{ ref('stg_omop__concept_ancestor') }}
),

member as (
    select
        seed.condition_group as condition_group,
        seed.concept_id as concept_id
    from seed
    union
    select
        seed.condition_group as condition_group,
        ancestor.descendant_concept_id as concept_id
    from ancestor
    inner join seed
        on ancestor.ancestor_concept_id = seed.concept_id
),

final as (
    select
        member.condition_group as condition_group,
        member.concept_id as concept_id,
        {{ lineage_standard_columns(origin="'seed.condition_group_concepts'") }}
    from member
)

select * from final

-- Hierarchy of concepts: one row for each pair of ancestor and descendant.
with

source as (
    select * from {{ source_or_empty('omop', 'concept_ancestor') }}
),

final as (
    select
        cast(source.ancestor_concept_id as integer) as ancestor_concept_id,
        cast(source.descendant_concept_id as integer) as descendant_concept_id,
        cast(source.min_levels_of_separation as integer)
            as min_levels_of_separation,
        cast(source.max_levels_of_separation as integer)
            as max_levels_of_separation,
        {{ lineage_source_columns('omop', 'concept_ancestor') }}
    from source
)

select * from final

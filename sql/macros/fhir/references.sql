{#-
    The id in a literal reference to a resource of a type. Relative (`Patient/17`), absolute
    (`https://…/Patient/17`) and `urn:uuid:` references name it; a contained resource (`#x`) or a
    search (`Practitioner?identifier=…`) does not, and gives NULL.
-#}
{%- macro reference_id(reference, resource_type) -%}
    {{- return(adapter.dispatch('reference_id', 'healthlake')(reference, resource_type)) -}}
{%- endmacro -%}

{%- macro default__reference_id(reference, resource_type) -%}
    {%- set prefix = resource_type ~ '/' -%}
    case
        when instr({{ reference }}, '{{ prefix }}') > 0
            then substr(
                {{ reference }},
                instr({{ reference }}, '{{ prefix }}') + {{ prefix | length }}
            )
        when substr({{ reference }}, 1, 9) = 'urn:uuid:' then substr({{ reference }}, 10)
    end
{%- endmacro -%}


{#- The same; SQLite computes an expression wherever it stands, so it stands twice instead of thrice. -#}
{%- macro sqlite__reference_id(reference, resource_type) -%}
    {%- set prefix = resource_type ~ '/' -%}
    coalesce(
        substr(
            {{ reference }},
            nullif(instr({{ reference }}, '{{ prefix }}'), 0) + {{ prefix | length }}
        ),
        case
            when substr({{ reference }}, 1, 9) = 'urn:uuid:' then substr({{ reference }}, 10)
        end
    )
{%- endmacro -%}


{#- The OMOP vocabulary of a FHIR code system, as the seed concept_codes spells it. -#}
{%- macro vocabulary_of_system(system) -%}
    case {{ system }}
        when 'http://snomed.info/sct' then 'SNOMED'
        when 'http://loinc.org' then 'LOINC'
        when 'http://www.nlm.nih.gov/research/umls/rxnorm' then 'RxNorm'
        when 'http://hl7.org/fhir/sid/cvx' then 'CVX'
    end
{%- endmacro -%}

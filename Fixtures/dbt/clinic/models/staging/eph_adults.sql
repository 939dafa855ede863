{{ config(materialized='ephemeral', tags=['adult']) }}
select patient_id, name, country_code
from {{ ref('stg_patients') }}
where birth_date <= '{{ (var("as_of")[:4] | int) - var("minimum_age") }}-12-31'

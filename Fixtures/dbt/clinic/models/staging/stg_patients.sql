{{ config(unique_key='patient_id') }}

select
    patient_id,
    name,
    gender,
    birth_date,
    country_code,
    '{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as lineage_first_seen_ts
from {{ ref('raw_patients') }}

{{ config(enabled=var('with_wards', true)) }}
select ward_name, count(*) as ward_count from {{ ref('stg_ward') }} group by ward_name

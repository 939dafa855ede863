-- A row names the run that made it, on every kind of model.
select lineage_model
from {{ ref('stg_omop__person') }}
where lineage_pipeline_run_id is null or lineage_run_id is null
union all
select lineage_model
from {{ ref('int_patient') }}
where lineage_pipeline_run_id is null or lineage_run_id is null
union all
select lineage_model
from {{ ref('dim_patient') }}
where lineage_pipeline_run_id is null or lineage_run_id is null

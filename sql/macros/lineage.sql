{#-
    Lineage: where each row comes from. Every model ends with these columns; override this macro
    to add or change some.

        lineage_last_updated_ts  when the row was built, UTC
        lineage_first_seen_ts    when the row was first built
        lineage_pipeline_run_id  the run of the whole pipeline: generation, checks, models
        lineage_source_origin    the source and table that the row comes from
        lineage_run_id           the run of the models
        lineage_model            the model
        lineage_env              the target it was built for
        lineage_snapshot_id      the snapshot of the source, where it has snapshots

    first_seen, origin, snapshot: SQL expressions that carry on what is known of the row that this
    one is made from. upstream: an alias all three of whose columns are carried on.
-#}
{%- macro lineage_standard_columns(
    upstream=none, first_seen=none, origin=none, snapshot=none
) -%}
    {%- if upstream is not none -%}
        {%- set first_seen = first_seen or upstream ~ '.lineage_first_seen_ts' -%}
        {%- set origin = origin or upstream ~ '.lineage_source_origin' -%}
        {%- set snapshot = snapshot or upstream ~ '.lineage_snapshot_id' -%}
    {%- endif -%}
    {%- set now = timestamp_literal(run_started_at.strftime('%Y-%m-%d %H:%M:%S')) -%}
        {{ now }} as lineage_last_updated_ts,
        {{ first_seen or now }} as lineage_first_seen_ts,
        {{ text_literal(pipeline_run_id()) }} as lineage_pipeline_run_id,
        {{ origin or text_literal(none) }} as lineage_source_origin,
        {{ text_literal(invocation_id) }} as lineage_run_id,
        {{ text_literal(model.name) }} as lineage_model,
        {{ text_literal(target.name) }} as lineage_env,
        {{ snapshot or text_literal(none) }} as lineage_snapshot_id
{%- endmacro -%}


{#- The columns for rows that are read from a source table: one row for each of its rows. -#}
{%- macro lineage_source_columns(source_name, table_name) -%}
    {%- set key = source_name ~ '.' ~ table_name -%}
    {{- lineage_standard_columns(
        origin=text_literal(key),
        snapshot=text_literal(var('source_snapshots', {}).get(key))
    ) -}}
{%- endmacro -%}


{#- The columns for a row that sums up several rows of `upstream`: the first time one was seen. -#}
{%- macro lineage_group_columns(upstream) -%}
    {{- lineage_standard_columns(
        first_seen='min(' ~ upstream ~ '.lineage_first_seen_ts)',
        origin='min(' ~ upstream ~ '.lineage_source_origin)',
        snapshot='min(' ~ upstream ~ '.lineage_snapshot_id)'
    ) -}}
{%- endmacro -%}


{#- Never empty: the variable, else the environment's PIPELINE_RUN_ID, else this invocation. -#}
{%- macro pipeline_run_id() -%}
    {%- set given = var('pipeline_run_id', '') or env_var('PIPELINE_RUN_ID', '') -%}
    {{- return(given or invocation_id) -}}
{%- endmacro -%}

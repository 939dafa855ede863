{#- Rows whose date lies before another date of the same row. -#}
{% test not_before(model, column_name, other) %}
select
    {{ column_name }},
    {{ other }}
from {{ model }}
where {{ column_name }} < {{ other }}
{% endtest %}

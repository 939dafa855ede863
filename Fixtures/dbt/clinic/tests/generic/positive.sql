{% test positive_when_known(model, column_name, other) %}
select * from {{ model }} where {{ column_name }} is not null and {{ other }} < 0
{% endtest %}

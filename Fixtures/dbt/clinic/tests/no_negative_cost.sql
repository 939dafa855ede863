select * from {{ ref('adult_cost') }} where total_cost < 0

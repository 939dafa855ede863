select ward_id, ward_name from {{ source('hospital', 'ward') }}

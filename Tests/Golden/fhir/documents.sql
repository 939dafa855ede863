-- name Documents, Bundles, manifests
-- why A .json file is one value; its resources are rows with the lines they begin on.

select resource_type, count(*) from fhir_resources('{fixtures}/fhir/bundle/patient-transaction.json') group by 1;
--> Condition|1
--> Encounter|1
--> Observation|2
--> Organization|1
--> Patient|1

select resource_type, _line from fhir_resources('{fixtures}/fhir/bundle/patient-single.json');
--> Patient|1

-- The manifest names its files; others in the folder are not read.
select resource_type, count(*) from fhir_resources('{fixtures}/fhir/bulk-export/manifest.json') group by 1;
--> Observation|6
--> Patient|3

-- A folder is all its data files; the manifest among them has no rows.
select count(distinct _file) from fhir_resources('{fixtures}/fhir/bulk-export');
--> 4

select count(*) from fhir_malformed('{fixtures}/fhir/bulk-export');
--> 0

-- In the shell a path is a table.
select count(*) from '{fixtures}/fhir/bundle/patient-transaction.json';
--> 6

select id from '{fixtures}/fhir/bundle/patient-tronsaction.json';
--! no such file or directory; did you mean '.*/patient-transaction\.json'\?

-- name Every bad file
-- why One defect a file: how many rows are left, and which lines are listed as what.

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/bad-checksum.ndjson.gz')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/bad-checksum.ndjson.gz')) as bad;
--> 400|401 compression
--! ^warning: \{fixtures\}/fhir/bad/bad-checksum\.ndjson\.gz: 1 malformed line was skipped \(line 401: the gzip checksum does not match\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/bad-checksum\.ndjson\.gz'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/bad-checksum.ndjson.zst')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/bad-checksum.ndjson.zst')) as bad;
--> 3|4 compression
--! ^warning: \{fixtures\}/fhir/bad/bad-checksum\.ndjson\.zst: 1 malformed line was skipped \(line 4: the zstd checksum does not match\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/bad-checksum\.ndjson\.zst'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/bad-utf8.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/bad-utf8.ndjson')) as bad;
--> 2|2 encoding, 3 encoding, 4 encoding, 5 encoding, 6 encoding, 7 encoding, 8 encoding
--! ^warning: \{fixtures\}/fhir/bad/bad-utf8\.ndjson: 7 malformed lines were skipped \(line 2: the bytes are not UTF-8\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/bad-utf8\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/bom-inside.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/bom-inside.ndjson')) as bad;
--> 2|2 syntax
--! ^warning: \{fixtures\}/fhir/bad/bom-inside\.ndjson: 1 malformed line was skipped \(line 2: the line is no JSON object\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/bom-inside\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/control-between.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/control-between.ndjson')) as bad;
--> 2|2 syntax, 3 syntax
--! ^warning: \{fixtures\}/fhir/bad/control-between\.ndjson: 2 malformed lines were skipped \(line 2: a member name is expected\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/control-between\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/control-character.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/control-character.ndjson')) as bad;
--> 2|2 control, 3 control, 4 control, 5 control
--! ^warning: \{fixtures\}/fhir/bad/control-character\.ndjson: 4 malformed lines were skipped \(line 2: a string holds a control character that is not escaped\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/control-character\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/corrupt.ndjson.gz')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/corrupt.ndjson.gz')) as bad;
--> 398|170 syntax, 171 resource-type, 401 compression
--! ^warning: \{fixtures\}/fhir/bad/corrupt\.ndjson\.gz: 3 malformed lines were skipped \(line 170: a comma or a closing bracket is expected\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/corrupt\.ndjson\.gz'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/corrupt.ndjson.zst')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/corrupt.ndjson.zst')) as bad;
--> 0|1 compression
--! ^warning: \{fixtures\}/fhir/bad/corrupt\.ndjson\.zst: 1 malformed line was skipped \(line 1: the zstd stream is damaged \(Data corruption detected\)\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/corrupt\.ndjson\.zst'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/cr-only.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/cr-only.ndjson')) as bad;
--> 0|1 trailing
--! ^warning: \{fixtures\}/fhir/bad/cr-only\.ndjson: 1 malformed line was skipped \(line 1: something follows the JSON object\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/cr-only\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/cut-bundle.json')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/cut-bundle.json')) as bad;
--> 0|1 syntax
--! ^warning: \{fixtures\}/fhir/bad/cut-bundle\.json: 1 malformed line was skipped \(line 1: the line ends within a value\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/cut-bundle\.json'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/deep-nesting.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/deep-nesting.ndjson')) as bad;
--> 2|2 depth
--! ^warning: \{fixtures\}/fhir/bad/deep-nesting\.ndjson: 1 malformed line was skipped \(line 2: values are nested too deeply\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/deep-nesting\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/duplicate-key.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/duplicate-key.ndjson')) as bad;
--> 5|2 duplicate-key, 3 duplicate-key, 4 duplicate-key

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/entry-without-resource.json')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/entry-without-resource.json')) as bad;
--> 1|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/garbage-behind.ndjson.gz')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/garbage-behind.ndjson.gz')) as bad;
--> 3|4 compression
--! ^warning: \{fixtures\}/fhir/bad/garbage-behind\.ndjson\.gz: 1 malformed line was skipped \(line 4: garbage follows the last gzip member\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/garbage-behind\.ndjson\.gz'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/garbage-behind.ndjson.zst')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/garbage-behind.ndjson.zst')) as bad;
--> 3|4 compression
--! ^warning: \{fixtures\}/fhir/bad/garbage-behind\.ndjson\.zst: 1 malformed line was skipped \(line 4: garbage follows the last zstd frame\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/garbage-behind\.ndjson\.zst'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/header-only.ndjson.gz')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/header-only.ndjson.gz')) as bad;
--> 0|1 compression
--! ^warning: \{fixtures\}/fhir/bad/header-only\.ndjson\.gz: 1 malformed line was skipped \(line 1: the gzip stream ends early\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/header-only\.ndjson\.gz'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/json-array.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/json-array.ndjson')) as bad;
--> 1|1 syntax, 2 trailing, 4 syntax
--! ^warning: \{fixtures\}/fhir/bad/json-array\.ndjson: 3 malformed lines were skipped \(line 1: the line is no JSON object\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/json-array\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/lone-surrogate.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/lone-surrogate.ndjson')) as bad;
--> 2|2 escape, 3 escape, 4 escape, 5 escape, 6 escape
--! ^warning: \{fixtures\}/fhir/bad/lone-surrogate\.ndjson: 5 malformed lines were skipped \(line 2: a string holds half a surrogate pair\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/lone-surrogate\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/no-resource-type.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/no-resource-type.ndjson')) as bad;
--> 2|2 resource-type, 3 resource-type, 4 resource-type, 5 resource-type, 6 resource-type, 7 resource-type
--! ^warning: \{fixtures\}/fhir/bad/no-resource-type\.ndjson: 6 malformed lines were skipped \(line 2: the object has no resourceType, so it is no FHIR resource\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/no-resource-type\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/not-json.json')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/not-json.json')) as bad;
--> 0|1 not-object
--! ^warning: \{fixtures\}/fhir/bad/not-json\.json: 1 malformed line was skipped \(line 1: the file is no JSON object\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/not-json\.json'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/not-object.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/not-object.ndjson')) as bad;
--> 2|2 not-object, 3 not-object, 4 not-object, 5 not-object, 6 not-object, 7 not-object
--! ^warning: \{fixtures\}/fhir/bad/not-object\.ndjson: 6 malformed lines were skipped \(line 2: the line is no JSON object\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/not-object\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/nul-byte.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/nul-byte.ndjson')) as bad;
--> 2|2 control, 3 syntax, 4 syntax
--! ^warning: \{fixtures\}/fhir/bad/nul-byte\.ndjson: 3 malformed lines were skipped \(line 2: a string holds a control character that is not escaped\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/nul-byte\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/pretty-printed.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/pretty-printed.ndjson')) as bad;
--> 1|1 syntax, 2 trailing, 3 trailing, 4 trailing, 5 syntax
--! ^warning: \{fixtures\}/fhir/bad/pretty-printed\.ndjson: 5 malformed lines were skipped \(line 1: a member name is expected\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/pretty-printed\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/second-member-cut.ndjson.gz')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/second-member-cut.ndjson.gz')) as bad;
--> 3|4 compression
--! ^warning: \{fixtures\}/fhir/bad/second-member-cut\.ndjson\.gz: 1 malformed line was skipped \(line 4: the gzip stream ends early\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/second-member-cut\.ndjson\.gz'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/syntax.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/syntax.ndjson')) as bad;
--> 2|2 syntax, 3 syntax, 4 syntax, 5 syntax, 6 syntax, 7 syntax, 8 syntax, 9 syntax, 10 syntax, 11 syntax, 12 syntax, 13 syntax, 14 syntax, 15 syntax, 16 syntax, 17 syntax, 18 syntax, 19 syntax, 20 syntax, 21 syntax, 22 syntax, 23 syntax, 24 syntax, 25 syntax, 26 syntax, 27 syntax, 28 syntax, 29 syntax, 30 trailing, 31 syntax
--! ^warning: \{fixtures\}/fhir/bad/syntax\.ndjson: 30 malformed lines were skipped \(line 2: a member name is expected\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/syntax\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/trailing-text.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/trailing-text.ndjson')) as bad;
--> 2|2 trailing, 3 trailing, 4 trailing, 5 trailing, 6 trailing
--! ^warning: \{fixtures\}/fhir/bad/trailing-text\.ndjson: 5 malformed lines were skipped \(line 2: something follows the JSON object\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/trailing-text\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/truncated-last-line.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/truncated-last-line.ndjson')) as bad;
--> 2|3 syntax
--! ^warning: \{fixtures\}/fhir/bad/truncated-last-line\.ndjson: 1 malformed line was skipped \(line 3: the line ends within an object\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/truncated-last-line\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/truncated-line.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/truncated-line.ndjson')) as bad;
--> 2|2 syntax
--! ^warning: \{fixtures\}/fhir/bad/truncated-line\.ndjson: 1 malformed line was skipped \(line 2: the line ends within an object\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/truncated-line\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/truncated.ndjson.gz')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/truncated.ndjson.gz')) as bad;
--> 247|248 compression
--! ^warning: \{fixtures\}/fhir/bad/truncated\.ndjson\.gz: 1 malformed line was skipped \(line 248: the gzip stream ends early\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/truncated\.ndjson\.gz'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/truncated.ndjson.zst')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/truncated.ndjson.zst')) as bad;
--> 1|2 compression
--! ^warning: \{fixtures\}/fhir/bad/truncated\.ndjson\.zst: 1 malformed line was skipped \(line 2: the zstd stream ends early\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/truncated\.ndjson\.zst'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/two-objects-one-line.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/two-objects-one-line.ndjson')) as bad;
--> 2|2 trailing, 3 trailing, 4 trailing, 5 trailing
--! ^warning: \{fixtures\}/fhir/bad/two-objects-one-line\.ndjson: 4 malformed lines were skipped \(line 2: something follows the JSON object\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/two-objects-one-line\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/unknown-escape.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/unknown-escape.ndjson')) as bad;
--> 2|2 syntax, 3 syntax, 4 syntax, 5 syntax, 6 syntax, 7 syntax
--! ^warning: \{fixtures\}/fhir/bad/unknown-escape\.ndjson: 6 malformed lines were skipped \(line 2: a string holds an unknown escape\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/unknown-escape\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/unknown-resource-type.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/unknown-resource-type.ndjson')) as bad;
--> 2|2 resource-type, 3 resource-type, 4 resource-type, 5 resource-type
--! ^warning: \{fixtures\}/fhir/bad/unknown-resource-type\.ndjson: 4 malformed lines were skipped \(line 2: the resourceType is no resource type of R4\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/unknown-resource-type\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/utf16-be.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/utf16-be.ndjson')) as bad;
--> 0|1 control, 2 control
--! ^warning: \{fixtures\}/fhir/bad/utf16-be\.ndjson: 2 malformed lines were skipped \(line 1: a string holds a control character that is not escaped\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/utf16-be\.ndjson'\) lists them

select (select count(resource) from fhir_resources('{fixtures}/fhir/bad/utf16-le.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/bad/utf16-le.ndjson')) as bad;
--> 0|1 control, 2 control, 3 syntax
--! ^warning: \{fixtures\}/fhir/bad/utf16-le\.ndjson: 3 malformed lines were skipped \(line 1: a string holds a control character that is not escaped\); SELECT \* FROM fhir_malformed\('\{fixtures\}/fhir/bad/utf16-le\.ndjson'\) lists them

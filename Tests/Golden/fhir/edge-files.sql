-- name Every odd file
-- why Unusual but legal files lose no row and have no findings.

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/blank-lines.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/blank-lines.ndjson')) as bad;
--> 3|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/bom.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/bom.ndjson')) as bad;
--> 3|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/crlf.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/crlf.ndjson')) as bad;
--> 3|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/empty-member.ndjson.gz')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/empty-member.ndjson.gz')) as bad;
--> 0|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/empty.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/empty.ndjson')) as bad;
--> 0|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/escaped-keys.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/escaped-keys.ndjson')) as bad;
--> 3|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/escapes.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/escapes.ndjson')) as bad;
--> 4|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/frames.ndjson.zst')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/frames.ndjson.zst')) as bad;
--> 3|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/gzip-named-plain.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/gzip-named-plain.ndjson')) as bad;
--> 3|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/key-order.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/key-order.ndjson')) as bad;
--> 5|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/members.ndjson.gz')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/members.ndjson.gz')) as bad;
--> 3|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/mixed-types.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/mixed-types.ndjson')) as bad;
--> 4|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/no-final-newline.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/no-final-newline.ndjson')) as bad;
--> 3|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/numbers.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/numbers.ndjson')) as bad;
--> 15|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/odd ñame [[]1].ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/odd ñame [[]1].ndjson')) as bad;
--> 3|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/only-newlines.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/only-newlines.ndjson')) as bad;
--> 0|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/plain-named-gzip.ndjson.gz')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/plain-named-gzip.ndjson.gz')) as bad;
--> 3|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/references.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/references.ndjson')) as bad;
--> 14|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/white-space.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/white-space.ndjson')) as bad;
--> 1|NULL

select (select count(resource) from fhir_resources('{fixtures}/fhir/edge/wrong-types.ndjson')) as good,
    (select group_concat(line || ' ' || kind, ', ') from fhir_malformed('{fixtures}/fhir/edge/wrong-types.ndjson')) as bad;
--> 6|NULL

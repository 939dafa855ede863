-- name Errors about Iceberg tables
-- why What is not there is named, with what is near.

create virtual table temp.t using iceberg('{fixtures}/iceberg/pyiceberg-person', snapshot_id=17127073112160057);
--! ^Runtime error near line 4: \{fixtures\}/iceberg/pyiceberg-person/metadata/.*\.metadata\.json: the table has no snapshot 17127073112160057; did you mean 1712707311216005723\?

create virtual table temp.t using iceberg('{fixtures}/iceberg/pyiceberg-person', snapshot_id=1712707311216005724);
--! ^Runtime error near line 7: \{fixtures\}/iceberg/pyiceberg-person/metadata/.*\.metadata\.json: the table has no snapshot 1712707311216005724; did you mean 1712707311216005723\?

create virtual table temp.t using iceberg('{fixtures}/iceberg/pyiceberg-person', snapshot_id=today);
--! ^Runtime error near line 10: argument snapshot_id: 'today' is no snapshot id; iceberg_snapshots\(location\) lists them

create virtual table temp.t using iceberg('{fixtures}/iceberg/pyiceberg-person', ref='frist');
--! ^Runtime error near line 13: \{fixtures\}/iceberg/pyiceberg-person/metadata/.*\.metadata\.json: the table has no branch or tag 'frist'; did you mean 'first'\?

create virtual table temp.t using iceberg('{fixtures}/iceberg/pyiceberg-person', ref='release-2024');
--! ^Runtime error near line 16: \{fixtures\}/iceberg/pyiceberg-person/metadata/.*\.metadata\.json: the table has no branch or tag 'release-2024'; it has 'first', 'main', 'review'

create virtual table temp.t using iceberg('{fixtures}/iceberg/pyiceberg-person', as_of='2020-01-01');
--! ^Runtime error near line 19: \{fixtures\}/iceberg/pyiceberg-person/metadata/.*\.metadata\.json: the table has no snapshot at or before 2020-01-01 00:00:00\.000 UTC; the earliest is of 2026-11-24 19:38:56\.160 UTC

create virtual table temp.t using iceberg('{fixtures}/iceberg/pyiceberg-person', as_of='yesterday');
--! ^Runtime error near line 22: argument as_of: 'yesterday' is no time; write '2026-01-31 12:00:00' \(UTC\) or milliseconds since 1970

create virtual table temp.t using iceberg('{fixtures}/iceberg/pyiceberg-person', ref='first', as_of='2027-01-01');
--! ^Runtime error near line 25: as_of and ref name two snapshots; give one of snapshot_id, as_of and ref

create virtual table temp.t using iceberg('{fixtures}/iceberg/pyiceberg-persons');
--! ^Runtime error near line 28: \{fixtures\}/iceberg/pyiceberg-persons: no such table directory, metadata file or catalog; did you mean '\{fixtures\}/iceberg/pyiceberg-person'\?

create virtual table temp.t using iceberg('{fixtures}/iceberg/nowhere');
--! ^Runtime error near line 31: \{fixtures\}/iceberg/nowhere: no such table directory, metadata file or catalog

create virtual table temp.t using iceberg('{fixtures}/iceberg/puffin');
--! ^Runtime error near line 34: \{fixtures\}/iceberg/puffin: no Iceberg table is here: there is no metadata file

create virtual table temp.t using iceberg('s3://bucket/warehouse/person');
--! ^Runtime error near line 37: s3://bucket/warehouse/person: only local tables are read; copy the table to a local directory

create virtual table temp.t using iceberg();
--! ^Runtime error near line 40: iceberg\(\) takes a location and options; write USING iceberg\('warehouse/db/table', ref='main'\)

create virtual table temp.t using iceberg('{fixtures}/iceberg/pyiceberg-person', rev='first');
--! ^Runtime error near line 43: iceberg has no option 'rev'; did you mean 'ref'\?

select * from iceberg_files('{fixtures}/iceberg/pyiceberg-person', 'frist');
--! ^Runtime error near line 46: \{fixtures\}/iceberg/pyiceberg-person/metadata/.*\.metadata\.json: the table has no branch or tag 'frist'; did you mean 'first'\?

select * from iceberg_files('{fixtures}/iceberg/pyiceberg-person', 7);
--! ^Runtime error near line 49: \{fixtures\}/iceberg/pyiceberg-person/metadata/.*\.metadata\.json: the table has no snapshot 7; it has 2179467953488528211, 1712707311216005723, 527543630831173346, 6530894081710235065, 5679446368923017727

select * from iceberg_snapshots('{fixtures}/iceberg/nowhere');
--! ^Runtime error near line 52: \{fixtures\}/iceberg/nowhere: no such table directory, metadata file or catalog

select * from iceberg_snapshots;
--! ^Runtime error near line 55: iceberg_snapshots\(\) needs a location; write SELECT … FROM iceberg_snapshots\('location'\)

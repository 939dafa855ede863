// Footers of other writers' files. Expected values: pyarrow 26.0.1 (ParquetFile.schema, .metadata).

import Columnar
import Parquet
import Testing

@Suite("Footer")
struct FileMetadataTests {
    /// A file, its rows, row groups and codec; then each leaf's path, type, levels.
    struct Expectation: CustomStringConvertible, Sendable {
        let file: String
        let rows: Int
        let groups: Int
        let codec: String
        let leaves: [String]

        var description: String { file }

        init(_ file: String, _ rows: Int, _ groups: Int, _ codec: String, _ leaves: [String]) {
            self.file = file
            self.rows = rows
            self.groups = groups
            self.codec = codec
            self.leaves = leaves
        }
    }

    static let expectations: [Expectation] = [
        Expectation(
            "alltypes_plain.parquet", 8, 1, "UNCOMPRESSED",
            [
                "id INT32 1 0",
                "bool_col BOOLEAN 1 0",
                "tinyint_col INT32 1 0",
                "smallint_col INT32 1 0",
                "int_col INT32 1 0",
                "bigint_col INT64 1 0",
                "float_col FLOAT 1 0",
                "double_col DOUBLE 1 0",
                "date_string_col BYTE_ARRAY 1 0",
                "string_col BYTE_ARRAY 1 0",
                "timestamp_col INT96 1 0",
            ]),
        Expectation(
            "byte_array_decimal.parquet", 24, 1, "UNCOMPRESSED",
            [
                "value BYTE_ARRAY 1 0"
            ]),
        Expectation(
            "crs-default.parquet", 1, 1, "UNCOMPRESSED",
            [
                "wkt BYTE_ARRAY 1 0",
                "geometry BYTE_ARRAY 1 0",
            ]),
        Expectation(
            "data_index_bloom_encoding_stats.parquet", 14, 1, "GZIP",
            [
                "String BYTE_ARRAY 1 0"
            ]),
        Expectation(
            "datapage_v2.snappy.parquet", 5, 1, "SNAPPY",
            [
                "a BYTE_ARRAY 1 0",
                "b INT32 0 0",
                "c DOUBLE 0 0",
                "d BOOLEAN 0 0",
                "e.list.element INT32 2 1",
            ]),
        Expectation(
            "dict-page-offset-zero.parquet", 39, 1, "SNAPPY",
            [
                "l_partkey INT32 1 0"
            ]),
        Expectation(
            "fixed_length_decimal.parquet", 24, 1, "UNCOMPRESSED",
            [
                "value FIXED_LEN_BYTE_ARRAY 1 0"
            ]),
        Expectation(
            "float16_nonzeros_and_nans.parquet", 8, 1, "UNCOMPRESSED",
            [
                "x FIXED_LEN_BYTE_ARRAY 1 0"
            ]),
        Expectation(
            "int32_decimal.parquet", 24, 1, "UNCOMPRESSED",
            [
                "value INT32 1 0"
            ]),
        Expectation(
            "int32_with_null_pages.parquet", 1000, 1, "UNCOMPRESSED",
            [
                "int32_field INT32 1 0"
            ]),
        Expectation(
            "int96_from_spark.parquet", 6, 1, "SNAPPY",
            [
                "a INT96 1 0"
            ]),
        Expectation(
            "list_columns.parquet", 3, 1, "SNAPPY",
            [
                "int64_list.list.item INT64 3 1",
                "utf8_list.list.item BYTE_ARRAY 3 1",
            ]),
        Expectation(
            "nan_in_stats.parquet", 2, 1, "SNAPPY",
            [
                "x DOUBLE 1 0"
            ]),
        Expectation(
            "nested_lists.snappy.parquet", 3, 1, "SNAPPY",
            [
                "a.list.element.list.element.list.element BYTE_ARRAY 7 3",
                "b INT32 0 0",
            ]),
        Expectation(
            "nonnullable.impala.parquet", 1, 1, "UNCOMPRESSED",
            [
                "ID INT64 0 0",
                "Int_Array.list.element INT32 1 1",
                "int_array_array.list.element.list.element INT32 2 2",
                "Int_Map.map.key BYTE_ARRAY 1 1",
                "Int_Map.map.value INT32 1 1",
                "int_map_array.list.element.map.key BYTE_ARRAY 2 2",
                "int_map_array.list.element.map.value INT32 2 2",
                "nested_Struct.a INT32 0 0",
                "nested_Struct.B.list.element INT32 1 1",
                "nested_Struct.c.D.list.element.list.element.e INT32 2 2",
                "nested_Struct.c.D.list.element.list.element.f BYTE_ARRAY 2 2",
                "nested_Struct.G.map.key BYTE_ARRAY 1 1",
                "nested_Struct.G.map.value.h.i.list.element DOUBLE 2 2",
            ]),
        Expectation(
            "null_list.parquet", 1, 1, "UNCOMPRESSED",
            [
                "emptylist.list.item INT32 3 1"
            ]),
        Expectation(
            "nulls.snappy.parquet", 8, 1, "SNAPPY",
            [
                "b_struct.b_c_int INT32 2 0"
            ]),
        Expectation(
            "old_list_structure.parquet", 1, 1, "UNCOMPRESSED",
            [
                "a.array.array INT32 2 2"
            ]),
        Expectation(
            "repeated_no_annotation.parquet", 6, 1, "UNCOMPRESSED",
            [
                "id INT32 0 0",
                "phoneNumbers.phone.number INT64 2 1",
                "phoneNumbers.phone.kind BYTE_ARRAY 3 1",
            ]),
        Expectation(
            "sort_columns.parquet", 6, 2, "SNAPPY",
            [
                "a INT64 1 0",
                "b BYTE_ARRAY 1 0",
            ]),
    ]

    @Test("Rows, codecs, leaves with their levels", arguments: expectations)
    func leaves(_ expected: Expectation) throws {
        let metadata = try ParquetFixture("parquet-testing/\(expected.file)").metadata()
        #expect(metadata.rowCount == expected.rows)
        #expect(metadata.rowGroups.count == expected.groups)
        let leaves = metadata.schema.leaves.map { leaf in
            "\(leaf.name) \(leaf.physicalType.name) "
                + "\(leaf.maxDefinitionLevel) \(leaf.maxRepetitionLevel)"
        }
        #expect(leaves == expected.leaves)
        for chunk in metadata.rowGroups.flatMap(\.columns) {
            #expect(try chunk.readable().codec.name == expected.codec)
        }
    }

    @Test("The stated number of rows may be wrong")
    func statedRowCount() throws {
        let metadata = try ParquetFixture(
            "parquet-testing/repeated_no_annotation.parquet"
        ).metadata()
        #expect(metadata.statedRowCount == 0)
        #expect(metadata.rowCount == 6)
        #expect(
            metadata.createdBy
                == "parquet-rs version 0.3.0 (build b45ce7cba2199f22d93269c150d8a83916c69b5e)")
    }

    @Test("What the rows are sorted by")
    func sortingColumns() throws {
        // Both row groups begin with a null, then a 2, then a 1, and sort b upwards within.
        let metadata = try ParquetFixture("parquet-testing/sort_columns.parquet").metadata()
        for group in metadata.rowGroups {
            #expect(group.sortingColumns.map(\.columnIndex) == [0, 1])
            #expect(group.sortingColumns.map(\.isDescending) == [true, false])
            #expect(group.sortingColumns.map(\.isNullsFirst) == [true, false])
        }
    }

    @Test("A dictionary offset of zero is none")
    func dictionaryOffsetZero() throws {
        let metadata = try ParquetFixture(
            "parquet-testing/dict-page-offset-zero.parquet"
        ).metadata()
        let column = try metadata.rowGroups[0].columns[0].readable()
        #expect(column.dictionaryPageOffset == 0)
        #expect(column.byteRange.lowerBound == column.dataPageOffset)
    }

    @Test("The dictionary page is part of the chunk")
    func dictionaryOffset() throws {
        let metadata = try ParquetFixture("parquet-testing/alltypes_plain.parquet").metadata()
        let column = try metadata.rowGroups[0].columns[0].readable()
        // The first column's dictionary page begins behind the magic.
        #expect(column.dictionaryPageOffset == 4)
        #expect(column.byteRange.lowerBound == 4)
        #expect(column.dataPageOffset > 4)
        #expect(column.encodings.contains(.plainDictionary))
    }
}

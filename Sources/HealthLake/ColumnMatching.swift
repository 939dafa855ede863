// Which column of a source each column of a table gets, by name, and the values of a batch in the
// table's types.
//
//     table      person_id   birth_date   note
//     source     birth_date  PERSON_ID               upper and lower case are the same
//     column         1           0         NULL      where the table's column may be NULL

import Columnar
import Iceberg

/// A source's columns for a table.
struct ColumnMatching {
    /// What is read of the source.
    let sourceColumns: [Int]
    /// By column of the table: the place in `sourceColumns`; nil for NULL.
    private let places: [Int?]
    private let fields: [NestedField]
    private let names: [String]
    private let types: [ScalarType]

    /// - Parameters:
    ///   - name: of the source, for messages.
    ///   - renamed: the columns wanted, as pairs of the table's and the source's name; nil for all
    ///     of the source under their own names.
    /// - Throws: `LakeError.invalidInput` at the column, when one has no place in the table or a
    ///   required one has no values; `.unsupported` when the table's columns cannot be written.
    init(
        _ source: TableSchema, named name: String, to schema: IcebergSchema,
        as renamed: [(target: String, source: String)]?
    ) throws(LakeError) {
        fields = schema.fields
        names = schema.sqlColumnNames()
        var types: [ScalarType] = []
        for field in fields { types.append(try field.typedColumnType()) }
        self.types = types
        let known = source.fields
        let visible = known.filter { !$0.isHidden }.map(\.name)
        var sourceColumns: [Int] = []
        var places = [Int?](repeating: nil, count: fields.count)
        for pair in renamed ?? visible.map({ (target: $0, source: $0) }) {
            guard let column = known.map(\.name).place(of: pair.source) else {
                throw LakeError(
                    .invalidInput, "the source has no such column",
                    at: [.file(name), .column(pair.source)],
                    advice: suggestion(pair.source, among: visible) ?? "it has "
                        + visible.joined(separator: ", "))
            }
            guard let target = names.place(of: pair.target) else {
                throw LakeError(
                    .invalidInput, "the table has no such column", at: [.column(pair.target)],
                    advice: suggestion(pair.target, among: names) ?? "say which columns of the "
                        + "source are wanted: json_object('columns', json_array('name', …))")
            }
            guard places[target] == nil else {
                throw LakeError(
                    .invalidInput, "the column would get two columns of the source",
                    at: [.column(names[target])])
            }
            places[target] = sourceColumns.count
            sourceColumns.append(column)
        }
        for (index, field) in fields.enumerated() where places[index] == nil && field.isRequired {
            throw LakeError(
                .invalidInput, "the column is NOT NULL, and the source has none of this name",
                at: [.file(name), .column(names[index])],
                advice: suggestion(names[index], among: visible)
                    ?? "json_object('columns', json_object('\(names[index])', 'source column', …)) "
                    + "names the source's column for each of the table's")
        }
        self.sourceColumns = sourceColumns
        self.places = places
    }

    /// The values of a batch.
    ///
    /// - Parameter rowsBefore: rows of the source before the batch, for messages.
    /// - Throws: `LakeError.invalidInput` at the column when a value does not fit it.
    func rows(of batch: ColumnBatch, before rowsBefore: Int) throws(LakeError) -> TypedBatch {
        var columns: [TypedColumn] = []
        columns.reserveCapacity(types.count)
        for index in types.indices {
            do throws(VectorMisfit) {
                columns.append(try column(index, of: batch))
            } catch {
                var located = error.error.at(.column(names[index]))
                located.what += ", in row \(rowsBefore + error.row + 1) of the source"
                throw located
            }
        }
        return TypedBatch(rowCount: batch.rowCount, columns: columns)
    }

    private func column(
        _ index: Int, of batch: ColumnBatch
    ) throws(VectorMisfit) -> TypedColumn {
        guard let place = places[index] else {
            return TypedColumn(nullsOf: types[index], count: batch.rowCount)
        }
        let column = try TypedColumn(reading: batch.columns[place], as: types[index])
        if fields[index].isRequired, let row = column.validity?.firstIndex(of: false) {
            throw VectorMisfit(
                row: row, error: LakeError(.invalidInput, "NULL in a column that is NOT NULL"))
        }
        return column
    }
}

extension [String] {
    /// Where a name stands, upper and lower case being the same.
    fileprivate func place(of name: String) -> Int? {
        firstIndex(of: name) ?? firstIndex { $0.lowercased() == name.lowercased() }
    }
}

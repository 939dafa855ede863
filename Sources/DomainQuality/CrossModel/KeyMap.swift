// Which resource became which row, where somebody kept a record of it.
//
//     fhir_type    fhir_id     omop_table            omop_pk       a file with tabs and a header
//     Condition    con-94f3…   condition_occurrence  1
//
//     resource_type resource_id omop_table omop_id                  the table fhir_omop_map
//
// A key map is complete: what it does not pair has no partner. Rows of DEATH pair by their person.

import Columnar
import OMOPQuality

/// Resources by rows: both as hashes of their names and keys.
struct KeyMap {
    private var resources: [UInt64] = []
    private var rows: [UInt64] = []
    private var chains = KeyChains([])

    /// What a resource is called.
    static func resource(_ type: UInt64, _ id: UInt64) -> UInt64 { PairHash.joined(type, id) }

    /// What a row is called.
    static func row(_ table: UInt64, _ key: Int64) -> UInt64 { PairHash.joined(table, key) }

    /// - Throws: `LakeError` at `.file` and `.line`.
    init(path: String) throws(LakeError) {
        let columns = ["fhir_type", "fhir_id", "omop_table", "omop_pk"]
        for record in try TabbedFile(path, columns: columns).records {
            let cells = record.cells
            guard !cells[3].isEmpty else { continue }
            guard let key = Int64(cells[3]) else {
                throw LakeError(
                    .invalidInput, "the key '\(cells[3])' is no number",
                    at: [.file(path), .line(record.line), .column("omop_pk")])
            }
            resources.append(Self.resource(PairHash.text(cells[0]), PairHash.text(cells[1])))
            rows.append(Self.row(PairHash.text(cells[2]), key))
        }
        chains = KeyChains(rows)
    }

    /// Reads the table `fhir_omop_map`.
    ///
    /// - Returns: nil when the CDM does not have it.
    /// - Throws: `LakeError` at `.table`.
    init?(_ source: any CDMSource, _ options: CrossModelOptions) throws(LakeError) {
        let reader = RowReader(source: source, options: options)
        let found = try reader.read(
            "fhir_omop_map", ["resource_type", "resource_id", "omop_table", "omop_id"], []
        ) { row in
            (type: row.hash(0), id: row.hash(1), table: row.hash(2), key: row.key(3))
        }
        guard found.problem == nil else { return nil }
        for pair in found.rows where pair.type != 0 && pair.table != 0 && pair.key != NoValue.key {
            resources.append(Self.resource(pair.type, pair.id))
            rows.append(Self.row(pair.table, pair.key))
        }
        chains = KeyChains(rows)
    }

    /// The resource of a row; 0 for none.
    func resource(ofRow row: UInt64) -> UInt64 {
        let place = chains.first(row)
        return place < 0 ? 0 : resources[Int(place)]
    }
}

// CREATE VIRTUAL TABLE as sqlite_schema keeps it.
//
//     CREATE VIRTUAL TABLE "fhir__Patient" USING fhir('bulk/Patient.ndjson', resource='Patient')

/// The module of a virtual table and its arguments as they stand.
struct VirtualTableText {
    let module: String
    let arguments: [String]

    /// - Returns: nil for other statements, and for names that hold "USING".
    init?(_ sql: String) {
        let parts = sql.split(separator: " USING ", omittingEmptySubsequences: false)
        guard parts.count == 2, sql.hasPrefix("CREATE VIRTUAL TABLE"),
            let open = parts[1].firstIndex(of: "("), parts[1].last == ")"
        else { return nil }
        module = parts[1][..<open].lowercased()
        let inside = parts[1][parts[1].index(after: open)...].dropLast()
        arguments = ModuleTexts.split(String(inside))
    }
}

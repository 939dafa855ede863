// FHIR files as a table: the source behind fhir_<resource>(), fhir_resources() and USING fhir(…).

package import Columnar
import Storage

/// A table over FHIR files: one resource type, or any mix.
package final class FHIRTable: TableSource {
    package let schema: TableSchema
    private let columns: [ResourceColumn]
    private let resourceType: String?
    private let files: [FHIRFile]
    private let options: FHIROptions

    /// - Parameters:
    ///   - path: a file, directory, glob or bulk-export manifest.
    ///   - resourceType: its exact name; nil for a table of any mix.
    /// - Throws: `LakeError` when the path matches nothing or a file cannot be read.
    package init(
        path: String, resourceType: String?, options: FHIROptions
    ) throws(LakeError) {
        files = try FHIRInput.files(path)
        self.resourceType = resourceType
        self.options = options
        columns = FHIRTable.columns(of: resourceType)
        schema = TableSchema(columns.map(\.field))
    }

    private static func columns(of resourceType: String?) -> [ResourceColumn] {
        resourceType.map { ResourceColumn.columns(of: $0) } ?? ResourceColumn.mixed
    }

    /// The type of a table over `path` whose statement names none: the one that all files begin
    /// with, or nil for a mix.
    ///
    /// - Throws: `LakeError` when the path matches nothing or a file cannot be read.
    package static func commonResourceType(of path: String) throws(LakeError) -> String? {
        try FHIRInput.commonResourceType(path)
    }

    /// The columns of such a table, without any files.
    package static func schema(of resourceType: String?) -> TableSchema {
        TableSchema(columns(of: resourceType).map(\.field))
    }

    package func estimate() -> ScanEstimate { FHIRInput.estimate(files) }

    package func evaluates(_ shape: Predicate.Shape, on column: Int) -> Bool {
        switch columns[column].origin {
        case .member, .referenceID, .conceptCode, .codingCode, .resourceType: true
        case .resource, .file, .line: false
        }
    }

    package func isUnique(_ column: Int) -> Bool { columns[column].origin == .member("id") }

    package var hasRowNumbers: Bool { true }

    package func isUnchanged(since other: any TableSource) -> Bool {
        guard let other = other as? FHIRTable else { return false }
        return resourceType == other.resourceType && files.map(\.file) == other.files.map(\.file)
    }

    package func open(
        _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream {
        if let grouping = request.grouping {
            return try open(request, grouping: grouping, in: environment)
        }
        let plan = RowPlan(columns: columns, request: request, wantedType: resourceType)
        return FHIRStream(files, plan: plan, options: options, environment: environment)
    }
}

// The resources of a population that is simulated while they are read.

package import Columnar
package import Synthesis
import SynthesisFHIR
import SynthesisOMOP

/// `synthetic_fhir(count, seed)`: resource_type, id, resource. A condition on resource_type spares
/// the rendering of the others.
package final class SyntheticFHIRTable: TableSource {
    package static let schema = TableSchema([
        Field("resource_type", .text, comment: "FHIR R4 resource type"),
        Field("id", .text, comment: "id of the resource"),
        Field("resource", .json, comment: "the resource"),
    ])

    package var schema: TableSchema { Self.schema }
    private let prepared: PreparedWorld
    private var world: SyntheticWorld { prepared.world }
    private let count: Int64
    private let defects: Double

    package init(world: SyntheticWorld, count: Int64, defects: Double) {
        prepared = PreparedWorld(world)
        self.count = count
        self.defects = defects
    }

    package func estimate() -> ScanEstimate {
        ScanEstimate(rowCount: max(1, Double(count) * 300), sizeBytes: 0)
    }

    package func evaluates(_ shape: Predicate.Shape, on column: Int) -> Bool {
        column == 0 && (shape == .equal || shape == .isIn)
    }

    package func isUnique(_ column: Int) -> Bool { false }
    package var hasRowNumbers: Bool { true }
    package func isUnchanged(since other: any TableSource) -> Bool {
        guard let other = other as? SyntheticFHIRTable else { return false }
        return other.world === world && other.count == count && other.defects == defects
    }

    package func open(
        _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream {
        if let grouping = request.grouping {
            return try open(request, grouping: grouping, in: environment)
        }
        let wanted = Set(
            SyntheticResource.allCases.filter { resource in
                request.predicates.allSatisfy { $0.test.matches(name: resource.rawValue) }
            })
        return try SyntheticFHIRStream(
            world: prepared, wanted: wanted, count: count, defects: defects,
            columns: request.columns, environment)
    }
}

extension Predicate.Test {
    /// Whether a name passes.
    fileprivate func matches(name: String) -> Bool {
        unsafe Array(name.utf8).withUnsafeBufferPointer { unsafe matches(text: $0) }
    }
}

/// Persons' resources chunk by chunk and type by type, then those that persons share.
private final class SyntheticFHIRStream: BatchStream {
    private let world: SyntheticWorld
    private let wanted: Set<SyntheticResource>
    private let columns: [Int]
    private let report: ScanReport
    private let chunks: PopulationStream
    private var referenced = ReferencedProviders()
    private var waiting: ArraySlice<ResourceLines> = []
    private var isShared = false
    /// Rows of each type so far: they number the rows, whatever types are asked for.
    private var numbers: [SyntheticResource: Int64] = [:]

    init(
        world prepared: PreparedWorld, wanted: Set<SyntheticResource>, count: Int64,
        defects: Double,
        columns: [Int], _ environment: ScanEnvironment
    ) throws(LakeError) {
        world = prepared.world
        self.wanted = wanted
        self.columns = columns
        report = environment.report
        var resources = wanted
        // Who refers to a provider is known by the encounters.
        if wanted.contains(where: { !$0.isPerPerson }) {
            resources.formUnion([.patient, .encounter])
        }
        chunks = try PopulationStream(
            world: prepared, plan: ChunkPlan(resources: resources, tables: []),
            selection: PersonSelection(count: resources.isEmpty ? 0 : count, tests: []),
            defects: defects, environment)
    }

    func next() throws(LakeError) -> ColumnBatch? {
        while true {
            while let lines = waiting.popFirst() {
                if wanted.contains(lines.resource), !lines.lineEnds.isEmpty {
                    return try batch(lines)
                }
            }
            if let chunk = try chunks.next() {
                referenced.formUnion(chunk.referenced)
                waiting = chunk.lines[...]
            } else if !isShared {
                isShared = true
                waiting = SharedRecords.lines(wanted, world, referenced)[...]
            } else {
                return nil
            }
        }
    }

    private func batch(_ lines: ResourceLines) throws(LakeError) -> ColumnBatch {
        let count = lines.lineEnds.count
        report.add(rows: count)
        let first = numbers[lines.resource] ?? 0
        numbers[lines.resource] = first + Int64(count)
        var vectors: [ColumnVector] = []
        for column in columns {
            switch column {
            case 0:
                vectors.append(
                    try ColumnVector(
                        constant: lines.resource.rawValue, type: .text, count: count))
            case 1: vectors.append(try texts(lines, type: .text) { FHIRBundleSet.id(of: $0) })
            case 2: vectors.append(try texts(lines, type: .json) { $0 })
            default: vectors.append(rowNumbers(lines, from: first))
            }
        }
        return ColumnBatch(rowCount: count, columns: vectors)
    }

    private func rowNumbers(_ lines: ResourceLines, from first: Int64) -> ColumnVector {
        let type = SyntheticResource.allCases.firstIndex(of: lines.resource) ?? 0
        var builder = ColumnBuilder(type: .bigint, capacity: lines.lineEnds.count)
        for index in lines.lineEnds.indices {
            builder.append(Int64(type) << 56 | (first + Int64(index)))
        }
        return ColumnVector(builder, bytes: nil)
    }

    /// A piece of each line.
    private func texts(
        _ lines: ResourceLines, type: DataType,
        _ piece: (ArraySlice<UInt8>) -> ArraySlice<UInt8>?
    ) throws(LakeError) -> ColumnVector {
        let buffer = try ByteBuffer(capacityBytes: lines.byteCount)
        unsafe try lines.withBytes { (source) throws(LakeError) in
            if let start = source.baseAddress {
                unsafe try buffer.append(start, count: source.count)
            }
        }
        let bytes = unsafe lines.withBytes { unsafe Array($0) }
        var builder = ColumnBuilder(type: type, capacity: lines.lineEnds.count)
        let kind = type == .json ? ValueKind.json : ValueKind.text
        var start = 0
        for end in lines.lineEnds {
            // Without the line feed.
            if let slice = piece(bytes[start..<(end - 1)]) {
                builder.append(kind: kind, offset: slice.startIndex, length: slice.count)
            } else {
                builder.appendNull()
            }
            start = end
        }
        return ColumnVector(builder, bytes: buffer)
    }
}

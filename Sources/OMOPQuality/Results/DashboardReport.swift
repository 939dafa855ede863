// Results in the JSON form that DataQualityDashboard writes and its viewer opens.
//
//     { "startTimestamp": ["…"], "endTimestamp": ["…"], "executionTime": ["12 secs"],
//       "CheckResults": [ { "checkId": …, "numViolatedRows": …, "failed": 0, … }, … ],
//       "Metadata": [ { "cdmSourceName": …, … } ],
//       "Overview": { "countTotal": [2374], … } }
//
// Single values stand in arrays of one, as R writes them; what is not known is left out.
// Source: DataQualityDashboard v2.8.4: executeDqChecks.R, summarizeResults.R and the viewer's
// loadResults.js.

package import Columnar
import JSON

/// One run, to be shown by the dashboard's viewer.
package struct DashboardReport {
    /// Its version of the checks.
    private static let version = "2.8.4"

    private let results: [OMOPCheckResult]
    private let metadata: [(name: String, value: String)]
    private let start: Int64
    private let end: Int64

    /// - Parameters:
    ///   - metadata: see `cdmMetadata(of:)`.
    ///   - start: of the run, in seconds since 1970-01-01 00:00:00 UTC.
    package init(
        _ results: [OMOPCheckResult], metadata: [(name: String, value: String)], start: Int64,
        end: Int64
    ) {
        self.results = results
        self.metadata = metadata
        self.start = start
        self.end = end
    }

    /// The whole text, UTF-8.
    ///
    /// - Throws: `LakeError.limit` when there is no memory.
    package func json() throws(LakeError) -> [UInt8] {
        let buffer = try ByteBuffer(capacityBytes: 1 << 20)
        let writer = JSONWriter(buffer)
        try writer.text("{\"startTimestamp\":[")
        try writer.string(Self.timestamp(start))
        try writer.text("],\"endTimestamp\":[")
        try writer.string(Self.timestamp(end))
        try writer.text("],\"executionTime\":[")
        try writer.string(Array("\(max(end - start, 0)) secs".utf8))
        try writer.text("],\"CheckResults\":[")
        for (index, result) in results.enumerated() {
            if index > 0 { try writer.text(",") }
            try write(result, writer)
        }
        try writer.text("],\"Metadata\":[{")
        for entry in metadata {
            try Self.member(entry.name, entry.value, writer)
            try writer.text(",")
        }
        try Self.member("dqdVersion", Self.version, writer)
        try writer.text("}],\"Overview\":{")
        try writeOverview(writer)
        try writer.text("}}")
        return ByteReader(buffer).copy(0..<buffer.countBytes)
    }

    private func write(_ result: OMOPCheckResult, _ writer: JSONWriter) throws(LakeError) {
        let check = result.check
        var texts = [
            ("checkId", check.id), ("checkName", check.kind.rawValue),
            ("checkLevel", check.level.rawValue), ("checkDescription", check.description),
            ("cdmTableName", check.table.uppercased()),
        ]
        let optional = [
            ("cdmFieldName", check.field.uppercased()), ("conceptId", check.conceptIDs),
            ("unitConceptId", check.unitConceptID), ("error", result.error ?? ""),
            ("notApplicableReason", result.notApplicableReason?.sentence ?? ""),
        ]
        texts += optional.filter { !$0.1.isEmpty }
        texts += [
            ("category", check.category), ("subcategory", check.subcategory),
            ("context", check.context), ("severity", check.severity),
            ("executionTime", ""), ("queryText", result.query),
        ]
        try writer.text("{")
        for text in texts {
            try Self.member(text.0, text.1, writer)
            try writer.text(",")
        }
        if let violated = result.violatedRows, let total = result.totalRows {
            let share = OMOPCheckResult.share(violated, of: total)
            try writer.text(
                "\"numViolatedRows\":\(violated),\"numDenominatorRows\":\(total),"
                    + "\"pctViolatedRows\":")
            try writer.real(share)
            try writer.text(",")
        }
        if let threshold = check.threshold {
            try writer.text("\"thresholdValue\":")
            try writer.real(threshold)
            try writer.text(",")
        }
        func flag(_ status: OMOPCheckResult.Status) -> Int { result.status == status ? 1 : 0 }
        try writer.text(
            "\"failed\":\(flag(.fail)),\"passed\":\(flag(.pass)),\"isError\":\(flag(.error)),"
                + "\"notApplicable\":\(flag(.notApplicable))}")
    }

    /// What DataQualityDashboard counts: all that did not fail passed, in all; but by category only
    /// what did pass.
    private func writeOverview(_ writer: JSONWriter) throws(LakeError) {
        let total = results.count
        let failed = results.count { $0.status == .fail }
        let errors = results.count { $0.error != nil }
        let failedByRows = results.count { $0.status == .fail && $0.error == nil }
        let passed = total - failed
        func percent(_ part: Int) -> Double {
            total == 0 ? 0 : (Double(part) / Double(total) * 10_000).rounded() / 100
        }
        var counts = [
            ("countTotal", total), ("countThresholdFailed", failedByRows),
            ("countErrorFailed", errors), ("countOverallFailed", failed), ("countPassed", passed),
        ]
        for category in ["Plausibility", "Conformance", "Completeness"] {
            let own = results.filter { $0.check.category == category }
            counts += [
                ("countTotal" + category, own.count),
                ("countFailed" + category, own.count { $0.status == .fail }),
                ("countPassed" + category, own.count { $0.status == .pass }),
            ]
        }
        for count in counts { try writer.text("\"\(count.0)\":[\(count.1)],") }
        try writer.text("\"percentPassed\":[")
        try writer.real(percent(passed))
        try writer.text("],\"percentFailed\":[")
        try writer.real(percent(failed))
        try writer.text("]")
    }

    private static func member(
        _ name: String, _ value: String, _ writer: JSONWriter
    ) throws(LakeError) {
        try writer.text("\"\(name)\":")
        try writer.string(Array(value.utf8))
    }

    private static func timestamp(_ seconds: Int64) -> [UInt8] {
        let milliseconds = seconds.multipliedReportingOverflow(by: 1000)
        return unsafe [UInt8](unsafeUninitializedCapacity: CalendarText.bytesMax) { bytes, count in
            guard let start = bytes.baseAddress else { return }
            count = unsafe CalendarText.writeTimestamp(
                milliseconds.overflow ? 0 : milliseconds.partialValue, .milliseconds, isUTC: false,
                start)
        }
    }

    /// The first row of CDM_SOURCE with the names of the dashboard's form: `cdm_source_name` is
    /// `cdmSourceName`. Empty without one.
    ///
    /// - Throws: `LakeError` when the table cannot be read.
    package static func cdmMetadata(
        of source: any CDMSource
    ) throws(LakeError) -> [(name: String, value: String)] {
        guard let table = try source.table("cdm_source") else { return [] }
        let columns = table.schema.fields.indices.filter { !table.schema.fields[$0].isHidden }
        let environment = ScanEnvironment(
            threadCount: 1, memoryBytesMax: 1 << 20, report: ScanReport(table: "cdm_source"))
        let stream = try table.open(ScanRequest(columns: columns), in: environment)
        guard let batch = try stream.next() else { return [] }
        var metadata: [(name: String, value: String)] = []
        for (vector, column) in zip(batch.columns, columns) {
            let words = table.schema.fields[column].name.lowercased().split(separator: "_")
            let name = words.enumerated().map { index, word in
                index == 0 ? String(word) : word.prefix(1).uppercased() + word.dropFirst()
            }
            switch vector.value(at: 0) {
            case .null, .blob: continue
            case .integer(let value): metadata.append((name.joined(), String(value)))
            case .real(let value): metadata.append((name.joined(), value.description))
            case .text(let bytes):
                metadata.append((name.joined(), String(decoding: bytes, as: UTF8.self)))
            }
        }
        return metadata
    }
}

extension OMOPCheckResult.Reason {
    /// The reason in words.
    var sentence: String {
        switch self {
        case .tableMissing: "The table does not exist."
        case .fieldMissing: "The field does not exist."
        case .tableEmpty: "The table is empty."
        case .fieldEmpty: "The field has no values."
        case .conceptAbsent: "The concept does not occur."
        case .conceptUnitAbsent: "The concept does not occur with the unit."
        }
    }
}

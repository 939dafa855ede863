// What a run wrote, as JSON for SQL and as lines for people.

package import Columnar
import JSON
import Synthesis
import SynthesisFHIR
import SynthesisOMOP

/// The outcome of a run.
package struct GenerationSummary: Sendable {
    package let options: GenerationOptions
    package let resources: [FHIRFileSummary]
    package let tables: [OMOPTableSummary]
    package let defectCount: Int64

    /// Bytes of NDJSON before compression.
    package var fhirBytes: Int64 { resources.reduce(0) { $0 + $1.sizeBytes } }
    package var resourceCount: Int64 { resources.reduce(0) { $0 + $1.count } }
    package var rowCount: Int64 { tables.reduce(0) { $0 + $1.rowCount } }

    /// One JSON object.
    package func json() throws(LakeError) -> [UInt8] {
        let writer = JSONWriter(try ByteBuffer(capacityBytes: 4096))
        try writer.text("{\"persons\":\(options.count),\"seed\":\(options.synthetic.seed)")
        try writer.text(",\"as_of\":\"\(dateText(Int64(options.synthetic.asOfDay)))\"")
        if let fhir = options.fhir {
            try writer.text(",\"fhir\":{\"directory\":")
            try writer.string(Array(fhir.directory.utf8))
            try writer.text(",\"bytes\":\(fhirBytes),\"resources\":{")
            for (index, entry) in resources.enumerated() {
                let comma = index == 0 ? "" : ","
                try writer.text("\(comma)\"\(entry.resource.rawValue)\":\(entry.count)")
            }
            try writer.text("}}")
        }
        if let omop = options.omop {
            try writer.text(",\"omop\":{\"location\":")
            try writer.string(Array(omop.location.utf8))
            try writer.text(",\"format\":\"\(omop.format.rawValue)\"")
            let bytes = tables.reduce(0) { $0 + $1.sizeBytes }
            try writer.text(",\"bytes\":\(bytes),\"tables\":{")
            for (index, entry) in tables.enumerated() {
                let comma = index == 0 ? "" : ","
                try writer.text("\(comma)\"\(entry.table.rawValue)\":\(entry.rowCount)")
            }
            try writer.text("}}")
        }
        if options.defects > 0 { try writer.text(",\"defects\":\(defectCount)") }
        try writer.text("}")
        return unsafe Array(
            UnsafeBufferPointer(start: writer.buffer.base, count: writer.buffer.countBytes))
    }
}

extension GenerationSummary {
    /// Lines for people.
    package func lines(seconds: Double) -> String {
        let rate = seconds > 0 ? Double(options.count) / seconds : 0
        var text = "\(options.count) persons in \(decimal(seconds)) s (\(decimal(rate)) a second)"
        if let fhir = options.fhir {
            text += "\nfhir  \(fhir.directory): \(resourceCount) resources of \(resources.count) "
            text += "types, \(decimal(Double(fhirBytes) / 1e6)) MB"
        }
        if let omop = options.omop {
            let bytes = tables.reduce(0) { $0 + $1.sizeBytes }
            text += "\nomop  \(omop.location): \(rowCount) rows of \(tables.count) tables, "
            text += "\(decimal(Double(bytes) / 1e6)) MB as \(omop.format.rawValue)"
        }
        if options.defects > 0 { text += "\n\(defectCount) records are damaged" }
        return text
    }

    /// With one digit behind the point.
    private func decimal(_ value: Double) -> String {
        let tenths = Int64((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

/// `YYYY-MM-DD`.
func dateText(_ days: Int64) -> String {
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: CalendarText.bytesMax) {
        scratch in
        guard let base = scratch.baseAddress else { return "" }
        // Safe: the allocation has the room that the writer asks for.
        let count = unsafe CalendarText.writeDate(days, base)
        return unsafe String(
            decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self)
    }
}

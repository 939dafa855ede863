// What must hold for any bytes as a FHIR file: shared by the fuzzer and by the tests that replay
// its finds.
//
//     input = options (3 bytes) | body
//     byte 0, bits 0-1   the table: any mix, Patient, Observation, ChargeItem
//             bit 2      the body is a document (a .json file), not lines
//     byte 1             which columns are read
//     byte 2             bytes of a block
//
// A block holds whole lines, as Storage hands them over, each in a buffer of its own, so that the
// address
// sanitizer sees a read past the padding.

import Columnar
@testable import FHIR
import JSON
import Storage

/// A property that does not hold.
struct ScanDefect: Error, CustomStringConvertible {
    let description: String
}

/// Scans one body in several ways and compares.
struct ScanCheck {
    private static let types = ["", "Patient", "Observation", "ChargeItem"]
    /// Made once: it reads the whole table of elements.
    private static let columns = types.map { ResourceColumn.columns(of: $0) }

    private let body: [UInt8]
    private let table: Int
    private let isDocument: Bool
    private let columnMask: UInt8
    private let blockBytes: Int

    /// Input shorter than its options is an empty body.
    init(_ input: UnsafeBufferPointer<UInt8>) {
        func option(_ index: Int) -> UInt8 { unsafe index < input.count ? input[index] : 0 }
        table = Int(option(0) & 3)
        isDocument = option(0) & 4 != 0
        columnMask = option(1)
        blockBytes = 1 + Int(option(2))
        body = unsafe Array(input.dropFirst(3))
    }

    /// - Throws: `ScanDefect`, or a `LakeError` that no bytes should cause.
    func run() throws {
        if isDocument { return try checkDocument() }
        let blocks = try self.blocks(of: blockBytes)
        let findings = try scan(blocks, StrictScanner()).findings
        let rows = try scan(blocks, mixedScanner())
        try checkMixed(rows, findings)
        let whole = try self.blocks(of: Int.max)
        let again = try scan(whole, mixedScanner())
        guard again.lines == rows.lines, again.findings.map(\.line) == rows.findings.map(\.line)
        else {
            throw ScanDefect(description: "blocks matter: \(rows.lines) and \(again.lines)")
        }
        guard try scan(whole, StrictScanner()).findings.map(\.line) == findings.map(\.line) else {
            throw ScanDefect(description: "blocks matter to fhir_malformed")
        }
        if table > 0 { try checkTyped(blocks, rows, findings) }
    }

    // MARK: Input

    private static func buffer(_ bytes: ArraySlice<UInt8>) throws -> ByteBuffer {
        let buffer = try ByteBuffer(capacityBytes: bytes.count)
        try unsafe bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
            if let start = source.baseAddress {
                try unsafe buffer.append(start, count: source.count)
            }
        }
        return buffer
    }

    private func blocks(of size: Int) throws -> [LineBlock] {
        var blocks: [LineBlock] = []
        var start = 0
        while start < body.count {
            var end = size > body.count - start ? body.count : start + size
            while end < body.count && body[end - 1] != 0x0A { end += 1 }
            blocks.append(
                LineBlock(
                    buffer: try Self.buffer(body[start..<end]), startBytes: 0,
                    countBytes: end - start,
                    fileOffsetBytes: start, isLast: end == body.count))
            start = end
        }
        return blocks
    }

    /// The lines of the body without outer white space, from 1; nil for blank ones.
    private var lines: [ArraySlice<UInt8>?] {
        var rest = body[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        return rest.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
            guard let first = line.firstIndex(where: { !isBlank($0) }),
                let last = line.lastIndex(where: { !isBlank($0) })
            else { return nil }
            return line[first...last]
        }
    }

    // MARK: Scans

    private struct Outcome {
        /// Of the rows, from 1.
        var lines: [Int] = []
        var columns: [[Value]] = []
        var findings: [(line: Int, kind: JSONFault.Kind)] = []
    }

    private func mixedScanner() -> RowScanner {
        let request = ScanRequest(columns: Array(ResourceColumn.mixed.indices))
        return RowScanner(
            RowPlan(columns: ResourceColumn.mixed, request: request, wantedType: nil), paths: ["x"])
    }

    private func scan(_ blocks: [LineBlock], _ scanner: some BlockScanner) throws -> Outcome {
        var outcome = Outcome()
        var linesBefore = 0
        for block in blocks {
            let scanned = try scanner.scan(block, file: 0)
            for finding in scanned.findings {
                guard (0...body.count).contains(finding.offsetBytes) else {
                    throw ScanDefect(
                        description: "a finding at byte \(finding.offsetBytes) of \(body.count)")
                }
                outcome.findings.append((linesBefore + finding.lineIndex + 1, finding.kind))
            }
            let vectors = scanned.columns.map { $0.vector(file: 0, linesBefore: linesBefore) }
            for row in 0..<scanned.rowCount {
                outcome.columns.append(vectors.map { $0.value(at: row) })
            }
            for case .lines(let vector) in scanned.columns {
                for row in 0..<scanned.rowCount {
                    if case .integer(let line) = vector.value(at: row) {
                        outcome.lines.append(Int(line))
                    }
                }
            }
            linesBefore += scanned.lineCount
        }
        return outcome
    }

    // MARK: Properties

    /// Every sound line is a row; every row's text is sound and is the line.
    private func checkMixed(_ rows: Outcome, _ findings: [(line: Int, kind: JSONFault.Kind)]) throws
    {
        let faults = Dictionary(findings.map { ($0.line, $0.kind) }) { first, _ in first }
        let lines = self.lines
        for (index, line) in lines.enumerated() where line != nil && faults[index + 1] == nil {
            guard rows.lines.contains(index + 1) else {
                throw ScanDefect(description: "line \(index + 1) is sound but no row")
            }
        }
        guard rows.lines == rows.lines.sorted(), Set(rows.lines).count == rows.lines.count else {
            throw ScanDefect(description: "rows out of order: \(rows.lines)")
        }
        for (line, cells) in zip(rows.lines, rows.columns) {
            if let kind = faults[line], kind != .duplicateKey {
                throw ScanDefect(description: "line \(line) is a row and a finding (\(kind))")
            }
            guard case .text(let text) = cells[2], (1...lines.count).contains(line) else {
                throw ScanDefect(description: "line \(line) has no text")
            }
            guard text[...] == lines[line - 1] else {
                throw ScanDefect(description: "the resource of line \(line) is not the line")
            }
            try checkJSON(text)
        }
    }

    /// A typed table: rows of the same lines, JSON that is sound, texts that are UTF-8.
    private func checkTyped(
        _ blocks: [LineBlock], _ mixed: Outcome, _ findings: [(line: Int, kind: JSONFault.Kind)]
    ) throws {
        let type = Self.types[table]
        let columns = Self.columns[table]
        let wanted = columns.indices.filter { columnMask >> (UInt8($0 & 7)) & 1 == 1 }
        let request = ScanRequest(columns: wanted)
        let scanner = RowScanner(
            RowPlan(columns: columns, request: request, wantedType: type), paths: ["x"])
        let typed = try scan(blocks, scanner)
        for cells in typed.columns {
            for (cell, column) in zip(cells, wanted) {
                guard case .text(let text) = cell else { continue }
                if columns[column].field.type == .json { try checkJSON(text) }
                guard String(validating: text, as: UTF8.self) != nil else {
                    throw ScanDefect(description: "\(columns[column].field.name) is not UTF-8")
                }
            }
        }
        let bad = Set(findings.map(\.line))
        let expected = zip(mixed.lines, mixed.columns).count { line, cells in
            cells[0] == .text(type) && !bad.contains(line)
        }
        guard typed.columns.count >= expected else {
            throw ScanDefect(description: "\(typed.columns.count) rows of \(type), not \(expected)")
        }
    }

    private func checkDocument() throws {
        let document = try Self.buffer(body[...])
        let rows = try mixedScanner().scan(document: document, file: 0)
        let findings = try StrictScanner().scan(document: try Self.buffer(body[...]), file: 0)
            .findings
        for finding in rows.findings + findings
        where !(0...body.count).contains(finding.offsetBytes) {
            throw ScanDefect(
                description: "a finding at byte \(finding.offsetBytes) of \(body.count)")
        }
        for row in 0..<rows.rowCount {
            guard
                case .text(let text) = rows.columns[2].vector(file: 0, linesBefore: 0).value(
                    at: row)
            else {
                throw ScanDefect(description: "a resource without text")
            }
            try checkJSON(text)
        }
    }

    private func checkJSON(_ text: [UInt8]) throws {
        let buffer = try Self.buffer(text[...])
        guard
            case .success(let index) = unsafe StructuralIndexer().index(
                buffer.base, count: text.count)
        else {
            throw ScanDefect(
                description: "a text that is no JSON: \(String(decoding: text, as: UTF8.self))")
        }
        var token = 0
        let fault = unsafe JSONValidator(findsDuplicates: false).check(
            buffer.base, index, token: &token, limit: text.count)
        if let fault { throw ScanDefect(description: "a text that is no JSON: \(fault.reason)") }
        guard token == index.count else {
            throw ScanDefect(description: "a text of two JSON values")
        }
    }
}

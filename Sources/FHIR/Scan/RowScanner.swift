// From a block of lines to the columns of a batch: the work of one thread of a FHIR scan.
//
// The whole block is indexed at once. When it is not sound (a raw control character, broken UTF-8,
// a string that does not end) each line is indexed alone, so that one bad line costs only itself. A
// string that a cut line leaves open cannot swallow the next lines unseen: the line feed in it is a
// raw control character.
//
// Of each resource only what the plan names is looked at: first its type, then the conditions, then
// the columns.

import Columnar
import Glibc
import JSON
import Storage

/// Scans blocks. One thread at a time; keeps its memory from block to block.
@safe
final class RowScanner {
    /// The shortest row there is: {"resourceType":"List"} and a line feed.
    private static let rowBytesMin = 24

    private let plan: RowPlan
    private let paths: [String]
    private let indexer = StructuralIndexer()
    let extractor: MemberExtractor
    private let validator = JSONValidator(findsDuplicates: false)
    let innerTexts = InnerTextFinder()
    /// Texts of members that are handed over as JSON; nil where there are none.
    private let known: KnownTexts?
    // The plan's lists as memory: an array is counted as used for each row.
    private let outputs: UnsafeMutablePointer<RowPlan.Output>
    private let checkedSlots: UnsafeMutablePointer<Int>
    private let checkedCount: Int
    private let hasConditions: Bool
    let builders: UnsafeMutablePointer<ColumnBuilder>
    private var builderCount = 0
    /// Behind each line of the block.
    private var lineEnds: [Int] = []
    /// Text with its escapes replaced.
    var scratch: [UInt8] = []

    // The block at hand.
    private var buffer: ByteBuffer?
    /// The first byte of `buffer`, which texts are counted from.
    private(set) var origin: UnsafePointer<UInt8>?
    private var rowCount = 0
    private var findings: [Finding] = []
    /// What is wrong with the value that `append` refused last.
    var valueFault: JSONFault?
    private(set) var lineIndex = 0
    /// Tells the rows of a file apart: the line, or the place of a resource in a document.
    private(set) var rowIndex = 0

    /// - Parameter paths: of the files of the scan, for `_file`.
    init(_ plan: RowPlan, paths: [String]) {
        self.plan = plan
        self.paths = paths
        known = plan.checkedSlots.isEmpty ? nil : KnownTexts(memberCount: plan.keys.count)
        extractor = MemberExtractor(plan.keys, checkedSlots: plan.checkedSlots, known: known)
        hasConditions = !plan.conditions.isEmpty
        checkedCount = plan.checkedSlots.count
        unsafe checkedSlots = .allocate(capacity: max(checkedCount, 1))
        for (place, slot) in plan.checkedSlots.enumerated() {
            unsafe (checkedSlots + place).initialize(to: slot)
        }
        unsafe outputs = .allocate(capacity: max(plan.outputs.count, 1))
        for (position, output) in plan.outputs.enumerated() {
            unsafe (outputs + position).initialize(to: output)
        }
        unsafe builders = UnsafeMutablePointer<ColumnBuilder>.allocate(
            capacity: max(plan.outputs.count, 1))
    }

    deinit {
        unsafe builders.deinitialize(count: builderCount)
        unsafe builders.deallocate()
        unsafe outputs.deallocate()
        unsafe checkedSlots.deallocate()
    }

    // MARK: Lines

    /// Scans the lines of a block of one file.
    func scan(_ block: LineBlock, file: Int) throws(LakeError) -> ScannedBlock {
        let base = unsafe block.buffer.base + block.startBytes
        var start = 0
        // A byte-order mark may open a file.
        if block.fileOffsetBytes == 0, block.countBytes >= 3, unsafe base[0] == 0xEF,
            unsafe base[1] == 0xBB,
            unsafe base[2] == 0xBF
        {
            start = 3
        }
        unsafe findLines(base, from: start, count: block.countBytes)
        try begin(block.buffer, rows: min(lineEnds.count, block.countBytes / Self.rowBytesMin + 1))
        unsafe try scanLines(base, from: start, count: block.countBytes) { offset in
            block.fileOffsetBytes(ofByteAt: offset)
        }
        for line in block.oversized { findings.append(Finding(line)) }
        return try finish(file: file, lineCount: lineEnds.count, sizeBytes: block.countBytes)
    }

    private func findLines(_ base: UnsafePointer<UInt8>, from start: Int, count: Int) {
        var ends = lineEnds
        lineEnds = []
        ends.removeAll(keepingCapacity: true)
        var at = start
        while at < count {
            guard let end = unsafe memchr(base + at, 0x0A, count - at) else {
                ends.append(count)
                break
            }
            at = unsafe UnsafeRawPointer(end) - UnsafeRawPointer(base) + 1
            ends.append(at)
        }
        lineEnds = ends
    }

    private func scanLines(
        _ base: UnsafePointer<UInt8>, from start: Int, count: Int, fileOffset: (Int) -> Int
    ) throws(LakeError) {
        guard count > start else { return }
        var whole: StructuralIndex?
        switch unsafe indexer.index(base + start, count: count - start) {
        case .success(let index): whole = index
        case .failure(.empty): return
        case .failure: break
        }
        var lineStart = start
        var token = 0
        for (line, lineEnd) in lineEnds.enumerated() {
            lineIndex = line
            rowIndex = line
            defer { lineStart = lineEnd }
            var fault: JSONFault?
            var origin = start
            if let whole {
                // Offsets of the index count from the block's first byte behind the mark.
                let limit = lineEnd - start
                if unsafe Int(whole.offsets[token]) >= limit { continue }
                fault = unsafe try scanObject(base + start, whole, &token, limit: limit)
                while unsafe Int(whole.offsets[token]) < limit { token += 1 }
            } else {
                origin = lineStart
                fault = unsafe try scanLine(base + lineStart, count: lineEnd - lineStart)
            }
            if let fault {
                findings.append(
                    Finding(
                        lineIndex: line, offsetBytes: fileOffset(origin + fault.offset),
                        kind: fault.kind, reason: String(describing: fault.reason)))
            }
        }
    }

    /// A line with an index of its own.
    private func scanLine(
        _ base: UnsafePointer<UInt8>, count: Int
    ) throws(LakeError) -> JSONFault? {
        switch unsafe indexer.index(base, count: count) {
        case .failure(.empty): return nil
        case .failure(let fault): return JSONFault(fault, offset: 0)
        case .success(let index):
            var token = 0
            return unsafe try scanObject(base, index, &token, limit: count)
        }
    }

    /// The one object of a line.
    private func scanObject(
        _ base: UnsafePointer<UInt8>, _ index: StructuralIndex, _ token: inout Int, limit: Int
    ) throws(LakeError) -> JSONFault? {
        let first = token
        let start = unsafe Int(index.offsets[token])
        guard unsafe base[start] == UInt8(ascii: "{") else {
            return JSONFault(.notObject, offset: start, "the line is no JSON object")
        }
        if let fault = unsafe extractor.extract(base, index, token: &token, limit: limit) {
            return fault
        }
        if unsafe Int(index.offsets[token]) < limit {
            return unsafe JSONFault(
                .trailing, offset: Int(index.offsets[token]), "something follows the JSON object")
        }
        return unsafe try addRow(base, index, first: first, limit: limit)
    }

    // MARK: Documents

    /// Scans a JSON document: a resource, a Bundle or an array of resources.
    func scan(document: ByteBuffer, file: Int) throws(LakeError) -> ScannedBlock {
        let base = unsafe UnsafePointer(document.base)
        let count = document.countBytes
        let start =
            unsafe count >= 3 && base[0] == 0xEF && base[1] == 0xBB && base[2] == 0xBF ? 3 : 0
        let walk = DocumentWalk(indexer)
        switch unsafe walk.open(base + start, count: count - start) {
        case .lines:
            // Several values: lines after all.
            return try scan(
                LineBlock(
                    buffer: document, startBytes: 0, countBytes: count, fileOffsetBytes: 0,
                    isLast: true), file: file)
        case .fault(let fault):
            try begin(document, rows: 1)
            lineIndex = unsafe newlines(base, from: 0, to: start + fault.offset)
            findings.append(
                Finding(
                    lineIndex: lineIndex, offsetBytes: start + fault.offset, kind: fault.kind,
                    reason: String(describing: fault.reason)))
        case .resources(let index, let resources):
            try begin(document, rows: resources.count)
            var seen = 0
            lineIndex = 0
            for (place, resource) in resources.enumerated() {
                rowIndex = place
                unsafe lineIndex += newlines(base + start, from: seen, to: Int(resource.start))
                seen = Int(resource.start)
                var token = Int(resource.token)
                let first = token
                var fault = unsafe extractor.extract(
                    base + start, index, token: &token, limit: Int(resource.end))
                if fault == nil {
                    fault = unsafe try addRow(
                        base + start, index, first: first, limit: Int(resource.end))
                }
                if let fault {
                    findings.append(
                        Finding(
                            lineIndex: lineIndex, offsetBytes: start + fault.offset,
                            kind: fault.kind, reason: String(describing: fault.reason)))
                }
            }
        }
        let lines = unsafe newlines(base, from: 0, to: count) + 1
        return try finish(file: file, lineCount: lines, sizeBytes: count)
    }

    private func newlines(_ base: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int {
        var count = 0
        var at = start
        while at < end, let found = unsafe memchr(base + at, 0x0A, end - at) {
            count += 1
            at = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
        }
        return count
    }

    // MARK: Rows

    private func begin(_ buffer: ByteBuffer, rows: Int) throws(LakeError) {
        try known?.beginBlock()
        self.buffer = buffer
        unsafe origin = unsafe UnsafePointer(buffer.base)
        rowCount = 0
        findings = []
        unsafe builders.deinitialize(count: builderCount)
        builderCount = plan.outputs.count
        for (position, type) in plan.types.enumerated() {
            unsafe (builders + position).initialize(to: ColumnBuilder(type: type, capacity: rows))
        }
    }

    private func finish(
        file: Int, lineCount: Int, sizeBytes: Int
    ) throws(LakeError) -> ScannedBlock {
        var block = ScannedBlock(file: file)
        block.lineCount = lineCount
        block.rowCount = rowCount
        block.sizeBytes = sizeBytes
        block.findings = findings
        for (position, output) in plan.outputs.enumerated() {
            let builder = unsafe (builders + position).move()
            switch output {
            case .file:
                block.columns.append(
                    .vector(try ColumnVector(constant: paths[file], type: .text, count: rowCount)))
            case .line: block.columns.append(.lines(ColumnVector(builder, bytes: nil)))
            case .rowNumber:
                block.columns.append(.rowNumbers(ColumnVector(builder, bytes: nil)))
            case .member(_, .json):
                block.columns.append(
                    .vector(ColumnVector(builder, bytes: buffer, sideBytes: known?.memory)))
            default: block.columns.append(.vector(ColumnVector(builder, bytes: buffer)))
            }
        }
        builderCount = 0
        buffer = nil
        findings = []
        return block
    }

    /// Adds the resource whose members are in the extractor, if it passes.
    ///
    /// - Returns: what is wrong with it; nothing was added then.
    private func addRow(
        _ base: UnsafePointer<UInt8>, _ index: StructuralIndex, first: Int, limit: Int
    ) throws(LakeError) -> JSONFault? {
        let type = unsafe extractor.spans[RowPlan.typeSlot]
        guard type.kind == .string, type.end > type.start + 1 else {
            return JSONFault(
                .resourceType, offset: extractor.objectStart,
                "the object has no resourceType, so it is no FHIR resource")
        }
        let name = unsafe base + Int(type.start) + 1
        let length = Int(type.end - type.start) - 2
        if let wanted = plan.wantedType, unsafe !isText(wanted, name, length) {
            return unsafe ResourceTypes.isKnown(name, length: length) ? nil : unknownType(type)
        } else if unsafe plan.wantedType == nil && !ResourceTypes.isKnown(name, length: length) {
            return unknownType(type)
        }
        if hasConditions {
            for condition in plan.conditions where unsafe !holds(condition, base, index) {
                return nil
            }
        }
        if plan.checksResource {
            var token = first
            if let fault = unsafe validator.check(base, index, token: &token, limit: limit) {
                return fault
            }
        }
        var place = 0
        while place < checkedCount {
            let span = unsafe extractor.spans[checkedSlots[place]]
            place &+= 1
            if span.isSound || span.kind == .absent { continue }
            var token = Int(span.token)
            let end = Int(span.end)
            if let fault = unsafe validator.check(base, index, token: &token, limit: end) {
                return fault
            }
        }
        var position = 0
        while position < builderCount {
            guard unsafe try append(outputs[position], position, base, index) else {
                // Columns before this one have the row already.
                for other in 0..<position { unsafe builders[other].truncate(to: rowCount) }
                return valueFault
            }
            position &+= 1
        }
        rowCount &+= 1
        return nil
    }

    private func unknownType(_ type: MemberSpan) -> JSONFault {
        JSONFault(
            .resourceType, offset: Int(type.start), "the resourceType is no resource type of R4")
    }

    @inline(always)
    private func isText(
        _ text: [UInt8], _ start: UnsafePointer<UInt8>, _ length: Int
    ) -> Bool {
        guard length == text.count else { return false }
        return unsafe text.withUnsafeBufferPointer { text in
            unsafe text.baseAddress.map { unsafe memcmp($0, start, length) == 0 } ?? true
        }
    }
}

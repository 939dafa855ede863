// Checks every line of a block as a whole: JSON, one object, no duplicate names, a resource type of
// R4.

import Columnar
import Glibc
import JSON
import Storage

/// Finds what is wrong with lines. One thread at a time.
final class StrictScanner: BlockScanner {
    private let indexer = StructuralIndexer()
    private let validator = JSONValidator(findsDuplicates: true)
    private let type = MemberExtractor(KeyTable(["resourceType"]))

    func scan(_ block: LineBlock, file: Int) throws(LakeError) -> ScannedBlock {
        var result = ScannedBlock(file: file)
        result.sizeBytes = block.countBytes
        let base = unsafe block.buffer.base + block.startBytes
        let oversized = Set(block.oversized.map(\.lineIndexInBlock))
        var start = 0
        if block.fileOffsetBytes == 0, block.countBytes >= 3, unsafe base[0] == 0xEF,
            unsafe base[1] == 0xBB,
            unsafe base[2] == 0xBF
        {
            start = 3
        }
        while start < block.countBytes {
            var end = block.countBytes
            if let found = unsafe memchr(base + start, 0x0A, block.countBytes - start) {
                end = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
            }
            if !oversized.contains(result.lineCount),
                let fault = unsafe check(base + start, count: end - start)
            {
                result.findings.append(
                    Finding(
                        lineIndex: result.lineCount,
                        offsetBytes: block.fileOffsetBytes(ofByteAt: start)
                            + min(fault.offset, max(0, end - start - 1)),
                        kind: fault.kind, reason: String(describing: fault.reason)))
            }
            result.lineCount += 1
            start = end
        }
        for line in block.oversized { result.findings.append(Finding(line)) }
        return result
    }

    /// What is wrong with one line; nil for a blank one.
    private func check(_ base: UnsafePointer<UInt8>, count: Int) -> JSONFault? {
        let index: StructuralIndex
        switch unsafe indexer.index(base, count: count) {
        case .failure(.empty): return nil
        case .failure(let fault): return JSONFault(fault, offset: 0)
        case .success(let found): index = found
        }
        var token = 0
        if let fault = unsafe validator.check(base, index, token: &token, limit: count) {
            return fault
        }
        let start = unsafe Int(index.offsets[0])
        if token < index.count {
            return unsafe JSONFault(
                .trailing, offset: Int(index.offsets[token]), "something follows the JSON value")
        }
        guard unsafe base[start] == UInt8(ascii: "{") else {
            return JSONFault(.notObject, offset: start, "the line is no JSON object")
        }
        return unsafe checkType(base, index, first: 0, limit: count)
    }

    private func checkType(
        _ base: UnsafePointer<UInt8>, _ index: StructuralIndex, first: Int, limit: Int
    ) -> JSONFault? {
        var token = first
        if let fault = unsafe type.extract(base, index, token: &token, limit: limit) {
            return fault
        }
        let span = unsafe type.spans[0]
        guard span.kind == .string else {
            return unsafe JSONFault(
                .resourceType, offset: Int(index.offsets[first]),
                "the object has no resourceType, so it is no FHIR resource")
        }
        let length = Int(span.end - span.start) - 2
        return unsafe ResourceTypes.isKnown(base + Int(span.start) + 1, length: length)
            ? nil
            : JSONFault(
                .resourceType, offset: Int(span.start),
                "the resourceType is no resource type of R4")
    }

    func scan(document: ByteBuffer, file: Int) throws(LakeError) -> ScannedBlock {
        let base = unsafe UnsafePointer(document.base)
        let start = unsafe document.countBytes >= 3 && base[0] == 0xEF && base[1] == 0xBB ? 3 : 0
        var result = ScannedBlock(file: file)
        result.sizeBytes = document.countBytes
        func add(_ fault: JSONFault) {
            let offset = start + fault.offset
            var lines = 0
            for index in 0..<min(offset, document.countBytes) where unsafe base[index] == 0x0A {
                lines += 1
            }
            result.findings.append(
                Finding(
                    lineIndex: lines, offsetBytes: offset, kind: fault.kind,
                    reason: String(describing: fault.reason)))
        }
        switch unsafe DocumentWalk(indexer).open(base + start, count: document.countBytes - start) {
        case .lines:
            return try scan(
                LineBlock(
                    buffer: document, startBytes: 0, countBytes: document.countBytes,
                    fileOffsetBytes: 0, isLast: true), file: file)
        case .fault(let fault): add(fault)
        case .resources(let index, let resources):
            for resource in resources {
                var token = Int(resource.token)
                let limit = Int(resource.end)
                if let fault = unsafe validator.check(
                    base + start, index, token: &token, limit: limit)
                    ?? checkType(
                        base + start, index, first: Int(resource.token), limit: limit)
                {
                    add(fault)
                }
            }
        }
        return result
    }
}

// Validates the lines of a block, or a document, one resource after the other.
//
// The whole block is indexed at once. When that fails (a raw control character, broken UTF-8, a
// string that does not end) each line is indexed alone, so that one bad line costs only itself.

import Columnar
import Glibc
import JSON
import Storage

/// Validates blocks. One thread at a time; keeps its memory.
final class ResourceScanner {
    private let validator: FHIRValidator
    private let indexer = StructuralIndexer()
    private var list = IssueList()

    init(_ options: ValidationOptions) { validator = FHIRValidator(options) }

    // MARK: Lines

    /// Validates the lines of a block of one file.
    func scan(_ block: LineBlock, file: Int) -> ValidatedBlock {
        var result = ValidatedBlock(file: file)
        result.sizeBytes = block.countBytes
        let base = unsafe UnsafePointer(block.buffer.base + block.startBytes)
        // A byte-order mark may open a file.
        let start = unsafe block.fileOffsetBytes == 0 ? Self.markBytes(base, block.countBytes) : 0
        let oversized = Set(block.oversized.map(\.lineIndexInBlock))
        var whole: StructuralIndex?
        if block.countBytes > start,
            case .success(let index) = unsafe indexer.index(
                base + start, count: block.countBytes - start)
        {
            whole = index
        }
        var token = 0
        var lineStart = start
        while lineStart < block.countBytes {
            var lineEnd = block.countBytes
            if let found = unsafe memchr(base + lineStart, 0x0A, block.countBytes - lineStart) {
                lineEnd = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
            }
            if let whole {
                let limit = lineEnd - start
                if unsafe Int(whole.offsets[token]) < limit {
                    token = unsafe validator.validate(
                        base + start, whole, first: token, from: lineStart - start, limit: limit,
                        into: &list)
                    add(&result, lineIndex: result.lineCount)
                }
            } else if unsafe !Self.isBlank(base + lineStart, lineEnd - lineStart) {
                unsafe validator.validate(base + lineStart, count: lineEnd - lineStart, into: &list)
                add(&result, lineIndex: result.lineCount)
            }
            if oversized.contains(result.lineCount) { addOversized(&result) }
            result.lineCount += 1
            lineStart = lineEnd
        }
        return result
    }

    private static func markBytes(_ base: UnsafePointer<UInt8>, _ count: Int) -> Int {
        unsafe count >= 3 && base[0] == 0xEF && base[1] == 0xBB && base[2] == 0xBF ? 3 : 0
    }

    private static func isBlank(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var at = 0
        while at < count {
            if unsafe !JSONByte.isBlank(text[at]) { return false }
            at &+= 1
        }
        return true
    }

    /// A line that was left out since it is longer than allowed.
    private func addOversized(_ result: inout ValidatedBlock) {
        list.removeAll()
        list.issues = [
            Issue(
                severity: .fatal, code: .tooLong, rule: .length, expression: "",
                diagnostics: "the line is longer than the setting line_bytes allows",
                offsetBytes: 0)
        ]
        add(&result, lineIndex: result.lineCount)
    }

    /// Adds what was found in one resource.
    private func add(_ result: inout ValidatedBlock, lineIndex: Int) {
        result.add(list)
        guard !list.issues.isEmpty else { return }
        for issue in list.issues {
            result.issues.append(
                FileIssue(
                    issue: issue, lineIndex: lineIndex, resourceType: list.resourceType,
                    id: list.id))
        }
    }

    // MARK: Documents

    /// Validates a JSON document: a resource (a Bundle with all its entries is one), or an array of
    /// resources.
    func scan(document: ByteBuffer, file: Int) -> ValidatedBlock {
        let base = unsafe UnsafePointer(document.base)
        let count = document.countBytes
        let start = unsafe Self.markBytes(base, count)
        let text = unsafe base + start
        let validator = JSONValidator(findsDuplicates: false)
        var token = 0
        guard case .success(let index) = unsafe indexer.index(text, count: count - start),
            unsafe validator.check(text, index, token: &token, limit: count - start) == nil
        else { return whole(document, file: file) }
        if token < index.count {
            // Several values: lines after all.
            return scan(
                LineBlock(
                    buffer: document, startBytes: 0, countBytes: count, fileOffsetBytes: 0,
                    isLast: true), file: file)
        }
        guard unsafe text[Int(index.offsets[0])] == JSONByte.openArray else {
            return whole(document, file: file)
        }
        var result = ValidatedBlock(file: file)
        result.sizeBytes = count
        var elements = unsafe JSONArrayWalk(
            MemberSpan(
                kind: .array, start: index.offsets[0],
                end: index.offsets[index.count - 1] + 1, token: 0))
        while let element = unsafe elements.next(text, index) {
            unsafe self.validator.validate(
                text, index, first: Int(element.token), limit: Int(element.end), into: &list)
            add(&result, lineIndex: 0)
        }
        return result
    }

    private func whole(_ document: ByteBuffer, file: Int) -> ValidatedBlock {
        var result = ValidatedBlock(file: file)
        result.sizeBytes = document.countBytes
        guard unsafe !Self.isBlank(document.base, document.countBytes) else { return result }
        unsafe validator.validate(document.base, count: document.countBytes, into: &list)
        add(&result, lineIndex: 0)
        return result
    }
}

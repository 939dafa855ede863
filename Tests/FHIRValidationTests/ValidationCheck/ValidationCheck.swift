// What must hold for any bytes as a FHIR resource: shared by the fuzzer and by the tests that replay its finds.
//
//     input = options (1 byte) | body
//     bit 0     values are quoted
//     bit 1     references are looked up, in a data set that has Patient/1
//
// JSON's grammar is checked by the walk as it goes; JSONValidator, which knows nothing of FHIR, must agree. The body is
// read as one resource and, line by line, as a block of lines; a second time the answers are the same.

import Columnar
@testable import FHIRValidation
import JSON
import Storage

/// A property that does not hold.
struct ValidationDefect: Error, CustomStringConvertible {
    let description: String
}

/// Validates one body in several ways and compares.
struct ValidationCheck {
    private let body: [UInt8]
    private let options: ValidationOptions

    /// Input shorter than its options is an empty body.
    init(_ input: UnsafeBufferPointer<UInt8>) {
        let bits = unsafe input.first ?? 0
        var options = ValidationOptions(isComplete: true, showsValues: bits & 1 != 0)
        if bits & 2 != 0 {
            let index = ReferenceIndex()
            index.insert(Array("Patient/1".utf8))
            options.references = index
        }
        self.options = options
        body = unsafe Array(input.dropFirst())
    }

    /// - Throws: `ValidationDefect`, or a `LakeError` that no bytes should cause.
    func run() throws {
        let validator = FHIRValidator(options)
        let list = try validate(body[...], validator)
        guard try validate(body[...], validator).issues == list.issues else {
            throw ValidationDefect(description: "the second time the issues are others")
        }
        try checkGrammar(list)
        for issue in list.issues {
            guard (0...body.count).contains(issue.offsetBytes), issue.line > 0, issue.column > 0
            else { throw ValidationDefect(description: "an issue is not in the text: \(issue)") }
            if issue.severity == .fatal && list.issues.count != 1 {
                throw ValidationDefect(description: "other issues beside a fatal one")
            }
        }
        guard list.issues.count <= ValidationLimits.issuesMax + 1 else {
            throw ValidationDefect(description: "\(list.issues.count) issues")
        }
        let outcome = OperationOutcome.json(list)
        guard (try? JSONValue(parsing: outcome)) != nil else {
            throw ValidationDefect(description: "the outcome is no JSON")
        }
        try checkLines()
    }

    private func validate(
        _ text: ArraySlice<UInt8>, _ validator: FHIRValidator
    ) throws -> IssueList {
        // A buffer of its own, so that the address sanitizer sees a read past the padding.
        let buffer = try Self.buffer(text)
        var list = IssueList()
        unsafe validator.validate(buffer.base, count: text.count, into: &list)
        return list
    }

    private static func buffer(_ text: ArraySlice<UInt8>) throws -> ByteBuffer {
        let buffer = try ByteBuffer(capacityBytes: text.count)
        try unsafe text.withUnsafeBufferPointer { bytes in
            guard let first = bytes.baseAddress else { return }
            try unsafe buffer.append(first, count: bytes.count)
        }
        return buffer
    }

    /// JSON or no JSON: the same verdict as the validator of JSON, but for the depth.
    private func checkGrammar(_ list: IssueList) throws {
        if list.issues.first?.rule == .depth { return }
        let isMarked = body.starts(with: [0xEF, 0xBB, 0xBF])
        let buffer = try Self.buffer(isMarked ? body.dropFirst(3) : body[...])
        var isObject = false
        if case .success(let index) = unsafe StructuralIndexer().index(
            buffer.base, count: buffer.countBytes)
        {
            var token = 0
            let fault = unsafe JSONValidator(findsDuplicates: false).check(
                buffer.base, index, token: &token, limit: buffer.countBytes)
            isObject =
                unsafe fault == nil && token == index.count
                && buffer.base[Int(index.offsets[0])] == UInt8(ascii: "{")
        }
        let isFatal = list.issues.first?.severity == .fatal
        guard isFatal == !isObject else {
            throw ValidationDefect(
                description: "\(isObject ? "a JSON object" : "no JSON object"), but found "
                    + "\(list.issues.prefix(1))")
        }
    }

    /// A block of lines has the issues of its lines.
    private func checkLines() throws {
        let buffer = try Self.buffer(body[...])
        let block = ResourceScanner(options).scan(
            LineBlock(
                buffer: buffer, startBytes: 0, countBytes: body.count, fileOffsetBytes: 0,
                isLast: true), file: 0)
        let validator = FHIRValidator(options)
        var expected = 0
        var line = body[...]
        if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        while !line.isEmpty {
            let end = line.firstIndex(of: 0x0A).map { $0 + 1 } ?? line.endIndex
            let text = line[..<end]
            line = line[end...]
            if text.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) { continue }
            // A mark within the file is no mark.
            if text.starts(with: [0xEF, 0xBB, 0xBF]) { return }
            expected += try validate(text, validator).issues.count
        }
        guard block.issues.count == expected else {
            throw ValidationDefect(
                description: "\(block.issues.count) issues of a block, \(expected) of its lines")
        }
    }
}

// Reads one YAML document with libyaml.
//
// libyaml keeps the nodes of a document in an array and lets aliases point to the same node; they
// are copied out here with a budget, so that a few lines of aliases to aliases cannot fill memory.

import CYAML
package import Columnar

/// Stated limits of documents.
package enum YAMLLimits {
    package static let bytesMax = 16 << 20
    package static let nodesMax = 1_000_000
    package static let depthMax = 64
}

/// Parses a text that holds one YAML document.
///
/// - Parameters:
///   - bytes: UTF-8.
///   - file: what errors call it.
/// - Returns: nil when the text holds no document.
/// - Throws: `LakeError.invalidInput` at `.file` and `.line` for what is no YAML, for duplicate
///   keys and for a second document; `.limit` when it is too large.
package func parseYAML(_ bytes: [UInt8], file: String) throws(LakeError) -> YAMLNode? {
    guard bytes.count <= YAMLLimits.bytesMax else {
        throw LakeError(
            .limit, "the file has more than \(YAMLLimits.bytesMax >> 20) MiB", at: [.file(file)])
    }
    do throws(LakeError) {
        let parser = try Parser()
        return unsafe try bytes.withUnsafeBufferPointer { (input) throws(LakeError) in
            unsafe try parser.document(input)
        }
    } catch {
        throw error.at(.file(file))
    }
}

/// The owner of libyaml's parser. Safe: the memory lives as long as the object.
@safe
private final class Parser {
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)

    init() throws(LakeError) {
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.deallocate()
            throw LakeError(.limit, "no memory for the YAML parser")
        }
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
    }

    func document(_ input: UnsafeBufferPointer<UInt8>) throws(LakeError) -> YAMLNode? {
        // Safe: the input outlives this call, and the parser is used in it alone.
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        var document = unsafe yaml_document_t()
        guard unsafe yaml_parser_load(parser, &document) == 1 else { throw fault() }
        defer { unsafe yaml_document_delete(&document) }
        guard unsafe yaml_document_get_root_node(&document) != nil else { return nil }
        var copier = unsafe Copier(document: document)
        let root = try copier.node(1, depth: 0)
        var next = unsafe yaml_document_t()
        guard unsafe yaml_parser_load(parser, &next) == 1 else { throw fault() }
        defer { unsafe yaml_document_delete(&next) }
        if unsafe yaml_document_get_root_node(&next) != nil {
            throw unsafe LakeError(
                .invalidInput, "a second document begins",
                at: [.line(Int(next.start_mark.line) + 1)], advice: "keep one document in a file")
        }
        return root
    }

    /// What the parser found wrong, and where.
    private func fault() -> LakeError {
        let state = unsafe parser.pointee
        let problem = unsafe state.problem.map { unsafe String(cString: $0) } ?? "is no YAML"
        let context = unsafe state.context.map { unsafe " " + String(cString: $0) } ?? ""
        return unsafe LakeError(
            .invalidInput, problem + context,
            at: [
                .line(Int(state.problem_mark.line) + 1),
                .column(unsafe "\(Int(state.problem_mark.column) + 1)"),
            ])
    }
}

/// Copies nodes out of libyaml's document, which outlives it.
@safe
private struct Copier {
    let document: yaml_document_t
    private var nodeCount = 0

    init(document: yaml_document_t) { unsafe self.document = unsafe document }

    /// - Parameter index: from 1, as libyaml counts.
    mutating func node(_ index: Int32, depth: Int) throws(LakeError) -> YAMLNode {
        guard let start = unsafe document.nodes.start, index >= 1,
            unsafe start + Int(index) <= document.nodes.top
        else { throw LakeError(.internal, "libyaml names a node that is not there") }
        let node = unsafe start[Int(index) - 1]
        let line = unsafe Int(node.start_mark.line) + 1
        let column = unsafe Int(node.start_mark.column) + 1
        nodeCount += 1
        guard nodeCount <= YAMLLimits.nodesMax, depth <= YAMLLimits.depthMax else {
            throw LakeError(
                .limit, "the document is too deep or, with its aliases, too large",
                at: [.line(line)])
        }
        switch unsafe node.type {
        case YAML_SCALAR_NODE:
            return unsafe YAMLNode(content: scalar(node), line: line, column: column)
        case YAML_SEQUENCE_NODE:
            var nodes: [YAMLNode] = []
            var item = unsafe node.data.sequence.items.start
            while let current = unsafe item, unsafe current < node.data.sequence.items.top {
                unsafe nodes.append(try self.node(current.pointee, depth: depth + 1))
                unsafe item = unsafe current + 1
            }
            return YAMLNode(content: .sequence(nodes), line: line, column: column)
        case YAML_MAPPING_NODE:
            let members = unsafe try self.members(node, depth: depth)
            return YAMLNode(content: .mapping(members), line: line, column: column)
        default:
            return YAMLNode(
                content: .scalar(text: "", isPlain: true), line: line, column: column)
        }
    }

    private func scalar(_ node: yaml_node_t) -> YAMLNode.Content {
        let scalar = unsafe node.data.scalar
        let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        return unsafe .scalar(
            text: String(decoding: bytes, as: UTF8.self),
            isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
    }

    private mutating func members(
        _ node: yaml_node_t, depth: Int
    ) throws(LakeError) -> [YAMLNode.Member] {
        var members: [YAMLNode.Member] = []
        var keys: Set<String> = []
        var pair = unsafe node.data.mapping.pairs.start
        while let current = unsafe pair, unsafe current < node.data.mapping.pairs.top {
            let key = unsafe try self.node(current.pointee.key, depth: depth + 1)
            guard case .scalar(let name, _) = key.content else {
                throw key.error("a key must be a single value")
            }
            guard keys.insert(name).inserted else {
                throw key.error("the key '\(name)' stands twice", advice: "keep one of the two")
            }
            unsafe members.append(
                YAMLNode.Member(
                    key: name, line: key.line, column: key.column,
                    value: try self.node(current.pointee.value, depth: depth + 1)))
            unsafe pair = unsafe current + 1
        }
        return members
    }
}

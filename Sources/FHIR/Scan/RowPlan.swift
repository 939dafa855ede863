// What the scan of one statement extracts from each resource.

import Columnar
import JSON

/// The compiled form of a scan request; shared by the threads of a scan.
struct RowPlan: Sendable {
    /// What a value of a member becomes.
    enum Form: Sendable { case json, text, number }

    /// How one output column is filled.
    enum Output: Sendable {
        case member(slot: Int, Form)
        /// A text within a member: where it stands is `InnerText`'s business.
        case inner(slot: Int, InnerText)
        case resourceType
        case resource
        case line
        /// The file and the line (in a document: the resource's place): `ScanRequest.rowNumber`.
        case rowNumber
        /// Filled once a block.
        case file
    }

    struct Condition: Sendable {
        let output: Output
        let test: Predicate.Test
        /// Whether the column holds texts (else numbers).
        let isBytes: Bool
        /// Whether they are JSON texts, in which a string keeps its quotes.
        let isJSON: Bool
    }

    /// The slot of `resourceType`.
    static let typeSlot = 0

    let keys: KeyTable
    /// Rows of other types are passed over; nil for all types.
    let wantedType: [UInt8]?
    let outputs: [Output]
    let types: [DataType]
    let conditions: [Condition]
    /// Where members must be sound JSON because their text is handed over: slots, or the whole
    /// resource.
    let checksResource: Bool
    let checkedSlots: [Int]

    init(columns: [ResourceColumn], request: ScanRequest, wantedType: String?) {
        var names = ["resourceType"]
        func slot(of name: String) -> Int {
            if let slot = names.firstIndex(of: name) { return slot }
            names.append(name)
            return names.count - 1
        }
        func form(of type: DataType) -> Form {
            switch type {
            case .json: .json
            case .text, .binary: .text
            default: .number
            }
        }
        func output(_ column: Int) -> Output {
            if column == ScanRequest.rowNumber { return .rowNumber }
            return switch columns[column].origin {
            case .member(let name):
                .member(slot: slot(of: name), form(of: columns[column].field.type))
            case .referenceID(let name): .inner(slot: slot(of: name), .referenceID)
            case .conceptCode(let name): .inner(slot: slot(of: name), .conceptCode)
            case .codingCode(let name): .inner(slot: slot(of: name), .codingCode)
            case .resourceType: .resourceType
            case .resource: .resource
            case .file: .file
            case .line: .line
            }
        }
        outputs = request.columns.map { output($0) }
        types = request.columns.map {
            $0 == ScanRequest.rowNumber ? .integer : columns[$0].field.type
        }
        conditions = request.predicates.map { predicate in
            Condition(
                output: output(predicate.column), test: predicate.test,
                isBytes: columns[predicate.column].field.type.isBytes,
                isJSON: columns[predicate.column].field.type == .json)
        }
        keys = KeyTable(names)
        self.wantedType = wantedType.map { Array($0.utf8) }
        var checksResource = false
        var checkedSlots: [Int] = []
        for output in outputs {
            switch output {
            case .resource: checksResource = true
            case .member(let slot, .json) where !checkedSlots.contains(slot):
                checkedSlots.append(slot)
            default: break
            }
        }
        self.checksResource = checksResource
        self.checkedSlots = checksResource ? [] : checkedSlots
    }
}

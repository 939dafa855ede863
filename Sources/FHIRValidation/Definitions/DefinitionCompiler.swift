// From the tables of R4 facts to nodes and properties.
//
//     Observation.value[x]  0..1  Quantity|string|…
//         → node Observation, one element (one bit), a property for each of valueQuantity,
//           valueString, _valueString, …
//     Observation.component 0..* BackboneElement
//         → a property whose node is made of the rows Observation.component.…
//     Questionnaire.item.item, content reference #Questionnaire.item
//         → a property whose node is that of Questionnaire.item

import CFacts
import FHIR

/// Builds the definitions.
struct DefinitionCompiler {
    private struct Row {
        let path: String
        let parent: String
        let name: String
        let isRequired: Bool
        let isArray: Bool
        let types: [(name: String, arguments: [String])]
        let contentReference: String
    }

    private(set) var tables = NameTableBuilder()
    private(set) var nodes: [Node] = []
    private(set) var properties: [Property] = []
    private(set) var codeSets = [CodeSet(kind: .unknown, codes: .none, name: "")]
    private(set) var targetSets = [TargetSet()]
    private(set) var elementNames: [String] = []
    /// Of the properties, as JSON has them.
    private(set) var memberNames: [String] = []
    let resourceTypes = R4.resourceTypes
    private(set) var typeTable = NameTable.none
    private(set) var typeNodes: [Int] = []
    private(set) var companionNode = 0
    private(set) var metaNode = 0

    private var nodeNumbers: [String: Int] = [:]
    private var typeNumbers: [String: Int] = [:]
    private var targetNumbers: [TargetSet: Int] = [:]
    /// From the path of an element to the number of its code set.
    private var bindings: [String: Int] = [:]
    /// From the path of an element to its constraints that need FHIRPath.
    private var invariantCounts: [String: Int] = [:]

    private init() {}

    static func compile() -> DefinitionCompiler {
        var compiler = DefinitionCompiler()
        compiler.compileTypes()
        compiler.readBindings()
        compiler.readInvariants()
        compiler.compileNodes()
        return compiler
    }

    private mutating func compileTypes() {
        for (number, name) in resourceTypes.enumerated() { typeNumbers[name] = number }
        typeTable = tables.add(resourceTypes.enumerated().map { ($1, $0) })
    }

    // MARK: Codes and constraints

    private mutating func readBindings() {
        var codes: [String: [(name: String, value: Int)]] = [:]
        var rows = unsafe FactRows(lake_facts_r4_required_codes)
        while let fields = rows.next(), fields.count == 3 {
            let name = fields[1].isEmpty ? fields[2] : fields[1] + "|" + fields[2]
            codes[fields[0], default: []].append((name, 0))
        }
        var setNumbers: [String: Int] = [:]
        var elements = unsafe FactRows(lake_facts_r4_bindings)
        while let fields = elements.next(), fields.count == 2 {
            if let known = setNumbers[fields[1]] {
                bindings[fields[0]] = known
                continue
            }
            let kind = Self.kind(ofValueSet: fields[1], isListed: codes[fields[1]] != nil)
            let table = kind == .listed ? tables.add(codes[fields[1]] ?? []) : .none
            setNumbers[fields[1]] = codeSets.count
            bindings[fields[0]] = codeSets.count
            codeSets.append(CodeSet(kind: kind, codes: table, name: fields[1]))
        }
    }

    private static func kind(ofValueSet name: String, isListed: Bool) -> CodeSetKind {
        switch name {
        case "mimetypes", "http://www.rfc-editor.org/bcp/bcp13.txt": .mimeType
        case "currencies": .currency
        case "ucum-units": .unit
        case "all-languages": .language
        default: isListed ? .listed : .unknown
        }
    }

    private mutating func readInvariants() {
        let checked = Set(IssueRule.invariants.map(\.rawValue))
        var rows = unsafe FactRows(lake_facts_r4_invariants)
        while let fields = rows.next(), fields.count == 3 {
            guard !checked.contains(fields[1]) else { continue }
            invariantCounts[fields[0], default: 0] += 1
        }
    }

    // MARK: Nodes

    private mutating func compileNodes() {
        var rows: [Row] = []
        var children: [[Int]] = []
        var reader = unsafe FactRows(lake_facts_r4_elements)
        while let fields = reader.next(), fields.count == 5 {
            guard let dot = fields[0].lastIndex(of: ".") else { continue }
            let parent = String(fields[0][..<dot])
            let node: Int
            if let known = nodeNumbers[parent] {
                node = known
            } else {
                node = children.count
                nodeNumbers[parent] = node
                children.append([])
            }
            children[node].append(rows.count)
            rows.append(
                Row(
                    path: fields[0], parent: parent,
                    name: String(fields[0][fields[0].index(after: dot)...]),
                    isRequired: fields[1] != "0", isArray: fields[2] != "1",
                    types: Self.types(fields[3]), contentReference: fields[4]))
        }
        companionNode = nodeNumbers["Element"] ?? 0
        metaNode = nodeNumbers["Meta"] ?? 0
        for list in children { compileNode(list.map { rows[$0] }) }
        typeNodes = resourceTypes.map { nodeNumbers[$0] ?? 0 }
    }

    private mutating func compileNode(_ rows: [Row]) {
        let path = rows.first?.parent ?? ""
        let isResource = typeNumbers[path] != nil
        var node = Node(members: .none)
        node.firstName = UInt32(truncatingIfNeeded: elementNames.count)
        node.role = Self.role(path, isResource, rows)
        node.invariantCount = UInt16(
            truncatingIfNeeded: (invariantCounts[path] ?? 0)
                + (node.role == .domainResource ? invariantCounts["DomainResource"] ?? 0 : 0))
        var members: [(name: String, value: Int)] = []
        if isResource {
            add(
                Property(
                    bit: 0, kind: .resourceType, isArray: false, isChoice: false, capture: .none,
                    node: 0, context: 0, name: node.firstName), "resourceType", &members)
            elementNames.append("resourceType")
        }
        for row in rows {
            let bit = elementNames.count - Int(node.firstName)
            let mask = UInt64(1) << UInt64(bit & 63)
            if row.isRequired { node.required |= mask }
            note(row, mask, in: &node)
            let isChoice = row.name.hasSuffix("[x]")
            let stem = isChoice ? String(row.name.dropLast(3)) : row.name
            for type in row.types.isEmpty ? [("", [])] : row.types {
                let suffix =
                    isChoice ? type.name.prefix(1).uppercased() + type.name.dropFirst() : ""
                var property = self.property(row, type.name, type.arguments)
                property.bit = UInt8(truncatingIfNeeded: bit)
                property.isChoice = isChoice
                property.capture = Self.capture(row.path, node.role)
                property.name = UInt32(truncatingIfNeeded: elementNames.count)
                add(property, stem + suffix, &members)
            }
            elementNames.append(stem)
        }
        node.members = tables.add(members)
        nodes.append(node)
    }

    /// Adds a member, and its companion if it is a primitive: the value of a name is the number of
    /// the property, doubled, plus one for the companion.
    private mutating func add(
        _ property: Property, _ name: String, _ members: inout [(name: String, value: Int)]
    ) {
        members.append((name, properties.count * 2))
        if property.kind.isPrimitive { members.append(("_" + name, properties.count * 2 + 1)) }
        properties.append(property)
        memberNames.append(name)
    }

    private static func role(_ path: String, _ isResource: Bool, _ rows: [Row]) -> NodeRole {
        if isResource {
            return rows.contains { $0.name == "contained" } ? .domainResource : .resource
        }
        return switch path {
        case "Element": .companion
        case "Coding": .coding
        case "CodeableConcept": .codeableConcept
        case "Reference": .reference
        case "Extension": .extensionElement
        case "Quantity": .quantity
        case "Meta": .meta
        default: .plain
        }
    }

    private static func capture(_ path: String, _ role: NodeRole) -> Capture {
        switch path {
        case "Coding.system", "Reference.type": .first
        case "Coding.code", "Reference.reference": .second
        default:
            if role == .resource || role == .domainResource {
                path.hasSuffix(".id") ? .second : path.hasSuffix(".meta") ? .meta : .none
            } else {
                .none
            }
        }
    }

    private func note(_ row: Row, _ mask: UInt64, in node: inout Node) {
        if row.name == "id" { node.idMask = mask }
        switch row.path {
        case "Extension.extension", "Quantity.comparator", "Meta.versionId", "Meta.lastUpdated":
            node.firstMask |= mask
        case "Extension.value[x]", "Meta.security": node.secondMask |= mask
        default:
            if node.role == .domainResource && row.name == "contained" { node.firstMask = mask }
        }
    }

    private mutating func property(_ row: Row, _ type: String, _ arguments: [String]) -> Property {
        var property = Property(
            bit: 0, kind: .complex, isArray: row.isArray, isChoice: false, capture: .none, node: 0,
            context: 0, name: 0)
        if let kind = ElementKind(primitive: type) {
            property.kind = kind
        } else if type == "Resource" {
            property.kind = .resource
            property.context = row.name == "contained" ? 1 : 0
        } else if !row.contentReference.isEmpty {
            property.node = number(row.contentReference.drop { $0 == "#" })
        } else {
            let own = nodeNumbers[row.path] == nil ? type : row.path
            property.node = number(own[...])
        }
        switch type {
        case "Coding" where row.parent == "CodeableConcept": property.context = Property.inherited
        case "code", "Coding", "CodeableConcept":
            property.context = UInt16(truncatingIfNeeded: bindings[row.path] ?? 0)
        case "Reference": property.context = UInt16(truncatingIfNeeded: targets(arguments))
        case "Quantity": property.context = arguments == ["SimpleQuantity"] ? 1 : 0
        default: break
        }
        return property
    }

    private func number(_ path: Substring) -> UInt16 {
        UInt16(truncatingIfNeeded: nodeNumbers[String(path)] ?? 0)
    }

    /// The number of a target set; 0 for any target.
    private mutating func targets(_ types: [String]) -> Int {
        guard !types.isEmpty, !types.contains("Resource") else { return 0 }
        var set = TargetSet()
        for type in types { if let number = typeNumbers[type] { set.insert(number) } }
        if let known = targetNumbers[set] { return known }
        targetNumbers[set] = targetSets.count
        targetSets.append(set)
        return targetSets.count - 1
    }

    /// `Reference(Patient|Group)|string` → (Reference, [Patient, Group]), (string, []).
    private static func types(_ text: String) -> [(name: String, arguments: [String])] {
        var types: [(name: String, arguments: [String])] = []
        var word: [UInt8] = []
        var arguments: [String]?
        func take() -> String { String(decoding: word, as: UTF8.self) }
        var name = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "("):
                name = take()
                arguments = []
            case UInt8(ascii: ")"): arguments?.append(take())
            case UInt8(ascii: "|"):
                if arguments == nil {
                    types.append((take(), []))
                } else if !name.isEmpty {
                    arguments?.append(take())
                }
            default:
                word.append(byte)
                continue
            }
            word = []
            if byte == UInt8(ascii: ")"), let list = arguments {
                types.append((name, list))
                name = ""
            }
            if byte == UInt8(ascii: "|"), name.isEmpty { arguments = nil }
        }
        if !word.isEmpty { types.append((take(), [])) }
        return types
    }
}

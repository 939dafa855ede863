// The column list of a table definition.
//
//     columns = column { "," column }
//     column  = name type { "NOT" "NULL" | "NULL" | "COMMENT" text }
//     type    = name [ "(" number [ "," number ] ")" ] { "[" "]" }
//             | "fixed" ( "(" number ")" | "[" number "]" )
//             | ( "struct" ) "<" field { "," field } ">"     field = name [ ":" ] column's rest
//             | ( "list" | "array" ) "<" type [ "NOT" "NULL" ] ">"
//             | "map" "<" type "," type [ "NOT" "NULL" ] ">"
//
// Ids count from 1, first those of a struct's fields, then what is inside of each, as Iceberg's
// Java library gives them. Source: Iceberg specification, "Schemas and Data Types".

import Columnar

struct ColumnListParser {
    /// A type before its fields have ids.
    private indirect enum Draft {
        case primitive(PrimitiveType)
        case structure([DraftField])
        case list(DraftField)
        case map(key: Draft, value: DraftField)
    }

    private struct DraftField {
        let name: String
        let type: Draft
        let isRequired: Bool
        let doc: String?
    }

    private var scanner: DefinitionScanner

    /// - Parameter argument: how errors call the text.
    static func parse(
        _ text: String, argument: String
    ) throws(LakeError) -> [NestedField] {
        var parser = ColumnListParser(scanner: try DefinitionScanner(text, argument: argument))
        let drafts = try parser.fields(depth: 0, isColumnList: true)
        guard parser.scanner.next == .end else {
            throw parser.scanner.error(
                "\(parser.scanner.nextText) where ',' or the end is expected")
        }
        var lastID = 0
        return fields(drafts, &lastID)
    }

    // MARK: Ids

    private static func fields(_ drafts: [DraftField], _ lastID: inout Int) -> [NestedField] {
        let firstID = lastID + 1
        lastID += drafts.count
        var fields: [NestedField] = []
        for (index, draft) in drafts.enumerated() {
            fields.append(
                NestedField(
                    id: firstID + index, name: draft.name, isRequired: draft.isRequired,
                    type: type(draft.type, &lastID), doc: draft.doc))
        }
        return fields
    }

    private static func type(_ draft: Draft, _ lastID: inout Int) -> IcebergType {
        switch draft {
        case .primitive(let type): return .primitive(type)
        case .structure(let drafts): return .structure(fields(drafts, &lastID))
        case .list(let element): return .list(fields([element], &lastID)[0])
        case .map(let key, let value):
            let both = fields(
                [DraftField(name: "key", type: key, isRequired: true, doc: nil), value], &lastID)
            return .map(key: both[0], value: both[1])
        }
    }

    // MARK: Grammar

    private mutating func fields(
        depth: Int, isColumnList: Bool
    ) throws(LakeError) -> [DraftField] {
        guard depth <= IcebergLimits.typeDepthMax else {
            throw scanner.error("types nested deeper than \(IcebergLimits.typeDepthMax)")
        }
        var fields: [DraftField] = []
        // SQL names fold case.
        var names: Set<String> = []
        repeat {
            let place = scanner.offset
            try refuseTableConstraint()
            let name = try scanner.name(isColumnList ? "a column's name" : "a field's name")
            guard !name.isEmpty else { throw scanner.error("an empty name", at: place) }
            guard names.insert(name.lowercased()).inserted else {
                throw scanner.error("two columns have the name '\(name)'", at: place)
            }
            if !isColumnList { _ = try scanner.take(":") }
            guard fields.count < IcebergLimits.schemaFieldsMax else {
                throw scanner.error("more than \(IcebergLimits.schemaFieldsMax) columns")
            }
            fields.append(try field(name, depth: depth))
        } while try scanner.take(",")
        return fields
    }

    private func refuseTableConstraint() throws(LakeError) {
        for keyword in ["primary", "foreign", "unique", "check", "constraint"]
        where scanner.isNext(keyword: keyword) {
            throw scanner.error(
                "'\(keyword)': Iceberg tables have no keys and constraints besides NOT NULL",
                advice: "leave it out, or quote it when it is a column's name")
        }
    }

    /// A type and what may follow it.
    private mutating func field(_ name: String, depth: Int) throws(LakeError) -> DraftField {
        let type = try type(depth: depth)
        var isRequired = false
        var doc: String?
        while true {
            if try scanner.take(keyword: "not") {
                guard try scanner.take(keyword: "null") else {
                    throw scanner.error("\(scanner.nextText) where NULL is expected")
                }
                isRequired = true
            } else if try scanner.take(keyword: "null") {
                isRequired = false
            } else if try scanner.take(keyword: "comment") {
                doc = try scanner.text("the comment's text")
            } else {
                return DraftField(name: name, type: type, isRequired: isRequired, doc: doc)
            }
        }
    }

    private mutating func type(depth: Int) throws(LakeError) -> Draft {
        guard depth <= IcebergLimits.typeDepthMax else {
            throw scanner.error("types nested deeper than \(IcebergLimits.typeDepthMax)")
        }
        var type = try innerType(depth: depth)
        var levels = depth
        while try scanner.take("[") {
            try scanner.expect("]")
            levels += 1
            guard levels <= IcebergLimits.typeDepthMax else {
                throw scanner.error("types nested deeper than \(IcebergLimits.typeDepthMax)")
            }
            type = .list(DraftField(name: "element", type: type, isRequired: false, doc: nil))
        }
        return type
    }

    private mutating func innerType(depth: Int) throws(LakeError) -> Draft {
        let place = scanner.offset
        let name = try scanner.name("a type").lowercased()
        switch name {
        case "struct", "row":
            try scanner.expect("<")
            let fields = try fields(depth: depth + 1, isColumnList: false)
            try scanner.expect(">")
            return .structure(fields)
        case "list", "array":
            try scanner.expect("<")
            let element = try field("element", depth: depth + 1)
            try scanner.expect(">")
            return .list(element)
        case "map":
            try scanner.expect("<")
            let key = try type(depth: depth + 1)
            try scanner.expect(",")
            let value = try field("value", depth: depth + 1)
            try scanner.expect(">")
            return .map(key: key, value: value)
        case "decimal": return .primitive(try decimal(place))
        case "numeric" where scanner.next == .symbol("("):
            return .primitive(try decimal(place))
        case "fixed":
            let close: Character = try scanner.take("[") ? "]" : ")"
            if close == ")" { try scanner.expect("(") }
            let length = try scanner.number("a number of bytes")
            try scanner.expect(close)
            guard length > 0 else { throw scanner.error("fixed of 0 bytes", at: place) }
            return .primitive(.fixed(length))
        default: return .primitive(try plain(name, place))
        }
    }

    private mutating func decimal(_ place: Int) throws(LakeError) -> PrimitiveType {
        guard try scanner.take("(") else {
            throw scanner.error(
                "decimal without its digits", advice: "write decimal(precision, scale)", at: place)
        }
        let precision = try scanner.number("a precision")
        let scale = try scanner.take(",") ? try scanner.number("a scale") : 0
        try scanner.expect(")")
        guard (1...PrimitiveType.precisionMax).contains(precision), (0...precision).contains(scale)
        else {
            throw scanner.error(
                "decimal(\(precision), \(scale))",
                advice: "a decimal has 1 to \(PrimitiveType.precisionMax) digits, and no more of "
                    + "them behind the point", at: place)
        }
        return .decimal(precision: precision, scale: scale)
    }

    private mutating func plain(
        _ name: String, _ place: Int
    ) throws(LakeError) -> PrimitiveType {
        if TypeNames.notWritten.contains(name) {
            throw scanner.error("the type '\(name)' cannot be written yet", at: place)
        }
        guard let type = TypeNames.plain[name] else {
            throw scanner.error(
                "'\(name)' is no type", advice: didYouMean(TypeNames.near(name)), at: place)
        }
        switch name {
        case "double": _ = try scanner.take(keyword: "precision")
        case "character": _ = try scanner.take(keyword: "varying")
        case "timestamp", "time":
            let isWith = try scanner.take(keyword: "with")
            let isWithout = isWith ? false : try scanner.take(keyword: "without")
            guard isWith || isWithout else { break }
            for keyword in ["time", "zone"] {
                guard try scanner.take(keyword: keyword) else {
                    throw scanner.error("\(scanner.nextText) where TIME ZONE is expected")
                }
            }
            guard isWith else { break }
            guard name == "timestamp" else {
                throw scanner.error("times of day have no zone in Iceberg", at: place)
            }
            return .timestamp(.microseconds, isUTC: true)
        default: break
        }
        if TypeNames.withLength.contains(name), try scanner.take("(") {
            if try !scanner.take(keyword: "max") { _ = try scanner.number("a length") }
            try scanner.expect(")")
        }
        return type
    }
}

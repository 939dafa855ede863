// Schemas in the notation of the format's documents, and shapes as text.
//
//     optional group codes (LIST) { repeated group list { optional int32 element; } }
//     codes?: list<element?: int32 @3>@2/1@1

import Columnar
import Parquet

/// The list of schema elements of some fields in the notation of LogicalTypes.md.
func messageSchema(_ text: String) -> [SchemaElement] {
    var tokens: [String] = []
    for character in text {
        if character.isWhitespace {
            tokens.append("")
        } else if "{};()".contains(character) {
            tokens += [String(character), ""]
        } else {
            if tokens.last.map({ $0.isEmpty || "{};()".contains($0) }) ?? true { tokens.append("") }
            tokens[tokens.count - 1].append(character)
        }
    }
    var rest = tokens.filter { !$0.isEmpty }[...]
    var root = SchemaElement(name: "message")
    var elements: [SchemaElement] = []
    root.childCount = fields(&rest, into: &elements)
    return [root] + elements
}

private func fields(_ rest: inout ArraySlice<String>, into elements: inout [SchemaElement]) -> Int {
    var count = 0
    while let word = rest.first, word != "}" {
        rest = rest.dropFirst()
        let type = rest.removeFirst()
        var element = SchemaElement(name: rest.removeFirst())
        element.repetition = ["required": .required, "optional": .optional][word] ?? .repeated
        if rest.first == "(" {
            annotate(&element, rest.dropFirst().first ?? "")
            rest = rest.dropFirst(3)
        }
        count += 1
        let place = elements.count
        elements.append(element)
        if type == "group" {
            rest = rest.dropFirst()
            let children = fields(&rest, into: &elements)
            rest = rest.dropFirst()
            elements[place].childCount = children
        } else {
            elements[place].type =
                [
                    "boolean": .boolean, "int32": .int32, "int64": .int64, "double": .double,
                ][type] ?? .byteArray
        }
        if rest.first == ";" { rest = rest.dropFirst() }
    }
    return count
}

private func annotate(_ element: inout SchemaElement, _ annotation: String) {
    switch annotation {
    case "LIST": element.convertedType = .list
    case "MAP": element.logicalType = .map
    case "MAP_KEY_VALUE": element.convertedType = .mapKeyValue
    case "UTF8": element.convertedType = .utf8
    case "VARIANT": element.logicalType = .variant
    default: element.logicalType = .string
    }
}

/// A field as text: `?` optional, `@` the definition level at which it is present, for lists and
/// maps also the level of their entries and the repetition level.
func describe(_ field: SchemaField) -> String {
    let shape =
        switch field.shape {
        case .scalar(let leaf): "\(leaf.type)"
        case .structure(let fields): "{" + fields.map(describe).joined(separator: ", ") + "}"
        case .list(let list):
            "list<\(describe(list.element))>@\(list.elementDefinitionLevel)"
                + "/\(list.repetitionLevel)"
        case .map(let map):
            "map<\(describe(map.key)), \(map.value.map(describe) ?? "-")>"
                + "@\(map.entryDefinitionLevel)/\(map.repetitionLevel)"
        case .variant(let variant):
            "variant<\(describe(variant.metadata)), \(variant.value.map(describe) ?? "-"), "
                + "\(variant.typedValue.map(describe) ?? "-")>"
        }
    return "\(field.name)\(field.isOptional ? "?" : ""): \(shape)@\(field.definitionLevel)"
}

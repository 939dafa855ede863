// The elements of FHIR R4 types, read from the table of facts in the binary.
//
// r4_elements.csv holds rows of `path,min,max,types,content_reference`; rows of one type stand
// together, types sorted by name. Only the type that is asked for is read.
// Source: package hl7.fhir.r4.core 4.0.1.

import CFacts

/// One element of a type, as the R4 definition states it.
package struct R4Element: Hashable, Sendable {
    /// `Patient.deceased[x]`.
    package let path: String
    package let minimum: Int
    /// Nil for any number (`*`).
    package let maximum: Int?
    /// Types without their targets and profiles: `Reference(Patient)` is `Reference`.
    package let types: [String]

    /// The last part of the path, `[x]` included.
    package var name: Substring {
        path.split(separator: ".").last ?? path[...]
    }
    package var isChoice: Bool { path.hasSuffix("[x]") }
    package var isRepeating: Bool { maximum != 1 }
}

/// The R4 definitions.
package enum R4 {
    /// The concrete resource types, sorted.
    package static let resourceTypes: [String] = {
        var count = 0
        let bytes = unsafe lake_facts_r4_resources(&count)
        let text = unsafe String(
            decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
        return text.split(separator: "\n").dropFirst().map(String.init)
    }()

    /// The resource type by its name in any case: `fhir_patient` names `Patient`.
    package static func resourceType(named name: String) -> String? {
        let folded = name.lowercased()
        return resourceTypes.first { $0.lowercased() == folded }
    }

    /// The elements directly below a resource type, in definition order.
    package static func topLevelElements(of type: String) -> [R4Element] {
        var elements: [R4Element] = []
        for line in lines(of: type) {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count == 5, fields[0].split(separator: ".").count == 2 else { continue }
            elements.append(
                R4Element(
                    path: String(fields[0]), minimum: Int(fields[1]) ?? 0,
                    maximum: Int(fields[2]), types: typeNames(fields[3])))
        }
        return elements
    }

    /// The rows that begin with `type.`.
    private static func lines(of type: String) -> [Substring] {
        var count = 0
        let start = unsafe lake_facts_r4_elements(&count)
        let bytes = unsafe UnsafeBufferPointer(start: start, count: count)
        let prefix = Array((type + ".").utf8)
        var lines: [Substring] = []
        var lineStart = 0
        var isInType = false
        for index in bytes.indices where unsafe bytes[index] == UInt8(ascii: "\n") {
            let line = unsafe UnsafeBufferPointer(rebasing: bytes[lineStart..<index])
            lineStart = index + 1
            if unsafe line.starts(with: prefix) {
                isInType = true
                unsafe lines.append(String(decoding: line, as: UTF8.self)[...])
            } else if isInType {
                break
            }
        }
        return lines
    }

    /// `Reference(Patient|Group)|string` → `Reference`, `string`.
    private static func typeNames(_ text: Substring) -> [String] {
        var names: [String] = []
        var name = ""
        var depth = 0
        for character in text {
            switch character {
            case "(": depth += 1
            case ")": depth -= 1
            case "|" where depth == 0:
                names.append(name)
                name = ""
            default: if depth == 0 { name.append(character) }
            }
        }
        if !name.isEmpty { names.append(name) }
        return names
    }
}

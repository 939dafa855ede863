// The lines of the sample persons, parsed.

import Columnar
import JSON
import Synthesis
import SynthesisFHIR

/// A line of one type.
struct RenderedLine: Sendable, CustomStringConvertible {
    let resource: SyntheticResource
    let bytes: [UInt8]

    /// Without the line feed.
    var text: String { String(decoding: bytes.dropLast(), as: UTF8.self) }
    var description: String { "\(resource.rawValue) \(text.prefix(80))" }

    func value() throws -> JSONValue { try JSONValue(parsing: bytes) }
}

enum RenderedSample {
    /// Three persons: insured and alive, deceased and without insurance, and one with nothing but
    /// demographics.
    static let persons: [SimulatedPerson] = {
        var bare = SimulatedPerson()
        bare.number = 9_000_000_000_000
        return [
            SamplePerson.make(),
            SamplePerson.make(number: 18, isDeceased: true, isInsured: false), bare,
        ]
    }()

    /// All lines of all types.
    static let lines: [RenderedLine] = {
        let renderer = render(persons, Set(SyntheticResource.allCases))
        var lines: [RenderedLine] = []
        for resource in SyntheticResource.allCases {
            if let found = renderer.lines(of: resource) {
                lines += split(found)
            } else {
                lines += split(
                    renderShared(
                        resource, references: renderer.references, fragments: renderer.fragments))
            }
        }
        return lines
    }()

    static func render(
        _ persons: [SimulatedPerson], _ resources: Set<SyntheticResource>
    ) -> FHIRLineRenderer {
        let renderer = FHIRLineRenderer(world: SampleWorld.world, resources: resources)
        var persons = persons
        renderer.append(&persons, count: persons.count)
        return renderer
    }

    static func split(_ lines: FHIRLines) -> [RenderedLine] {
        let bytes = lines.copy
        var start = 0
        return lines.lineEnds.map { end in
            defer { start = end }
            return RenderedLine(resource: lines.resource, bytes: Array(bytes[start..<end]))
        }
    }

    /// The first line of a person of a type.
    static func line(
        _ resource: SyntheticResource, _ index: Int = 0, of person: SimulatedPerson
    ) throws -> JSONValue {
        let renderer = render([person], [resource])
        let lines = renderer.lines(of: resource).map(split) ?? []
        return try lines[index].value()
    }
}

extension FHIRLines {
    /// The bytes, whatever happens to the buffer.
    var copy: [UInt8] { unsafe Array(bytes) }
}

extension JSONValue {
    /// The value at a path of names and indexes; nil where there is none.
    subscript(_ path: Any...) -> JSONValue? {
        var value = self
        for step in path {
            switch (step, value) {
            case (let name as String, .object(let members)):
                guard let member = members.first(where: { $0.name == name }) else { return nil }
                value = member.value
            case (let index as Int, .array(let elements)):
                guard elements.indices.contains(index) else { return nil }
                value = elements[index]
            default: return nil
            }
        }
        return value
    }

    var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .boolean(let value): value ? "true" : "false"
        default: nil
        }
    }
}

// From simulated persons to lines of NDJSON, one buffer for each resource type.
//
//     SimulatedPerson ─┬─ Patient      line line line …
//                      ├─ Encounter    line line line …
//                      └─ Observation  line line line …
//
// Lines come in the order of the persons and, of one person, in the order of the events. A worker
// has a renderer of its own; what they share is in `FHIRFragments`.

package import Synthesis

/// Lines of one resource type, handed on as a whole.
package final class FHIRLines: @unchecked Sendable {  // because: written before it is shared
    package let resource: SyntheticResource
    var buffer: LineBuffer

    init(_ resource: SyntheticResource) {
        self.resource = resource
        buffer = LineBuffer()
    }

    /// With room for as many lines as another one has.
    init(like other: FHIRLines) {
        resource = other.resource
        buffer = LineBuffer(
            expectedBytes: other.byteCount + other.byteCount / 32, lineCount: other.lineCount)
    }

    /// The bytes of all lines, each with its line feed; valid until the next change.
    package var bytes: UnsafeBufferPointer<UInt8> { unsafe buffer.bytes }
    /// For each line the offset behind its line feed.
    package var lineEnds: [Int] { buffer.lineEnds }
    package var lineCount: Int { buffer.lineEnds.count }
    package var byteCount: Int { buffer.count }

    /// Forgets the lines and keeps the memory.
    package func removeAll() { buffer.removeAll() }
}

/// Renders persons one after another. One thread at a time.
package final class FHIRLineRenderer {
    package let fragments: FHIRFragments
    /// In the order of `SyntheticResource.allCases`; only types with lines for each person.
    package private(set) var lines: [FHIRLines]
    private let renderings: [any PersonResource.Type]
    /// Whom the persons so far refer to; `removeAll` keeps it.
    package private(set) var references = ReferencedProviders()
    private let findsReferences: Bool

    package convenience init(world: SyntheticWorld, resources: Set<SyntheticResource>) {
        self.init(fragments: FHIRFragments(world: world), resources: resources)
    }

    /// - Parameters:
    ///   - fragments: made once for all renderers of a run.
    ///   - resources: the types wanted; shared ones are left to `renderShared`.
    ///   - findsReferences: whether `references` is kept.
    package init(
        fragments: FHIRFragments, resources: Set<SyntheticResource>, findsReferences: Bool = true
    ) {
        self.fragments = fragments
        self.findsReferences = findsReferences
        var lines: [FHIRLines] = []
        var renderings: [any PersonResource.Type] = []
        for resource in SyntheticResource.allCases where resources.contains(resource) {
            guard case .person(let type) = resource.rendering else { continue }
            lines.append(FHIRLines(resource))
            renderings.append(type)
        }
        self.lines = lines
        self.renderings = renderings
    }

    /// Appends the lines of all wanted types of the first `count` persons, who are as before when
    /// it returns.
    package func append(_ persons: inout [SimulatedPerson], count: Int) {
        var context = PersonContext(fragments)
        // Each for itself: one that stands in the list would be a copy.
        var person = SimulatedPerson()
        // Type by type: the machine code of one stays in the processor's cache.
        for index in renderings.indices {
            let rendering = renderings[index]
            let lines = lines[index]
            for place in 0..<count {
                swap(&person, &persons[place])
                context.begin(person.number, death: person.demographics.death)
                rendering.append(person, context, to: &lines.buffer)
                swap(&person, &persons[place])
            }
        }
        guard findsReferences else { return }
        for place in 0..<count {
            references.insert(persons[place], fragments.world.network)
        }
    }

    /// The lines of a type; nil for one that was not asked for or that persons share.
    package func lines(of resource: SyntheticResource) -> FHIRLines? {
        lines.first { $0.resource == resource }
    }

    /// All bytes in the buffers.
    package var byteCount: Int { lines.reduce(0) { $0 + $1.byteCount } }

    /// Forgets the lines and keeps the memory.
    package func removeAll() {
        for lines in lines { lines.removeAll() }
    }

    /// Hands the lines on and begins new ones.
    ///
    /// - Parameter spare: emptied buffers of an earlier `take`, whose memory is used again.
    package func take(reusing spare: [FHIRLines] = []) -> [FHIRLines] {
        let taken = lines
        for lines in spare { lines.removeAll() }
        lines = taken.map { full in
            spare.first { $0.resource == full.resource && $0 !== full } ?? FHIRLines(like: full)
        }
        return taken
    }
}

/// Renders Organization, Location, Practitioner or PractitionerRole, one line for each that is
/// referred to, by ascending id; no line for other types.
package func renderShared(
    _ resource: SyntheticResource, references: ReferencedProviders, fragments: FHIRFragments
) -> FHIRLines {
    let lines = FHIRLines(resource)
    if case .shared(let type) = resource.rendering {
        type.append(references, fragments, to: &lines.buffer)
    }
    return lines
}

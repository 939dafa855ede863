// What belongs to no person: organizations, locations, practitioners, as far as somebody refers to
// them.

package import Synthesis
package import SynthesisFHIR

/// Renders shared resources.
package enum SharedRecords {
    package static func lines(
        _ resources: Set<SyntheticResource>, _ world: SyntheticWorld,
        _ referenced: ReferencedProviders
    ) -> [ResourceLines] {
        guard resources.contains(where: { !$0.isPerPerson }) else { return [] }
        var lines: [ResourceLines] = []
        let fragments = FHIRFragments(world: world)
        for resource in SyntheticResource.allCases
        where resources.contains(resource) && !resource.isPerPerson {
            lines.append(
                ResourceLines(
                    renderShared(
                        resource, references: referenced, fragments: fragments)))
        }
        return lines
    }
}

// Which parts of a life are wanted: what nobody asks for is not simulated.

/// Parts of a `SimulatedPerson`. Each part is drawn from a random stream of its own, so that the
/// others do not change when it is left out.
package struct SimulationScope: OptionSet, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Demographics are always there.
    package static let coverages = SimulationScope(rawValue: 1 << 0)
    package static let encounters = SimulationScope(rawValue: 1 << 1)
    package static let conditions = SimulationScope(rawValue: 1 << 2)
    package static let observations = SimulationScope(rawValue: 1 << 3)
    package static let reports = SimulationScope(rawValue: 1 << 4)
    package static let procedures = SimulationScope(rawValue: 1 << 5)
    package static let medications = SimulationScope(rawValue: 1 << 6)
    package static let administrations = SimulationScope(rawValue: 1 << 7)
    package static let immunizations = SimulationScope(rawValue: 1 << 8)
    package static let allergies = SimulationScope(rawValue: 1 << 9)
    package static let carePlans = SimulationScope(rawValue: 1 << 10)
    package static let devices = SimulationScope(rawValue: 1 << 11)
    package static let claims = SimulationScope(rawValue: 1 << 12)
    package static let notes = SimulationScope(rawValue: 1 << 13)

    package static let all = SimulationScope(rawValue: (1 << 14) - 1)
}

// How FHIR files are read.

/// What happens at a line that cannot be read.
package enum ErrorPolicy: String, CaseIterable, Sendable {
    /// It is left out and counted.
    case skip
    /// The scan ends with an error.
    case fail
}

/// Options of one table over FHIR files.
package struct FHIROptions: Sendable {
    package var policy: ErrorPolicy
    /// Longer lines are left out, counted and listed, and cost no memory.
    package var lineBytesMax: Int

    package init(policy: ErrorPolicy = .skip, lineBytesMax: Int) {
        self.policy = policy
        self.lineBytesMax = lineBytesMax
    }
}

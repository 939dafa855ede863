// Validators kept between the calls of a function.

import Synchronization

/// Validators that nobody uses at the moment. Shared by threads.
package final class ValidatorPool: Sendable {
    private let validators = Mutex<[Unused]>([])
    private let options: ValidationOptions

    private struct Unused: @unchecked Sendable {  // because: taken out before it is used
        let validator: FHIRValidator
    }

    package init(_ options: ValidationOptions = ValidationOptions()) { self.options = options }

    /// Validates a resource with a validator that is free, or a new one.
    package func validate(_ text: [UInt8]) -> IssueList {
        let unused =
            validators.withLock { $0.popLast() } ?? Unused(validator: FHIRValidator(options))
        var list = IssueList()
        unused.validator.validate(text, into: &list)
        validators.withLock { $0.append(unused) }
        return list
    }
}

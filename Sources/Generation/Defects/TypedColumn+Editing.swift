// Changing single values of a typed column, for damage on purpose. Not for hot paths.

import Columnar

extension TypedColumn {
    /// A number or date; nil for NULL and other types.
    func integer(at row: Int) -> Int64? {
        if let validity, !validity[row] { return nil }
        switch values {
        case .int32s(let numbers): return Int64(numbers[row])
        case .int64s(let numbers): return numbers[row]
        default: return nil
        }
    }

    func real(at row: Int) -> Double? {
        if let validity, !validity[row] { return nil }
        guard case .doubles(let numbers) = values else { return nil }
        return numbers[row]
    }

    mutating func setNull(_ row: Int) {
        var flags = validity ?? Array(repeating: true, count: count)
        validity = nil
        flags[row] = false
        validity = flags
    }

    mutating func set(_ row: Int, _ number: Int64) {
        // Taken out while it changes, so that it is not copied.
        switch values {
        case .int32s(var numbers):
            values = .int32s([])
            numbers[row] = Int32(truncatingIfNeeded: number)
            values = .int32s(numbers)
        case .int64s(var numbers):
            values = .int64s([])
            numbers[row] = number
            values = .int64s(numbers)
        default: break
        }
    }

    mutating func set(_ row: Int, _ number: Double) {
        guard case .doubles(var numbers) = values else { return }
        values = .doubles([])
        numbers[row] = number
        values = .doubles(numbers)
    }
}

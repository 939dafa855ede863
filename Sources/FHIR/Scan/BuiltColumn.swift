// A column between its builder and its batch, while the numbers of its lines are still relative.

import Columnar

/// One finished column of a block.
enum BuiltColumn: Sendable {
    case vector(ColumnVector)
    /// Line indexes within the block: to be moved by the lines of the file before it.
    case lines(ColumnVector)
    /// The same, to be joined with the number of the file.
    case rowNumbers(ColumnVector)
}

extension BuiltColumn {
    /// The vector with absolute line numbers.
    ///
    /// - Parameters:
    ///   - file: index of the file in the scan.
    ///   - linesBefore: physical lines of the file before the block.
    func vector(file: Int, linesBefore: Int) -> ColumnVector {
        switch self {
        case .vector(let vector): return vector
        case .lines(let vector):
            add(UInt64(linesBefore) &+ 1, to: vector)
            return vector
        case .rowNumbers(let vector):
            // A million files and a million million lines: see StorageLimits.filesMax.
            add(UInt64(file) << 40 &+ UInt64(linesBefore) &+ 1, to: vector)
            return vector
        }
    }

    private func add(_ summand: UInt64, to vector: ColumnVector) {
        for row in 0..<vector.count {
            // Safe: nobody else has seen the vector yet.
            unsafe vector.words[row] &+= summand
        }
    }
}

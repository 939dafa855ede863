// A column between its builder and its batch, while the numbers of its lines are still relative.

import Columnar

/// One finished column of a block.
enum BuiltColumn: Sendable {
    case vector(ColumnVector)
    /// Line indexes within the block: to be moved by the lines of the file before it.
    case lines(ColumnVector)
}

extension BuiltColumn {
    /// The vector with absolute line numbers.
    ///
    /// - Parameter linesBefore: physical lines of the file before the block.
    func vector(linesBefore: Int) -> ColumnVector {
        switch self {
        case .vector(let vector): return vector
        case .lines(let vector):
            for row in 0..<vector.count {
                // Safe: nobody else has seen the vector yet.
                unsafe vector.words[row] &+= UInt64(linesBefore) &+ 1
            }
            return vector
        }
    }
}

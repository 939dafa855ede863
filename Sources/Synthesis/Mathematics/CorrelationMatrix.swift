// Correlation matrices assembled from facts of different sources, and their square roots.
//
// Pairwise correlations from several studies need not fit together: the matrix may have negative
// eigenvalues, and then no random numbers have it. The repair replaces eigenvalues below a floor by
// the floor and scales the diagonal back to 1.
//
// Sources: C. G. J. Jacobi (1846), cyclic by rows as in G. H. Golub and C. F. Van Loan, "Matrix
// Computations", section 8.5; the repair is that of R. Rebonato and P. Jäckel (1999).

package import Columnar

/// A symmetric matrix with a diagonal of 1, row by row.
package struct CorrelationMatrix: Sendable {
    package let size: Int
    package private(set) var values: [Double]

    /// No correlations at all.
    package init(size: Int) {
        self.size = max(size, 0)
        self.values = [Double](repeating: 0, count: self.size * self.size)
        for index in 0..<self.size { values[index * self.size + index] = 1 }
    }

    /// Setting one sets its mirror image. Outside of the matrix, 0 and no effect.
    package subscript(row: Int, column: Int) -> Double {
        get {
            guard isInside(row), isInside(column) else { return 0 }
            return values[row * size + column]
        }
        set {
            guard isInside(row), isInside(column), row != column else { return }
            values[row * size + column] = newValue
            values[column * size + row] = newValue
        }
    }

    private func isInside(_ index: Int) -> Bool { index >= 0 && index < size }

    /// The nearest usable matrix: itself when it is positive definite.
    ///
    /// - Returns: the matrix, and the most that a correlation was changed.
    package func repaired(eigenvalueMin: Double = 1e-4) -> (
        matrix: CorrelationMatrix, changeMax: Double
    ) {
        if choleskyFactor() != nil { return (self, 0) }
        let decomposition = eigenDecomposition()
        var repaired = CorrelationMatrix(size: size)
        var raw = [Double](repeating: 0, count: values.count)
        for (index, eigenvalue) in decomposition.values.enumerated() {
            let kept = max(eigenvalue, eigenvalueMin)
            for row in 0..<size {
                let vector = index * size
                let factor = kept * decomposition.vectors[vector + row]
                for column in 0...row {
                    raw[row * size + column] += factor * decomposition.vectors[vector + column]
                }
            }
        }
        let scales = (0..<size).map { raw[$0 * size + $0].squareRoot() }
        var changeMax = 0.0
        for row in 0..<size {
            for column in 0..<row {
                let value = raw[row * size + column] / (scales[row] * scales[column])
                changeMax = max(changeMax, abs(value - self[row, column]))
                repaired[row, column] = value
            }
        }
        return (repaired, changeMax)
    }

    /// The lower triangle L with L Lᵀ = this matrix, after a repair where one is needed.
    ///
    /// - Throws: `LakeError.invalidInput` when an entry is no number from -1 to 1.
    package func factor() throws(LakeError) -> CorrelationFactor {
        for (index, value) in values.enumerated() where !(abs(value) <= 1) {
            throw LakeError(
                .invalidInput,
                "the correlation of \(index / size + 1) and \(index % size + 1) is \(value)",
                advice: "correlations are numbers from -1 to 1")
        }
        let repair = repaired()
        guard let lower = repair.matrix.choleskyFactor() else {
            throw LakeError(.internal, "a repaired correlation matrix has no root")
        }
        return CorrelationFactor(size: size, lower: lower, changeMax: repair.changeMax)
    }

    /// The lower triangle, packed row by row; nil when the matrix is not positive definite.
    private func choleskyFactor() -> [Double]? {
        var lower: [Double] = []
        lower.reserveCapacity(size * (size + 1) / 2)
        for row in 0..<size {
            let rowStart = row * (row + 1) / 2
            for column in 0...row {
                let columnStart = column * (column + 1) / 2
                var sum = values[row * size + column]
                for index in 0..<column {
                    sum -= lower[rowStart + index] * lower[columnStart + index]
                }
                if row == column {
                    guard sum > 1e-10 else { return nil }
                    lower.append(sum.squareRoot())
                } else {
                    lower.append(sum / lower[columnStart + column])
                }
            }
        }
        return lower
    }

    /// Eigenvalues, and their vectors as rows.
    private func eigenDecomposition() -> (values: [Double], vectors: [Double]) {
        var a = values
        var vectors = [Double](repeating: 0, count: values.count)
        for index in 0..<size { vectors[index * size + index] = 1 }
        unsafe a.withUnsafeMutableBufferPointer { a in
            unsafe vectors.withUnsafeMutableBufferPointer { vectors in
                guard let a = a.baseAddress, let vectors = vectors.baseAddress else { return }
                unsafe turn(a, vectors)
            }
        }
        return ((0..<size).map { a[$0 * size + $0] }, vectors)
    }

    /// Rotates until nothing is left beside the diagonal.
    private func turn(_ a: UnsafeMutablePointer<Double>, _ vectors: UnsafeMutablePointer<Double>) {
        // Convergence is quadratic: some ten sweeps for any size that occurs.
        for _ in 0..<50 {
            var off = 0.0
            for row in 0..<size {
                for column in 0..<row {
                    unsafe off += a[row * size + column] * a[row * size + column]
                }
            }
            guard off > 1e-22 else { break }
            for p in 0..<size {
                for q in (p + 1)..<max(size, p + 1) { unsafe rotate(a, vectors, p, q) }
            }
        }
    }

    /// One rotation, which makes the entry (p, q) zero.
    private func rotate(
        _ a: UnsafeMutablePointer<Double>, _ vectors: UnsafeMutablePointer<Double>, _ p: Int,
        _ q: Int
    ) {
        let entry = unsafe a[p * size + q]
        guard abs(entry) > 1e-300 else { return }
        let theta = unsafe (a[q * size + q] - a[p * size + p]) / (2 * entry)
        let t = (theta >= 0 ? 1.0 : -1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        // Safe: both have `size` rows of `size` numbers, and p and q are two of them.
        var row = unsafe a
        for _ in 0..<size {
            let kp = unsafe row[p]
            let kq = unsafe row[q]
            unsafe row[p] = c * kp - s * kq
            unsafe row[q] = s * kp + c * kq
            unsafe row += size
        }
        unsafe Self.rotate(a + p * size, a + q * size, count: size, c, s)
        unsafe Self.rotate(vectors + p * size, vectors + q * size, count: size, c, s)
    }

    /// Rotates two rows, two numbers of each at once.
    @inline(__always)
    private static func rotate(
        _ p: UnsafeMutablePointer<Double>, _ q: UnsafeMutablePointer<Double>, count: Int,
        _ c: Double, _ s: Double
    ) {
        let first = UnsafeMutableRawPointer(p)
        let second = UnsafeMutableRawPointer(q)
        var k = 0
        while k &+ 2 <= count {
            // Safe: there are two more.
            let offset = k &* 8
            let pk = unsafe first.loadUnaligned(fromByteOffset: offset, as: SIMD2<Double>.self)
            let qk = unsafe second.loadUnaligned(fromByteOffset: offset, as: SIMD2<Double>.self)
            unsafe first.storeBytes(
                of: c * pk - s * qk, toByteOffset: offset, as: SIMD2<Double>.self)
            unsafe second.storeBytes(
                of: s * pk + c * qk, toByteOffset: offset, as: SIMD2<Double>.self)
            k &+= 2
        }
        if k < count {
            let (pk, qk) = unsafe (p[k], q[k])
            unsafe p[k] = c * pk - s * qk
            unsafe q[k] = s * pk + c * qk
        }
    }
}

/// The root of a correlation matrix: makes correlated numbers of independent ones.
package struct CorrelationFactor: Sendable {
    package let size: Int
    /// The lower triangle, packed row by row: row i begins at i (i + 1) / 2.
    package let lower: [Double]
    /// The most that the repair changed a correlation; 0 when there was none to make.
    package let changeMax: Double

    package init(size: Int, lower: [Double], changeMax: Double) {
        self.size = size
        self.lower = lower
        self.changeMax = changeMax
    }

    /// Turns `size` independent standard normal numbers into correlated ones, in place.
    @inlinable
    package func correlate(_ scores: inout [Double]) {
        guard scores.count >= size else { return }
        // From the last row up, each row needs only scores that are still independent.
        var row = size - 1
        var rowStart = lower.count - size
        while row >= 0 {
            var sum = 0.0
            var column = 0
            while column <= row {
                sum += lower[rowStart &+ column] * scores[column]
                column &+= 1
            }
            scores[row] = sum
            rowStart &-= row
            row &-= 1
        }
    }
}

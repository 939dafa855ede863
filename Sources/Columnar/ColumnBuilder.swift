// Fills one column, row by row, in memory that its owner reserved.

/// Builds a `ColumnVector`. The capacity is fixed: appends are not checked in release builds, so
/// the owner reserves as many rows as the batch can have.
@safe
public struct ColumnBuilder: ~Copyable {
    package let type: DataType
    @usableFromInline package internal(set) var count = 0
    @usableFromInline var capacity: Int
    @usableFromInline var kinds: UnsafeMutablePointer<UInt8>
    @usableFromInline var words: UnsafeMutablePointer<UInt64>
    /// Bytes that had to be rewritten; made when first needed.
    package private(set) var sideBytes: ByteBuffer?
    private var isTaken = false

    package init(type: DataType, capacity: Int) {
        self.type = type
        self.capacity = max(capacity, 1)
        unsafe kinds = UnsafeMutablePointer<UInt8>.allocate(capacity: self.capacity)
        unsafe words = UnsafeMutablePointer<UInt64>.allocate(capacity: self.capacity)
    }

    deinit {
        if !isTaken {
            unsafe kinds.deallocate()
            unsafe words.deallocate()
        }
    }

    @safe
    struct Parts {
        let type: DataType
        let count: Int
        let kinds: UnsafeMutablePointer<UInt8>
        let words: UnsafeMutablePointer<UInt64>
        let sideBytes: ByteBuffer?
    }

    consuming func take() -> Parts {
        isTaken = true
        return unsafe Parts(
            type: type, count: count, kinds: kinds, words: words, sideBytes: sideBytes)
    }

    /// Makes room for at least `rows` rows in all, for owners that do not know the number in
    /// advance.
    package mutating func reserve(_ rows: Int) {
        guard rows > capacity else { return }
        let target = max(rows, capacity * 2)
        let newKinds = UnsafeMutablePointer<UInt8>.allocate(capacity: target)
        let newWords = UnsafeMutablePointer<UInt64>.allocate(capacity: target)
        unsafe newKinds.moveInitialize(from: kinds, count: count)
        unsafe newWords.moveInitialize(from: words, count: count)
        unsafe kinds.deallocate()
        unsafe words.deallocate()
        unsafe kinds = unsafe newKinds
        unsafe words = unsafe newWords
        capacity = target
    }

    /// Appends a row as a vector holds it.
    @inlinable @inline(always)
    public mutating func append(kind: UInt8, word: UInt64) {
        // Safe: the owner reserved the rows of the whole batch; checked in debug builds.
        assert(count < capacity)
        unsafe kinds[count] = kind
        unsafe words[count] = word
        count &+= 1
    }

    /// Appends a row without a value.
    @inlinable @inline(always)
    public mutating func appendNull() { append(kind: ValueKind.null, word: 0) }

    /// Appends an INTEGER.
    @inlinable @inline(always)
    public mutating func append(_ value: Int64) {
        append(kind: ValueKind.integer, word: UInt64(bitPattern: value))
    }

    /// Appends a REAL.
    @inlinable @inline(always)
    public mutating func append(_ value: Double) {
        append(kind: ValueKind.real, word: value.bitPattern)
    }

    /// Appends bytes that stand in the batch's shared buffer.
    @inlinable @inline(always)
    public mutating func append(kind: UInt8, offset: Int, length: Int) {
        append(kind: kind, word: UInt64(offset) << 32 | UInt64(length))
    }

    /// Appends bytes of its own, copied to the side buffer.
    ///
    /// - Throws: `LakeError.limit` when there is no memory or the side buffer passes 4 GiB.
    package mutating func append(
        kind: UInt8, copying source: UnsafeBufferPointer<UInt8>
    ) throws(LakeError) {
        let side = try sideBuffer(for: source.count)
        let offset = side.countBytes
        if let start = source.baseAddress {
            try unsafe side.append(start, count: source.count)
        }
        append(
            kind: kind | ValueKind.sideFlag,
            word: UInt64(offset) << 32 | UInt64(source.count))
    }

    /// The side buffer with room for `count` more bytes, for callers that write into it themselves.
    package mutating func sideBuffer(for count: Int) throws(LakeError) -> ByteBuffer {
        let side: ByteBuffer
        if let sideBytes {
            side = sideBytes
        } else {
            side = try ByteBuffer(capacityBytes: max(count, 4096))
            sideBytes = side
        }
        guard side.countBytes + count <= UInt32.max else {
            throw LakeError(
                .limit, "one batch would hold more than 4 GiB of text in a column",
                advice: "read fewer columns or rows at once")
        }
        try side.reserve(side.countBytes + count)
        return side
    }

    /// Forgets the rows from `count` on.
    package mutating func truncate(to count: Int) { self.count = min(self.count, count) }
}

extension ColumnBuilder {
    /// Appends a single value.
    package mutating func append(_ value: Value) throws(LakeError) {
        switch value {
        case .null: appendNull()
        case .integer(let integer): append(integer)
        case .real(let real): append(real)
        case .text(let bytes): try append(kind: ValueKind.text, bytes)
        case .blob(let bytes): try append(kind: ValueKind.blob, bytes)
        }
    }

    /// Appends bytes of its own.
    package mutating func append(kind: UInt8, _ bytes: [UInt8]) throws(LakeError) {
        let side = try sideBuffer(for: bytes.count)
        let offset = side.countBytes
        unsafe bytes.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            // Safe: sideBuffer(for:) reserved the room.
            unsafe (side.base + offset).update(from: start, count: source.count)
        }
        side.countBytes = offset + bytes.count
        append(
            kind: kind | ValueKind.sideFlag, word: UInt64(offset) << 32 | UInt64(bytes.count))
    }
}

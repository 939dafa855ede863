// A list of the working memory: emptied and filled again for each person. The library's array asks
// at each change whether somebody else has it too, which here nobody ever does.

/// A list with one owner, whose memory grows and stays.
@safe
struct WorkList<Element: BitwiseCopyable>: ~Copyable {
    /// The first `count` elements are there.
    private var base: UnsafeMutablePointer<Element>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 16) {
        self.capacity = max(capacity, 1)
        unsafe base = .allocate(capacity: self.capacity)
    }

    deinit { unsafe base.deallocate() }

    var isEmpty: Bool { count == 0 }
    var indices: Range<Int> { 0..<count }

    /// - Precondition: there is an element at the index.
    @inline(__always)
    subscript(index: Int) -> Element {
        get {
            precondition(index >= 0 && index < count)
            // Safe: the index is checked.
            return unsafe base[index]
        }
        _modify {
            precondition(index >= 0 && index < count)
            // Safe: the index is checked.
            yield unsafe &base[index]
        }
    }

    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { grow() }
        // Safe: there is room for one more.
        unsafe (base + count).initialize(to: element)
        count &+= 1
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
        // Safe: all elements up to the capacity are there.
        unsafe larger.moveInitialize(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = unsafe larger
        capacity *= 2
    }

    /// Removes the elements from an index on, and keeps the memory.
    @inline(__always)
    mutating func removeAll(from index: Int = 0) { count = max(min(index, count), 0) }

    mutating func remove(at index: Int) {
        for place in index..<max(count - 1, index) { self[place] = self[place + 1] }
        count = max(count - 1, 0)
    }

    @inline(__always)
    func firstIndex(where isWanted: (Element) -> Bool) -> Int? {
        var index = 0
        while index < count {
            if isWanted(self[index]) { return index }
            index &+= 1
        }
        return nil
    }

    /// Sorts the elements from an index on; equal ones keep their order.
    @inline(__always)
    mutating func sortShort(from first: Int = 0, _ isBefore: (Element, Element) -> Bool) {
        guard count - first > 1, first >= 0 else { return }
        // Safe: the elements are there.
        var rest = unsafe UnsafeMutableBufferPointer(start: base + first, count: count - first)
        unsafe rest.sortShort(isBefore)
    }
}

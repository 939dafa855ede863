// Sorting of the short lists of a life. The library's sort takes memory for merging each time, and
// most lists are in order already or nearly so.

extension MutableCollection where Self: RandomAccessCollection, Index == Int {
    /// Sorts the elements; equal ones keep their order.
    @inline(__always)
    mutating func sortShort(_ isBefore: (Element, Element) -> Bool) {
        guard count > 1 else { return }
        // The library's is faster for long lists.
        guard count <= 64 else { return sort(by: isBefore) }
        var index = startIndex + 1
        while index < endIndex {
            guard isBefore(self[index], self[index - 1]) else {
                index += 1
                continue
            }
            let element = self[index]
            var place = index
            repeat {
                self[place] = self[place - 1]
                place -= 1
            } while place > startIndex && isBefore(element, self[place - 1])
            self[place] = element
            index += 1
        }
    }
}

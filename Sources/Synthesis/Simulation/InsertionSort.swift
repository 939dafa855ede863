// Sorting of the short lists of a life. The library's sort takes memory for merging each time, and
// most lists are in order already or nearly so.

extension Array {
    /// Lists that are longer are left to the library.
    private static var insertedMax: Int { 64 }

    /// Sorts the elements from an index on; equal ones keep their order.
    @inline(__always)
    mutating func sortShort(
        from first: Int = 0, _ isBefore: (Element, Element) -> Bool
    ) {
        guard count - first > 1 else { return }
        guard count - first <= Self.insertedMax else {
            return self[first...].sort(by: isBefore)
        }
        var index = first + 1
        while index < count {
            guard isBefore(self[index], self[index - 1]) else {
                index += 1
                continue
            }
            let element = self[index]
            var place = index
            repeat {
                self[place] = self[place - 1]
                place -= 1
            } while place > first && isBefore(element, self[place - 1])
            self[place] = element
            index += 1
        }
    }
}

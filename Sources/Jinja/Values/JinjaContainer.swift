// Lists and tuples, and how values that hold others are released.
//
// A template can build a list in a list in a list, a million deep. Released in the usual way, each
// one's end would run inside the other's and use up the stack; so the last owner takes the inner
// values out first and releases them one after the other.

/// A value that holds others.
package class JinjaContainer {
    init() {}

    /// Moves the values that are held to `values` and holds none.
    func takeValues(into values: inout [JinjaValue]) {}

    deinit {
        var values: [JinjaValue] = []
        takeValues(into: &values)
        var pending = values.compactMap(\.container)
        values = []
        while var next = pending.popLast() {
            // Others who still hold it release it later.
            guard isKnownUniquelyReferenced(&next) else { continue }
            next.takeValues(into: &values)
            pending += values.compactMap(\.container)
            values = []
        }
    }
}

/// A list that templates share and change.
package final class JinjaList: JinjaContainer {
    package var items: [JinjaValue]

    package init(_ items: [JinjaValue]) { self.items = items }

    override func takeValues(into values: inout [JinjaValue]) {
        values += items
        items = []
    }
}

/// A list that does not change.
package final class JinjaTuple: JinjaContainer {
    package private(set) var items: [JinjaValue]
    /// Names of the first items, for a tuple such as `groupby` gives.
    let names: [String]

    package init(_ items: [JinjaValue], names: [String] = []) {
        self.items = items
        self.names = names
    }

    override func takeValues(into values: inout [JinjaValue]) {
        values += items
        items = []
    }
}

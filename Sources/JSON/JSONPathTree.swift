// Several paths, followed in one walk over a text.
//
//     $.code.text           ┌ code ─┬ text                  → path 0
//     $.code.coding[0].code │       └ coding ── [0] ── code → path 1
//     $.value               └ value                         → path 2
//
// What a path finds here is what it finds alone: of a name that occurs twice the first counts, and
// behind a name with escapes nothing is decided.

/// Compiled paths that have places in common.
package struct JSONPathTree: Sendable {
    private enum Step: Sendable {
        case label(JSONLabel)
        case index(Int)
    }

    private struct Node: Sendable {
        let step: Step
        /// The path that ends here, or -1.
        var path = -1
        var children: [Int] = []
    }

    /// The place of a text itself, then what is found below.
    private let nodes: [Place]
    private let labelBytes: [UInt8]
    package let pathCount: Int

    /// A node in the form that is walked: children stand one behind the other.
    private struct Place: Sendable {
        let step: Step
        let path: Int
        let firstChild: Int
        let childCount: Int
    }

    /// Children that are found are bits of a word.
    private static let childrenMax = 64
    /// The walk calls itself for each.
    private static let stepsMax = 64

    /// - Returns: nil for paths that count from the end of an array, for the same path twice, for
    ///   more than 64 paths and for paths of more than 64 steps: they are followed one by one.
    package init?(_ paths: [JSONPath]) {
        guard paths.count <= Self.childrenMax,
            paths.allSatisfy({ $0.steps.count <= Self.stepsMax })
        else { return nil }
        var labelBytes: [UInt8] = []
        var nodes = [Node(step: .index(0))]
        for (path, compiled) in paths.enumerated() {
            var place = 0
            for step in compiled.steps {
                let next: Step
                switch step {
                case .fromEnd: return nil
                case .index(let index): next = .index(index)
                case .label(let label):
                    next = .label(JSONLabel(compiled.name(of: label), start: labelBytes.count))
                    labelBytes += compiled.name(of: label)
                }
                let known = nodes[place].children.first {
                    Self.isSame(nodes[$0].step, next, labelBytes)
                }
                if let known {
                    place = known
                } else {
                    nodes[place].children.append(nodes.count)
                    place = nodes.count
                    nodes.append(Node(step: next))
                }
            }
            guard nodes[place].path < 0 else { return nil }
            nodes[place].path = path
        }
        // Breadth first, so that the children of a node stand together.
        var order = [0]
        var places: [Place] = []
        while places.count < order.count {
            let node = nodes[order[places.count]]
            places.append(
                Place(
                    step: node.step, path: node.path, firstChild: order.count,
                    childCount: node.children.count))
            order += node.children
        }
        self.nodes = places
        self.labelBytes = labelBytes
        pathCount = paths.count
    }

    private static func isSame(_ one: Step, _ other: Step, _ bytes: [UInt8]) -> Bool {
        switch (one, other) {
        case (.index(let one), .index(let other)): one == other
        case (.label(let one), .label(let other)):
            bytes[one.start..<one.start + one.length]
                == bytes[other.start..<other.start + other.length]
        default: false
        }
    }

    /// Follows all paths on one JSON value.
    ///
    /// - Parameters:
    ///   - text: sound JSON; on other bytes an answer is some part of them or none.
    ///   - matches: room for the answers, one for each path.
    package func find(
        in text: UnsafeBufferPointer<UInt8>,
        into matches: UnsafeMutableBufferPointer<JSONPath.Match>
    ) {
        unsafe matches.update(repeating: .none)
        unsafe nodes.withUnsafeBufferPointer { nodes in
            unsafe labelBytes.withUnsafeBufferPointer { labels in
                var walk = unsafe JSONTextWalk(text)
                walk.skipBlank()
                let visit = unsafe Visit(nodes: nodes, labels: labels, matches: matches)
                visit.enter(0, &walk, needsEnd: false)
            }
        }
    }

    /// One walk. Recursion ends with the paths: it is as deep as the longest.
    @safe
    private struct Visit {
        let nodes: UnsafeBufferPointer<Place>
        let labels: UnsafeBufferPointer<UInt8>
        let matches: UnsafeMutableBufferPointer<JSONPath.Match>

        /// Looks for a node's paths in the value at hand.
        ///
        /// - Parameter needsEnd: whether the walk must be behind the value afterwards.
        func enter(_ node: Int, _ walk: inout JSONTextWalk, needsEnd: Bool) {
            let place = unsafe nodes[node]
            if place.path >= 0 {
                var whole = walk
                if let value = unsafe whole.value() {
                    unsafe matches[place.path] = unsafe .value(value)
                }
                if place.childCount == 0 {
                    walk = whole
                    return
                }
            }
            switch walk.current {
            case Token.openObject: enterObject(place, &walk, needsEnd)
            case Token.openArray: enterArray(place, &walk, needsEnd)
            default: if needsEnd { walk.skipValue() }
            }
        }

        private func enterObject(_ place: Place, _ walk: inout JSONTextWalk, _ needsEnd: Bool) {
            let wanted = labelChildren(place)
            var left = wanted
            guard left != 0 else {
                if needsEnd { walk.skipValue() }
                return
            }
            walk.skipByte()
            while true {
                walk.skipBlank()
                guard walk.current == Token.quote else { break }
                let name = walk.name()
                if name.hasEscapes {
                    leaveUndecided(place, left)
                    left = 0
                }
                let child = left == 0 ? nil : child(place, left, name, walk)
                walk.skipBlank()
                guard walk.current == Token.colon else { break }
                walk.skipByte()
                walk.skipBlank()
                if let child {
                    left &= ~(1 << UInt64(child))
                    enter(place.firstChild &+ child, &walk, needsEnd: needsEnd || left != 0)
                } else if left != 0 || needsEnd {
                    walk.skipValue()
                }
                if left == 0 {
                    if needsEnd { walk.skipToClose() }
                    return
                }
                walk.skipBlank()
                guard walk.current == Token.comma else { break }
                walk.skipByte()
            }
            if walk.current == Token.closeObject { walk.skipByte() }
        }

        private func enterArray(_ place: Place, _ walk: inout JSONTextWalk, _ needsEnd: Bool) {
            var left = place.childCount == 0 ? 0 : indexChildren(place)
            guard left != 0 else {
                if needsEnd { walk.skipValue() }
                return
            }
            walk.skipByte()
            walk.skipBlank()
            var index = 0
            while walk.current != Token.closeArray, walk.current != 0 {
                if let child = child(place, left, at: index) {
                    left &= ~(1 << UInt64(child))
                    enter(place.firstChild &+ child, &walk, needsEnd: needsEnd || left != 0)
                } else {
                    walk.skipValue()
                }
                if left == 0 {
                    if needsEnd { walk.skipToClose() }
                    return
                }
                walk.skipBlank()
                guard walk.current == Token.comma else { break }
                walk.skipByte()
                walk.skipBlank()
                index &+= 1
            }
            if walk.current == Token.closeArray { walk.skipByte() }
        }

        // MARK: Children

        /// The children that are members, a bit each.
        private func labelChildren(_ place: Place) -> UInt64 {
            var bits: UInt64 = 0
            for child in 0..<place.childCount {
                if case .label = unsafe nodes[place.firstChild &+ child].step {
                    bits |= 1 << UInt64(child)
                }
            }
            return bits
        }

        /// The children that are elements, a bit each.
        private func indexChildren(_ place: Place) -> UInt64 {
            ~labelChildren(place) & (UInt64.max >> UInt64(64 - place.childCount))
        }

        private func child(
            _ place: Place, _ left: UInt64, _ name: JSONTextWalk.Name, _ walk: JSONTextWalk
        ) -> Int? {
            var rest = left
            while rest != 0 {
                let child = rest.trailingZeroBitCount
                if case .label(let label) = unsafe nodes[place.firstChild &+ child].step,
                    unsafe walk.isName(label, labels, from: name.start, to: name.end)
                {
                    return child
                }
                rest &= rest &- 1
            }
            return nil
        }

        private func child(_ place: Place, _ left: UInt64, at index: Int) -> Int? {
            var rest = left
            while rest != 0 {
                let child = rest.trailingZeroBitCount
                if case .index(index) = unsafe nodes[place.firstChild &+ child].step {
                    return child
                }
                rest &= rest &- 1
            }
            return nil
        }

        /// A name with escapes may be any of those that are not found yet.
        private func leaveUndecided(_ place: Place, _ left: UInt64) {
            var rest = left
            while rest != 0 {
                leaveUndecided(place.firstChild &+ rest.trailingZeroBitCount)
                rest &= rest &- 1
            }
        }

        private func leaveUndecided(_ node: Int) {
            let place = unsafe nodes[node]
            if place.path >= 0 { unsafe matches[place.path] = .undecided }
            for child in 0..<place.childCount { leaveUndecided(place.firstChild &+ child) }
        }
    }
}

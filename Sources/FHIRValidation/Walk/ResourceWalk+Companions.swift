// Null in lists, and companions of primitives.
//
//     "given":  [ "Ann",  null,              "Eve" ]
//     "_given": [ null,   {"extension": …},  null  ]
//
// The two lists have the same length, and in no place both have null. An element that is no list
// has no null; its companion is an object. A companion without a value has an extension. This
// second look at an object is taken only where it has companions or a null in a list.
// Source: FHIR R4, json.html, "JSON representation of primitive elements".

import Columnar
import JSON

extension ResourceWalk {
    /// Checks the companions of the object that opens with `token` and has been read.
    @inline(never)
    mutating func checkCompanions(_ node: UnsafeMutablePointer<Node>, _ token: Int) {
        var members: [(member: Int, value: Int)] = []
        var place = token + 1
        while unsafe Int(offsets[place]) < limit, unsafe base[Int(offsets[place])] == JSONByte.quote
        {
            let key = unsafe Int(offsets[place])
            var end = unsafe Int(offsets[place + 1])
            while unsafe end > key + 1 && base[end - 1] != JSONByte.quote { end -= 1 }
            unsafe members.append((member(node, key + 1, end - key - 2), place + 2))
            place = tokenBehind(place + 2)
            guard unsafe Int(offsets[place]) < limit,
                unsafe base[Int(offsets[place])] == JSONByte.comma
            else {
                break
            }
            place += 1
        }
        for (member, value) in members where member >= 0 {
            let property = unsafe properties + (member >> 1)
            guard unsafe property.pointee.kind.isPrimitive else { continue }
            unsafe steps[depth] = PathStep(
                property: UInt32(truncatingIfNeeded: member >> 1), index: -1)
            let partner = members.first { $0.member == member ^ 1 }
            if member & 1 == 1 {
                if partner == nil, unsafe property.pointee.isChoice {
                    unsafe checkChoice(property, members.map(\.member), value)
                }
                unsafe checkPair(property, partner?.value, value)
            } else if partner == nil {
                unsafe checkPair(property, value, nil)
            }
        }
    }

    private mutating func member(
        _ node: UnsafeMutablePointer<Node>, _ start: Int, _ length: Int
    ) -> Int {
        guard length >= 0 else { return -1 }
        let raw = unsafe UnsafeBufferPointer(start: base + start, count: length)
        var name = unsafe hasEscapes ? JSONString.unescape(raw) : Array(raw)
        let count = name.count
        name.append(contentsOf: repeatElement(0, count: 8))
        return unsafe name.withUnsafeBufferPointer { name in
            unsafe name.baseAddress.map { unsafe names.find(node.pointee.members, $0, count) } ?? -1
        }
    }

    /// A companion of one type of a choice beside a value of another type.
    private mutating func checkChoice(
        _ property: UnsafeMutablePointer<Property>, _ members: [Int], _ token: Int
    ) {
        let hasOther = members.contains { member in
            unsafe member >= 0 && member & 1 == 0
                && properties[member >> 1].name == property.pointee.name
        }
        guard hasOther else { return }
        unsafe report(
            .error, .structure, .choice, Int(offsets[token]),
            "the companion of an element is of another type than its value")
    }

    /// Compares a value with its companion; either may be missing.
    private mutating func checkPair(
        _ property: UnsafeMutablePointer<Property>, _ value: Int?, _ companion: Int?
    ) {
        let values = value.map { elements($0) }
        let companions = companion.map { elements($0) }
        guard isList(value) || isList(companion) else {
            if let companion, value == nil { checkAlone(companion) }
            return
        }
        if let value, let companion, isList(value) != isList(companion) {
            unsafe report(
                .error, .structure, .companion, Int(offsets[max(value, companion)]),
                "an element is a list and its companion is none, or the reverse")
            return
        }
        if let values, let companions, values.count != companions.count {
            unsafe report(
                .error, .structure, .companion, Int(offsets[companion ?? value ?? 0]),
                "the list has \(values.count) elements, the list of its companions "
                    + "\(companions.count)")
            return
        }
        for place in 0..<max(values?.count ?? 0, companions?.count ?? 0) {
            unsafe steps[depth].index = Int32(truncatingIfNeeded: place)
            let value = values?[place]
            let companion = companions?[place]
            let hasValue = value.map { !isNull($0) } ?? false
            let hasCompanion = companion.map { !isNull($0) } ?? false
            if !hasValue && !hasCompanion {
                unsafe report(
                    .error, .invalid, .null, Int(offsets[value ?? companion ?? 0]),
                    "null stands where neither a value nor a companion is")
            } else if !hasValue, let companion {
                checkAlone(companion)
            }
        }
    }

    /// A companion without a value needs an extension.
    private mutating func checkAlone(_ token: Int) {
        guard unsafe base[Int(offsets[token])] == JSONByte.openObject else { return }
        let node = unsafe nodes + definitions.companionNode
        var place = token + 1
        while unsafe Int(offsets[place]) < limit, unsafe base[Int(offsets[place])] == JSONByte.quote
        {
            let key = unsafe Int(offsets[place])
            var end = unsafe Int(offsets[place + 1])
            while unsafe end > key + 1 && base[end - 1] != JSONByte.quote { end -= 1 }
            let found = unsafe member(node, key + 1, end - key - 2)
            if unsafe found >= 0 && properties[found >> 1].kind == .complex { return }
            place = tokenBehind(place + 2)
            guard unsafe Int(offsets[place]) < limit,
                unsafe base[Int(offsets[place])] == JSONByte.comma
            else {
                break
            }
            place += 1
        }
        unsafe report(
            .error, .invariant, .ele1, Int(offsets[token]),
            "an element has neither a value nor an extension")
    }

    private func isList(_ token: Int?) -> Bool {
        token.map { unsafe base[Int(offsets[$0])] == JSONByte.openArray } ?? false
    }

    private func isNull(_ token: Int) -> Bool {
        unsafe base[Int(offsets[token])] == UInt8(ascii: "n")
    }

    /// The tokens of an array's elements; of anything else itself.
    private func elements(_ token: Int) -> [Int] {
        guard isList(token) else { return [token] }
        var elements: [Int] = []
        var place = token + 1
        while unsafe Int(offsets[place]) < limit,
            unsafe base[Int(offsets[place])] != JSONByte.closeArray
        {
            elements.append(place)
            place = tokenBehind(place)
            guard unsafe Int(offsets[place]) < limit,
                unsafe base[Int(offsets[place])] == JSONByte.comma
            else {
                break
            }
            place += 1
        }
        return elements
    }
}

// The one error of healthlake: what happened, where, and what to do about it.
//
// The innermost decoder knows the offset; every layer on the way out adds its noun with `at(_:)`,
// so that the places of an error read from the outside in: file, line, column, byte.

/// An error with its kind, its place and an advice.
package struct LakeError: Error, Sendable {
    /// The kind of an error: an open set, so that new kinds do not break a switch.
    package struct Code: Hashable, Sendable {
        package let name: String
        package init(_ name: String) { self.name = name }

        /// A file, table, column or snapshot that does not exist.
        package static let notFound = Code("not found")
        /// Bytes that are not what their format says.
        package static let corrupt = Code("corrupt")
        /// Sound input that this version does not handle.
        package static let unsupported = Code("unsupported")
        /// An argument or a value that makes no sense.
        package static let invalidInput = Code("invalid input")
        /// Somebody else changed what we wanted to change.
        package static let conflict = Code("conflict")
        /// The operating system refused.
        package static let io = Code("input/output")
        /// The user stopped the statement.
        package static let interrupted = Code("interrupted")
        /// A stated limit of memory, size or depth was reached.
        package static let limit = Code("limit")
        /// A defect of healthlake.
        package static let `internal` = Code("internal")
    }

    /// One noun of the place where an error happened.
    package enum Place: Hashable, Sendable {
        case file(String)
        case line(Int)
        case table(String)
        case column(String)
        case rowGroup(Int)
        case page(Int)
        case byteOffset(Int)
        case argument(String)
    }

    package var code: Code
    /// One sentence without a full stop.
    package var what: String
    /// From the outside in.
    package var places: [Place]
    /// What the user can do, one sentence without a full stop.
    package var advice: String?

    package init(_ code: Code, _ what: String, at places: [Place] = [], advice: String? = nil) {
        self.code = code
        self.what = what
        self.places = places
        self.advice = advice
    }

    /// The same error seen from one layer further out.
    package func at(_ place: Place) -> LakeError {
        var outer = self
        outer.places.insert(place, at: 0)
        return outer
    }
}

extension LakeError: CustomStringConvertible {
    /// One line: place, what, advice.
    package var description: String {
        var text = ""
        for (index, place) in places.enumerated() {
            text += index == 0 ? "" : ", "
            text += place.description
        }
        text += text.isEmpty ? what : ": " + what
        if let advice { text += "; " + advice }
        if code == .internal { text += "; this is a defect of healthlake, please report it" }
        return text
    }
}

extension LakeError.Place: CustomStringConvertible {
    package var description: String {
        switch self {
        case .file(let path): path
        case .line(let number): "line \(number)"
        case .table(let name): "table \(name)"
        case .column(let name): "column \(name)"
        case .rowGroup(let index): "row group \(index)"
        case .page(let index): "page \(index)"
        case .byteOffset(let offset): "byte \(offset)"
        case .argument(let name): "argument \(name)"
        }
    }
}

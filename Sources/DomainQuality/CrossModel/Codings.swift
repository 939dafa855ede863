// The CodeableConcepts of a run, each distinct text read once: a data set has a few thousand.
//
// Of several codings the first that leads to a concept counts; where none does, the first.

import Columnar
import JSON

/// What a CodeableConcept says.
struct CodedConcept {
    let code: String
    /// Of `code`, as source values have it; 0 for none.
    let sourceHash: UInt64
    /// The rows that it becomes as an event; none where it is not known.
    let targets: [CodeTarget]
    /// All concepts that one of its codings leads to.
    let concepts: [Int32]
    /// The codes of all codings.
    let codes: [String]
}

/// Numbers CodeableConcepts by their JSON text.
struct Codings {
    private let map: CodeMap
    private var numbers: [UInt64: Int32] = [:]
    private(set) var concepts: [CodedConcept] = []

    init(_ map: CodeMap) { self.map = map }

    subscript(number: Int32) -> CodedConcept? {
        number >= 0 && Int(number) < concepts.count ? concepts[Int(number)] : nil
    }

    /// - Parameter text: JSON of a CodeableConcept, as it stands in the resource.
    /// - Returns: -1 where it has no coding.
    mutating func number(of text: UnsafeBufferPointer<UInt8>) -> Int32 {
        let hash = unsafe hashBytes(text)
        if let known = numbers[hash] { return known }
        var number: Int32 = -1
        if let concept = unsafe read(text) {
            number = Int32(truncatingIfNeeded: concepts.count)
            concepts.append(concept)
        }
        numbers[hash] = number
        return number
    }

    private func read(_ text: UnsafeBufferPointer<UInt8>) -> CodedConcept? {
        // What is no JSON was rejected by the scan; what is too deep has no coding for us.
        guard let value = unsafe try? JSONValue(parsing: Array(text)) else { return nil }
        var chosen: (code: String, targets: [CodeTarget])?
        var concepts: [Int32] = []
        var codes: [String] = []
        for coding in value["coding"]?.array ?? [] {
            guard let code = coding["code"]?.string else { continue }
            let targets = map.targets(system: coding["system"]?.string ?? "", code: code)
            codes.append(code)
            concepts += targets.map(\.conceptID)
            if chosen == nil || (chosen?.targets.isEmpty == true && !targets.isEmpty) {
                chosen = (code, targets)
            }
        }
        guard let chosen else { return nil }
        return CodedConcept(
            code: chosen.code, sourceHash: PairHash.text(String(chosen.code.prefix(50))),
            targets: chosen.targets, concepts: concepts, codes: codes)
    }
}

// The texts that rows of a world point into, prepared once: codes, names, units.
//
// The CDM limits its texts: a source value has 50 characters at most.

import Columnar
import OMOP
import Synthesis

/// Dictionaries of the catalogue's texts. Immutable.
struct WorldText: Sendable {
    static let sourceValueLengthMax = 50

    /// The codes by their index, and behind them those that the catalogue need not have.
    let codes: ByteColumn
    let systolicCode: Int32
    let diastolicCode: Int32
    let intensiveCareCode: Int32
    /// What people read, by the index of the code: at most 60 characters for value_as_string.
    let displays: ByteColumn
    /// The units by their index, and behind them the two that values have without naming them.
    let units: ByteColumn
    let millimeterMercury: Int16
    let score: Int16
    /// The concept of each of `units`; 0 for none.
    let unitConcepts: [Int32]
    let payers: ByteColumn
    let routes: ByteColumn
    let raceCodes: ByteColumn

    /// - Parameter vocabulary: a unit concept that it does not have becomes 0.
    init(_ catalogue: Catalogue, vocabulary: Vocabulary) {
        let codes = catalogue.codes
        let count = Int32(truncatingIfNeeded: codes.count)
        self.codes = Self.column(codes.map(\.code) + ["8480-6", "8462-4", "305351004"])
        systolicCode = count
        diastolicCode = count + 1
        intensiveCareCode = count + 2
        displays = Self.column(codes.map(\.display), lengthMax: 60)
        units = Self.column(catalogue.units.map(\.code) + ["mm[Hg]", "{score}"])
        millimeterMercury = Int16(truncatingIfNeeded: catalogue.units.count)
        score = Int16(truncatingIfNeeded: catalogue.units.count + 1)
        unitConcepts =
            catalogue.units.map { vocabulary.concept($0.conceptID) == nil ? 0 : $0.conceptID }
            + [ConceptID.millimeterMercury, vocabulary.unit(ucum: "{score}")?.id ?? 0]
        payers = Self.column(catalogue.payers.map(\.name))
        routes = Self.column(catalogue.routes.map(\.code))
        raceCodes = Self.column(catalogue.races.map(\.code))
    }

    /// Texts cut to the length that their field has.
    static func column(
        _ texts: [String], lengthMax: Int = WorldText.sourceValueLengthMax
    ) -> ByteColumn {
        var column = ByteColumn()
        for text in texts { column.append(String(text.prefix(lengthMax)).utf8) }
        return column
    }

    /// The index of a code, where there is such a code; -1.
    @inline(__always)
    static func index(_ index: Int32, in column: ByteColumn) -> Int32 {
        index >= 0 && Int(index) < column.count ? index : -1
    }
}

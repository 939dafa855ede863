// PERSON: one row for each person. The source values are those of the Patient: its id, the
// administrative gender, the OMB codes of race and ethnicity.

import Columnar
import OMOP
import Synthesis

/// Gathers rows of PERSON.
struct PersonTable {
    private struct Row {
        let number: Int64
        let birth: Int64
        let date: (year: Int32, month: Int32, day: Int32)
        let isMale: Bool
        /// In the catalogue; -1 when not known.
        let race: Int32
        let raceConcept: Int32
        let isHispanic: Bool
        let provider: Int32
        let careSite: Int32
    }

    private static let genders = WorldText.column(["male", "female"])
    private static let ethnicities = WorldText.column(["2135-2", "2186-5"])

    private var columns = RowColumns<Row>()
    private var numbers = ByteColumn()
    private let text: WorldText
    private let races: [Int32]

    init(text: WorldText, catalogue: Catalogue, vocabulary: Vocabulary) {
        self.text = text
        races = catalogue.races.map { vocabulary.concept($0.conceptID) == nil ? 0 : $0.conceptID }
    }

    var rowCount: Int { columns.count }

    mutating func append(_ frame: PersonFrame, _ person: SimulatedPerson) {
        let who = person.demographics
        let race = Int(who.race)
        columns.append(
            Row(
                number: frame.number, birth: who.birth, date: CalendarDay.parts(frame.birthDay),
                isMale: who.sex == .male, race: WorldText.index(who.race, in: text.raceCodes),
                raceConcept: race >= 0 && race < races.count ? races[race] : ConceptID.noMatch,
                isHispanic: who.isHispanic, provider: who.provider, careSite: who.careSite))
        ExactDecimal.append(key: frame.number, to: &numbers.bytes)
        numbers.endValue()
        if columns.isChunkFull { flush() }
    }

    mutating func take() -> TypedBatch {
        flush()
        return columns.take()
    }

    private mutating func flush() {
        columns.begin()
        columns.long(\.number)
        columns.int { $0.isMale ? ConceptID.male : ConceptID.female }
        columns.int(\.date.year)
        columns.int(\.date.month)
        columns.int(\.date.day)
        columns.datetime(\.birth)
        columns.int(\.raceConcept)
        columns.int { $0.isHispanic ? ConceptID.hispanic : ConceptID.notHispanic }
        columns.long { LocationTable.homeID(ofPerson: $0.number) }
        columns.optionalLong { Int64($0.provider) + 1 }
        columns.optionalLong { Int64($0.careSite) + 1 }
        columns.text(moving: &numbers)
        columns.text(Self.genders) { $0.isMale ? 0 : 1 }
        columns.int(ConceptID.noMatch)
        columns.text(text.raceCodes, \.race)
        columns.int(ConceptID.noMatch)
        columns.text(Self.ethnicities) { $0.isHispanic ? 0 : 1 }
        columns.int(ConceptID.noMatch)
        columns.end()
    }
}

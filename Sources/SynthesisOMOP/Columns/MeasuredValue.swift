// The value of an observation as rows carry it: a number with its text, or a concept with its code.

import Columnar
import Synthesis

/// A value to be written.
struct MeasuredValue {
    /// NaN where the value is no number.
    let number: Double
    /// -1 where the value is no concept.
    let conceptID: Int32
    /// The number in units of its last decimal.
    private let scaled: Int64
    let decimals: UInt8
    /// The code of an answer; -1.
    private let code: Int32

    var isNumber: Bool { !number.isNaN }

    /// A concept that the code of the event brings along; -1 for none.
    static func concept(_ id: Int32) -> MeasuredValue {
        MeasuredValue(number: .nan, conceptID: id, scaled: 0, decimals: 0, code: -1)
    }

    private init(number: Double, conceptID: Int32, scaled: Int64, decimals: UInt8, code: Int32) {
        self.number = number
        self.conceptID = conceptID
        self.scaled = scaled
        self.decimals = decimals
        self.code = code
    }

    @inline(__always)
    init(_ event: ObservationEvent, _ row: StagedRow, _ routing: CodeRouting) {
        switch event.value {
        case .quantity(let value):
            self.init(value, decimals: event.decimals, conceptID: row.valueConceptID)
        case .bloodPressure(let systolic, let diastolic):
            let half = row.part == .diastolic ? diastolic : systolic
            self.init(half, decimals: event.decimals, conceptID: Absent.concept)
        case .integer(let value):
            self.init(Double(value), decimals: 0, conceptID: row.valueConceptID)
        case .code(let code):
            let answer = routing.answerConcept(code)
            self.init(number: .nan, conceptID: answer, scaled: 0, decimals: 0, code: code)
        }
    }

    @inline(__always)
    private init(_ value: Double, decimals: UInt8, conceptID: Int32) {
        guard !value.isNaN, let scaled = ExactDecimal.scaled(value, decimals: decimals) else {
            self = .concept(conceptID)
            return
        }
        self.init(
            number: ExactDecimal.number(scaled, decimals: decimals), conceptID: conceptID,
            scaled: scaled, decimals: decimals, code: -1)
    }

    /// Appends what value_source_value says; nothing where there is no value.
    @inline(__always)
    func appendText(to column: inout ByteColumn, text: WorldText) {
        if isNumber {
            ExactDecimal.append(scaled, decimals: decimals, to: &column.bytes)
        } else if code >= 0, Int(code) < text.codes.count {
            column.bytes.append(contentsOf: text.codes[Int(code)])
        }
        column.endValue()
    }

    /// What value_source_value says, as an entry of `texts`; -1 where there is no value.
    @inline(__always)
    func entry(in texts: inout ValueTexts, text: WorldText) -> Int32 {
        if isNumber { return texts.entry(ofNumber: scaled, decimals: decimals) }
        guard code >= 0, Int(code) < text.codes.count else { return -1 }
        return texts.entry(ofCode: code, text)
    }

    /// The display of an answer that no concept stands for; -1.
    func unmappedDisplay(_ text: WorldText) -> Int32 {
        conceptID == 0 && code >= 0 ? WorldText.index(code, in: text.displays) : -1
    }
}

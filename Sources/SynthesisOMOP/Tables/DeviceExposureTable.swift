// DEVICE_EXPOSURE: a row for each device, and each other event whose code is a device.
// production_id is the serial number.

import Columnar
import OMOP
import Synthesis

/// Gathers rows of DEVICE_EXPOSURE.
struct DeviceExposureTable {
    private struct Row: EventRow {
        let key: EventKey
        let concept: Int32
        let start: Int64
        /// `Absent.moment` while it is in use.
        let end: Int64
        let sourceCode: Int32
        let sourceConcept: Int32
    }

    private var columns = RowColumns<Row>()
    private var serials = ByteColumn()
    private let text: WorldText
    private let routing: CodeRouting

    init(text: WorldText, routing: CodeRouting) {
        self.text = text
        self.routing = routing
    }

    var rowCount: Int { columns.count }

    mutating func append(_ frame: PersonFrame, _ person: SimulatedPerson, _ staged: [StagedRow]) {
        for (ordinal, row) in staged.enumerated() {
            let event = RoutedEvent(row, of: person)
            var end = Absent.moment
            if row.source == .device {
                let device = person.devices[Int(row.index)]
                end = frame.knownEnd(device.end) ?? Absent.moment
                if device.serial >= 0 {
                    ExactDecimal.append(key: Int64(device.serial), to: &serials.bytes)
                }
            }
            serials.endValue()
            columns.append(
                Row(
                    key: frame.key(ordinal: ordinal, encounter: event.encounter),
                    concept: row.conceptID, start: row.time, end: end,
                    sourceCode: WorldText.index(event.code, in: text.codes),
                    sourceConcept: routing.sourceConcept(event.code)))
        }
        if columns.isChunkFull { flush() }
    }

    mutating func take() -> TypedBatch {
        flush()
        return columns.take()
    }

    private mutating func flush() {
        columns.begin()
        columns.ids()
        columns.persons()
        columns.int(\.concept)
        columns.date { CalendarTime.day($0.start) }
        columns.datetime(\.start)
        columns.optionalDate {
            $0.end == Absent.moment ? Absent.day : CalendarTime.day($0.end)
        }
        columns.optionalDatetime(\.end)
        columns.int(ConceptID.typeEHR)
        columns.nullTexts()
        columns.text(moving: &serials)
        columns.int(1)
        columns.providers()
        columns.visits()
        columns.visitDetails()
        columns.text(text.codes, \.sourceCode)
        columns.int(\.sourceConcept)
        columns.nullInts()
        columns.nullTexts()
        columns.nullInts()
        columns.end()
    }
}

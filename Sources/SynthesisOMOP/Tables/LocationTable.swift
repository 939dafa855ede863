// LOCATION: the homes of persons, and where care sites are.
//
// The location of a care site has the site's number, that of a home the key of the person's first
// event: these begin at 100,001, and no network has as many sites.

import Columnar
import OMOP
import Synthesis

/// Gathers rows of LOCATION.
struct LocationTable {
    private struct Row {
        let id: Int64
        let place: Int32
        let zipCode: Int32
    }

    private static let sources = WorldText.column(["United States of America"], lengthMax: 80)

    private var columns = RowColumns<Row>()
    private var addresses = ByteColumn()
    private let streets: [[UInt8]]
    private let cities: ByteColumn
    private let states: ByteColumn
    private let latitudes: [Double]
    private let longitudes: [Double]
    /// Where the zip codes of each place begin in `zipCodes`; one more than there are places.
    private let zipStarts: [Int32]
    private let zipCodes: ByteColumn

    init(catalogue: Catalogue) {
        streets = catalogue.streets.map { Array($0.utf8.prefix(42)) }
        cities = WorldText.column(catalogue.places.map(\.city))
        states = WorldText.column(catalogue.places.map(\.state), lengthMax: 2)
        latitudes = catalogue.places.map(\.latitude)
        longitudes = catalogue.places.map(\.longitude)
        var starts: [Int32] = [0]
        var codes: [String] = []
        for place in catalogue.places {
            codes += place.zipCodes
            starts.append(Int32(truncatingIfNeeded: codes.count))
        }
        zipStarts = starts
        zipCodes = WorldText.column(codes, lengthMax: 9)
    }

    /// The key of a person's home.
    @inline(__always)
    static func homeID(ofPerson number: Int64) -> Int64 {
        RecordID.event(person: number, ordinal: 0)
    }

    var rowCount: Int { columns.count }

    mutating func append(_ frame: PersonFrame, _ person: SimulatedPerson) {
        let who = person.demographics
        append(
            id: Self.homeID(ofPerson: frame.number), houseNumber: who.houseNumber,
            street: who.street, place: who.place, zipCode: who.zipCode)
        if columns.isChunkFull { flush() }
    }

    mutating func append(_ site: CareSite, number: Int64) {
        append(
            id: number, houseNumber: site.houseNumber, street: site.street, place: site.place,
            zipCode: site.zipCode)
        if columns.isChunkFull { flush() }
    }

    private mutating func append(
        id: Int64, houseNumber: Int32, street: Int32, place: Int32, zipCode: Int32
    ) {
        ExactDecimal.append(key: Int64(max(houseNumber, 0)), to: &addresses.bytes)
        if streets.indices.contains(Int(street)) {
            addresses.bytes.append(UInt8(ascii: " "))
            addresses.bytes.append(contentsOf: streets[Int(street)])
        }
        addresses.endValue()
        let isKnown = latitudes.indices.contains(Int(place))
        var zip: Int32 = -1
        if isKnown, zipCode >= 0 {
            let candidate = zipStarts[Int(place)] &+ zipCode
            zip = candidate < zipStarts[Int(place) + 1] ? candidate : -1
        }
        columns.append(Row(id: id, place: isKnown ? place : -1, zipCode: zip))
    }

    mutating func take() -> TypedBatch {
        flush()
        return columns.take()
    }

    private mutating func flush() {
        let (north, east) = (latitudes, longitudes)
        columns.begin()
        columns.long(\.id)
        columns.text(moving: &addresses)
        columns.nullTexts()
        columns.text(cities, \.place)
        columns.text(states, \.place)
        columns.text(zipCodes, \.zipCode)
        columns.nullTexts()
        columns.nullTexts()
        columns.int(ConceptID.unitedStates)
        columns.text(Self.sources) { _ in 0 }
        columns.optionalDouble { $0.place < 0 ? .nan : north[Int($0.place)] }
        columns.optionalDouble { $0.place < 0 ? .nan : east[Int($0.place)] }
        columns.end()
    }
}

// Streets, cities and postal codes as pieces of an Address.
//
//     "line":["12 Elm St"],"city":"Boston","state":"MA","postalCode":"02118","country":"US"
//
// The house number comes from the person; street, city with state, and postal code are pieces.

import Synthesis

/// Pieces of the addresses of a catalogue.
final class AddressFragments: Sendable {
    /// For the inside of a string.
    private let streets: FragmentTable
    /// City and state of the places, up to the postal code's quote.
    private let places: FragmentTable
    private let zipCodes: FragmentTable
    /// The first postal code of each place in `zipCodes`, and one more for the end.
    private let zipCodeStarts: [Int32]

    init(_ catalogue: Catalogue) {
        streets = FragmentTable(
            catalogue.streets.map(JSONEscape.bytes), missing: Array("Main Street".utf8))
        places = FragmentTable(
            catalogue.places.map { place in
                Array(
                    (#""],"city":"\#(FHIRFragments.text(place.city))","#
                        + #""state":"\#(FHIRFragments.text(place.state))","postalCode":""#).utf8)
            }, missing: Array(#""],"city":"Unknown","postalCode":""#.utf8))
        var starts: [Int32] = [0]
        var codes: [[UInt8]] = []
        for place in catalogue.places {
            codes += place.zipCodes.map(JSONEscape.bytes)
            starts.append(Int32(clamping: codes.count))
        }
        zipCodes = FragmentTable(codes, missing: Array("00000".utf8))
        zipCodeStarts = starts
    }

    /// Appends the members from `line` to `country`.
    func append(
        houseNumber: Int32, street: Int32, place: Int32, zipCode: Int32, to out: inout LineBuffer
    ) {
        out.raw(#""line":[""#)
        out.integer(Int64(houseNumber))
        out.raw(" ")
        out.piece(streets, street)
        out.piece(places, place)
        out.piece(zipCodes, zipCodeIndex(place: place, zipCode: zipCode))
        out.raw(#"","country":"US""#)
    }

    /// The index in `zipCodes`; -1 where the place has no such postal code.
    private func zipCodeIndex(place: Int32, zipCode: Int32) -> Int32 {
        guard place >= 0, Int(place) + 1 < zipCodeStarts.count, zipCode >= 0 else { return -1 }
        let start = zipCodeStarts[Int(place)]
        let end = zipCodeStarts[Int(place) + 1]
        return zipCode < end - start ? start + zipCode : -1
    }
}

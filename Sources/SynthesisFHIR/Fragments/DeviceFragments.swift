// Devices: which are implanted, and their identifiers of the kind that a label carries.
//
//     (01)09990000000423(11)240110(17)340107(10)L42(21)42
//      ^ deviceIdentifier ^ made     ^ expires  ^ lot ^ serial
//
// The identifier is a GTIN of 14 digits with its check digit, in a range (099900…) that is not
// assigned.
// Source: GS1 General Specifications, sections 3 and 7.9 (check digit).

import Synthesis

/// Pieces of the devices among the codes of a catalogue.
final class DeviceFragments: Sendable {
    /// GTINs by code.
    let identifiers: FragmentTable
    /// Whether the device stays in the body, by code: then us-core-implantable-device applies.
    private let implanted: [Bool]

    init(_ codes: [ClinicalCode]) {
        identifiers = FragmentTable(
            codes.indices.map(DeviceFragments.identifier),
            missing: DeviceFragments.identifier(0))
        implanted = codes.map { code in
            let display = Array(code.display.lowercased().utf8)
            return DeviceFragments.implantWords.contains {
                DeviceFragments.contains(display, Array($0.utf8))
            }
        }
    }

    func isImplanted(_ code: Int32) -> Bool {
        implanted.indices.contains(Int(code)) && implanted[Int(code)]
    }

    /// What the vocabulary's names of implants say.
    private static let implantWords = ["implant", "pacemaker", "stent", "prosthe", "graft"]

    /// Byte by byte: a search in characters takes milliseconds for the catalogue.
    private static func contains(_ text: [UInt8], _ word: [UInt8]) -> Bool {
        guard text.count >= word.count else { return false }
        return (0...text.count - word.count).contains { start in
            text[start..<start + word.count].elementsEqual(word)
        }
    }

    private static func identifier(_ index: Int) -> [UInt8] {
        var digits = Array("0999".utf8)
        let number = Array(String(index).utf8.suffix(9))
        digits += Array(repeating: UInt8(ascii: "0"), count: 9 - number.count)
        digits += number
        // From the right the weights are 3, 1, 3, …
        var sum = 0
        var weight = 3
        for digit in digits.reversed() {
            sum += Int(digit - UInt8(ascii: "0")) * weight
            weight = 4 - weight
        }
        digits.append(UInt8(ascii: "0") + UInt8((10 - sum % 10) % 10))
        return digits
    }
}

// Decimals as exact text and as reals; bytes as hexadecimal digits.
// Source of the expected values: Python's decimal (`scaleb`, format "f"), int.from_bytes, float of
// a Decimal, and uuid.

@testable import Columnar
import Testing

@Suite("Decimal texts")
struct DecimalTextTests {
    @Test(
        "Texts",
        arguments: [
            ("0", 0, "0"), ("0", 2, "0.00"), ("5", 2, "0.05"), ("-5", 2, "-0.05"),
            ("1420", 2, "14.20"), ("-100", 2, "-1.00"), ("12345", 0, "12345"),
            ("12345", 5, "0.12345"), ("12345", 6, "0.012345"),
            (
                "170141183460469231731687303715884105727", 38,
                "1.70141183460469231731687303715884105727"
            ),
            (
                "-170141183460469231731687303715884105728", 38,
                "-1.70141183460469231731687303715884105728"
            ),
            (
                "99999999999999999999999999999999999999", 0,
                "99999999999999999999999999999999999999"
            ),
            (
                "-99999999999999999999999999999999999999", 10,
                "-9999999999999999999999999999.9999999999"
            ),
            ("1", 38, "0.00000000000000000000000000000000000001"),
        ])
    func texts(unscaled: String, scale: Int, text: String) throws {
        let number = try #require(Int128(unscaled))
        let countMax = DecimalText.bytesMax(scale: scale)
        let target = UnsafeMutablePointer<UInt8>.allocate(capacity: countMax)
        defer { unsafe target.deallocate() }
        let count = unsafe DecimalText.write(number, scale: scale, target)
        let found = unsafe String(
            decoding: UnsafeBufferPointer(start: target, count: count), as: UTF8.self)
        #expect(found == text)
    }

    private func unscaled(_ digits: String) -> Int128? {
        let bytes = hex(digits)
        return unsafe bytes.withUnsafeBufferPointer { unsafe DecimalText.unscaled(bigEndian: $0) }
    }

    @Test(
        "Two's complement",
        arguments: [
            ("", "0"), ("00", "0"), ("ff", "-1"), ("7f", "127"), ("80", "-128"),
            ("0080", "128"), ("ff7f", "-129"), ("0102030405060708", "72623859790382856"),
            ("8000000000000000", "-9223372036854775808"),
            ("7fffffffffffffffffffffffffffffff", "170141183460469231731687303715884105727"),
            ("80000000000000000000000000000000", "-170141183460469231731687303715884105728"),
            (
                "000000007fffffffffffffffffffffffffffffff",
                "170141183460469231731687303715884105727"
            ),
            (
                "ffff80000000000000000000000000000000",
                "-170141183460469231731687303715884105728"
            ),
            ("0000000000000000000000000000000000000000", "0"),
        ])
    func twosComplement(digits: String, number: String) {
        #expect(unscaled(digits) == Int128(number))
    }

    @Test(
        "Beyond 128 bits",
        arguments: [
            "0080000000000000000000000000000000", "ff7fffffffffffffffffffffffffffffff",
            "0100000000000000000000000000000000", "01ffffffffffffffffffffffffffffffff",
        ])
    func tooLong(digits: String) {
        #expect(unscaled(digits) == nil)
    }

    @Test(
        "Reals",
        arguments: [
            (Int64(1), 1, 0.1), (3, 1, 0.3), (314_159_265_358_979, 14, 3.14159265358979),
            (-999_999_999_999_999, 15, -0.999999999999999),
            (999_999_999_999_999, 2, 9999999999999.99),
            (123_456_789_012_345, 7, 12345678.9012345), (7, 15, 7e-15), (225, 2, 2.25),
        ])
    func reals(unscaled: Int64, scale: Int, real: Double) {
        #expect(
            DecimalText.real(unscaled, divisor: DecimalText.divisor(scale: scale)) == real)
    }

    @Test(
        "UUIDs",
        arguments: [
            ("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", "f0f1f2f3-f4f5-f6f7-f8f9-fafbfcfdfeff"),
            ("00000000000000000000000000000000", "00000000-0000-0000-0000-000000000000"),
            ("f79c3e09677c4bbda4793f349cb785e7", "f79c3e09-677c-4bbd-a479-3f349cb785e7"),
        ])
    func uuids(digits: String, text: String) {
        var target = [UInt8](repeating: 0, count: HexText.uuidTextBytes)
        var plain = [UInt8](repeating: 0, count: 32)
        unsafe hex(digits).withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            unsafe target.withUnsafeMutableBufferPointer { target in
                if let base = target.baseAddress { unsafe HexText.writeUUID(start, base) }
            }
            unsafe plain.withUnsafeMutableBufferPointer { target in
                if let base = target.baseAddress { unsafe HexText.write(start, count: 16, base) }
            }
        }
        #expect(String(decoding: target, as: UTF8.self) == text)
        #expect(String(decoding: plain, as: UTF8.self) == digits)
    }
}

// Expected values: the sanity tests of the reference implementation (xxHash, XXH64 with seed 0) and
// the test vectors of its ports.

@testable import Parquet
import Testing

@Suite("XXH64")
struct XXHash64Tests {
    @Test(
        "Texts",
        arguments: [
            ("", 0xef46_db37_51d8_e999), ("a", 0xd24e_c4f1_a98c_6e5b),
            ("as", 0x1c33_0fb2_d66b_e179), ("asd", 0x631c_37ce_72a9_7393),
            ("asdf", 0x4158_72f5_99ce_a71e), ("abc", 0x44bc_2cf5_ad77_0999),
            (
                "Call me Ishmael. Some years ago--never mind how long precisely-",
                0x02a2_e854_70d6_fd96
            ),
        ] as [(String, UInt64)])
    func texts(text: String, expected: UInt64) {
        #expect(xxHash64(Array(text.utf8)) == expected)
    }

    /// The reference's buffer: the highest bytes of PRIME32 * PRIME64^i.
    @Test(
        "The reference's buffer",
        arguments: [
            (1, 0xe934_a84a_db05_2768), (4, 0x9136_a0dc_a574_57ee),
            (14, 0x8282_dcc4_994e_35c8), (222, 0xb641_ae8c_b691_c174),
        ] as [(Int, UInt64)])
    func buffer(count: Int, expected: UInt64) {
        var bytes: [UInt8] = []
        var state: UInt64 = 2_654_435_761
        for _ in 0..<count {
            bytes.append(UInt8(state >> 56))
            state = state &* 11_400_714_785_074_694_797
        }
        #expect(xxHash64(bytes) == expected)
    }
}

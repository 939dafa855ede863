// Values that are checked on the way: sound ones are told from others as the validator does, and
// texts that come again change nothing.

import Columnar
@testable import JSON
import Testing

@Suite("Members that are checked")
struct KnownTextsTests {
    private static let sound = [
        "[]", "{}", "[[]]", "[{}]", "[ ]", "{ \n}", "[1,2]", "[1 , 2]", #"{"a":1}"#,
        #"{ "a" : 1 , "b" : [ ] }"#, #"{"":0}"#, #"["\u0000\ud83d\ude00\/"]"#, "[null,true,false]",
        "[[[[[[[[]]]]]]]]", #"[{"a":[{"b":{}}]},{"c":-1.5E-7}]"#, #"["[,]:{}","\"","\\"]"#,
        #"{"a":{"a":{"a":1}},"b":{"a":"é"}}"#, #"[{"x":[],"y":{}},[{"z":"\n"}, 0 ]]"#,
    ]
    private static let unsound = [
        "[1,]", "[,1]", "[1,,2]", "[1 2]", "[1}", "{1:2}", #"{"a"}"#, #"{"a":}"#, #"{"a" 1}"#,
        #"{"a":1,}"#, #"{"a":1 "b":2}"#, "{,}", #"{"a":1]"#, #"{"a",1}"#, #"{"a"::1}"#,
        #"{"a":1:2}"#, "[:]", "{[]:1}", "[tru]", "[truee]", "[TRUE]", "[nul]", "[01]", "[-]",
        "[+1]", "[1.]", "[.1]", "[1e]", "[NaN]", "[1a]", #"["a"b]"#, "[a]", "['a']", #"["\x"]"#,
        #"["\u12"]"#, #"["a" "b"]"#, #"["\ud800"]"#, #"["\udc00x"]"#, "[[}]", "[{]]", "{[}",
    ]

    /// The spans of `v` and `w` in an object that is one line, and whether it has a fault.
    private func spans(
        of text: String, _ extractor: MemberExtractor
    ) throws -> (fault: String?, spans: [MemberSpan], texts: [String]) {
        let text = try IndexedText(text)
        let index = try text.index()
        var token = 0
        let fault = unsafe extractor.extract(
            text.buffer.base, index, token: &token, limit: text.count)
        let spans = (0..<2).map { unsafe extractor.spans[$0] }
        return (
            fault.map { "\($0.offset) \($0.reason)" } ?? (token == index.count ? nil : "trailing"),
            spans, spans.map { text.text(of: $0) }
        )
    }

    /// Whether the validator finds the value sound.
    private func isSound(_ text: String) throws -> Bool {
        try IndexedText(text).fault(findsDuplicates: false) == nil
    }

    @Test("Sound values", arguments: sound)
    func soundValues(text: String) throws {
        let extractor = MemberExtractor(KeyTable(["v", "w"]), checkedSlots: [0])
        let found = try spans(of: #"{"u":[],"v": \#(text) ,"w":\#(text)}"#, extractor)
        #expect(found.fault == nil)
        #expect(found.spans.map(\.isSound) == [true, false])
        #expect(found.texts == [text, text])
    }

    @Test("Others are stepped over as if they were not checked", arguments: unsound)
    func unsoundValues(text: String) throws {
        let checking = MemberExtractor(KeyTable(["v", "w"]), checkedSlots: [0, 1])
        let plain = MemberExtractor(KeyTable(["v", "w"]))
        let line = #"{"v":\#(text),"w":{"x":1}}"#
        let (one, other) = (try spans(of: line, checking), try spans(of: line, plain))
        #expect(!one.spans[0].isSound)
        #expect(one.fault == other.fault)
        #expect(one.texts == other.texts)
    }

    @Test("A byte of a text changed, left out or doubled", arguments: sound + unsound)
    func changedBytes(text: String) throws {
        let extractor = MemberExtractor(KeyTable(["v", "w"]), checkedSlots: [0])
        let bytes = Array(text.utf8)
        for place in bytes.indices {
            var variants = [bytes, bytes]
            variants[0].remove(at: place)
            variants[1].insert(bytes[place], at: place)
            for byte in #"{}[]:,"\0 ax-."#.utf8 {
                var changed = bytes
                changed[place] = byte
                variants.append(changed)
            }
            for variant in variants {
                let text = String(decoding: variant, as: UTF8.self)
                guard let found = try? spans(of: #"{"v":\#(text)}"#, extractor),
                    found.spans[0].isContainer
                else { continue }
                #expect(try found.spans[0].isSound == isSound(found.texts[0]), "\(text)")
            }
        }
    }

    @Test("Values nested deeper than a word has bits are not vouched for")
    func deepValues() throws {
        let extractor = MemberExtractor(KeyTable(["v", "w"]), checkedSlots: [0])
        for depth in [1, 63, 64, 65, 500] {
            let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            let found = try spans(of: #"{"v":\#(text)}"#, extractor)
            #expect(found.spans[0].isSound == (depth <= 64), "\(depth)")
            #expect(found.texts[0] == text)
        }
    }

    @Test("Texts that come again, in any order and number", arguments: 1...8)
    func repeatedTexts(seed: UInt64) throws {
        var state = seed
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let known = KnownTexts(memberCount: 2)
        let knowing = MemberExtractor(
            KeyTable(["v", "w"]), checkedSlots: [0, 1], known: known)
        let plain = MemberExtractor(KeyTable(["v", "w"]), checkedSlots: [0, 1])
        // From texts that always come again to texts that hardly ever do, long and short.
        let variety = [1, 3, 40, 5000, 100_000][Int(seed) % 5]
        var copies = 0
        for row in 0..<4000 {
            if row % 100 == 0 { try known.beginBlock() }
            let number = random(4) == 0 ? random(variety) : row / 3 % variety
            let pad = String(repeating: "x", count: number % 7 * (seed == 8 ? 400 : 9))
            let value = #"{"reference":"Patient/\#(number)","pad":["\#(pad)", \#(number) ]}"#
            // Now and then a text that begins like one that is known.
            let second = random(50) == 0 ? value.dropLast(3) + "}]}" : value[...]
            let line = #"{"w":\#(value),"z":0,"v":\#(second)}"#
            let (one, other) = (try spans(of: line, knowing), try spans(of: line, plain))
            #expect(one.fault == other.fault, "\(line)")
            #expect(one.texts == other.texts, "\(line)")
            #expect(one.spans.map(\.token) == other.spans.map(\.token), "\(line)")
            #expect(one.spans.map(\.isSound) == other.spans.map(\.isSound), "\(line)")
            for (span, text) in zip(one.spans, one.texts) where span.copy != MemberSpan.noCopy {
                copies += 1
                let memory = try #require(known.memory)
                let copy = unsafe UnsafeBufferPointer(
                    start: memory.base + Int(span.copy), count: text.utf8.count)
                #expect(unsafe String(decoding: copy, as: UTF8.self) == text)
            }
        }
        #expect(variety > 1000 || copies > 7000)
    }
}

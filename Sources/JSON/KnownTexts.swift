// Objects and arrays that were found sound before, kept to be known again.
//
//     texts    [ offset | length | token count | likely successor ]  …      in order of arrival
//     memory   {"coding":[{"system":"http://loinc.org",…}]}{"reference":"Patient/7"}…
//     table    hash of a text → its place in `texts`
//
// FHIR repeats itself: a thousand observations have a hundred codes, five categories, one patient,
// and the tests of a panel follow one another in the same order. So each text remembers which one
// came after it the last time in the same member. Where that one stands again, one comparison of
// bytes finds the end of the value, skips its tokens and shows that it is sound. All rows of a
// known text share the copy, so whoever compares them later can compare addresses.

package import Columnar
import Glibc

/// The texts of some members of the objects of a scan. One thread at a time; the memory of texts
/// may be read by others as soon as a batch that refers to it is handed on, since it is never
/// written again.
@safe
package final class KnownTexts {
    struct Text {
        /// In `memory`.
        var offset: UInt32
        var length: UInt32
        /// Tokens of the text in a structural index.
        var tokenCount: UInt32
        /// What came after it the last time; itself at first.
        var successor: UInt32
    }

    /// What happened to one member.
    private struct Member {
        /// The text of the object before, or -1.
        var last = -1
        /// Values that were known and that were not, since the member was judged.
        var knownCount = 0
        var newCount = 0
        /// Values to be let by before texts are kept again.
        var pause = 0
    }

    /// Little enough to stay in a core's cache beside a block.
    private static let memoryBytes = 128 << 10
    private static let textsMax = 2048
    /// Longer texts hardly ever come again.
    private static let textBytesMax = 2048
    /// New texts after which a member is judged, and for how many values it is left alone when
    /// fewer than half of its values were known.
    private static let newMax = 256
    private static let pauseLength = 16384

    private let members: UnsafeMutablePointer<Member>
    private let memberCount: Int
    private let texts: UnsafeMutablePointer<Text>
    private let table: UnsafeMutablePointer<UInt32>
    private static let tableMask = textsMax * 4 - 1
    /// The bytes of the texts; nil before the first block.
    package private(set) var memory: ByteBuffer?
    private let fill: UnsafeMutablePointer<Fill>

    /// How much is kept. Behind a pointer: no access to it is checked while the program runs.
    @safe
    private struct Fill {
        /// The first byte of `memory`.
        var base: UnsafeMutablePointer<UInt8>?
        var usedBytes = 0
        var textCount = 0
    }

    /// - Parameter memberCount: members are numbered from 0.
    package init(memberCount: Int) {
        self.memberCount = memberCount
        unsafe members = .allocate(capacity: max(memberCount, 1))
        unsafe members.initialize(repeating: Member(), count: max(memberCount, 1))
        unsafe texts = .allocate(capacity: Self.textsMax)
        unsafe table = .allocate(capacity: Self.tableMask + 1)
        unsafe fill = .allocate(capacity: 1)
        unsafe fill.initialize(to: Fill())
    }

    deinit {
        unsafe members.deallocate()
        unsafe texts.deallocate()
        unsafe table.deallocate()
        unsafe fill.deallocate()
    }

    /// To be called before each block: values of one block refer to one `memory`. Begins anew when
    /// there is little room left.
    ///
    /// - Throws: `LakeError.limit` when there is no memory.
    package func beginBlock() throws(LakeError) {
        if memory != nil, unsafe fill.pointee.usedBytes < Self.memoryBytes / 4 * 3,
            unsafe fill.pointee.textCount < Self.textsMax / 4 * 3
        {
            return
        }
        let memory = try ByteBuffer(capacityBytes: Self.memoryBytes)
        // Others read the buffer while texts are added: what they see of it never changes.
        memory.countBytes = Self.memoryBytes
        self.memory = memory
        unsafe fill.pointee = unsafe Fill(base: memory.base)
        // 0 is empty; else the place of a text, from 1.
        unsafe table.update(repeating: 0, count: Self.tableMask + 1)
        for member in 0..<memberCount { unsafe members[member].last = -1 }
    }

    /// The text that stands at `start`, where it is the one that is expected there.
    ///
    /// - Parameters:
    ///   - start: the opening bracket of a member's value.
    ///   - room: bytes from there to the end of the object.
    @inline(always)
    func expected(_ member: Int, _ start: UnsafePointer<UInt8>, room: Int) -> Text? {
        guard let memory = unsafe fill.pointee.base else { return nil }
        let state = unsafe members + member
        guard unsafe state.pointee.pause == 0, unsafe state.pointee.last >= 0 else { return nil }
        let last = unsafe texts[state.pointee.last]
        let next = unsafe texts[Int(last.successor)]
        if unsafe isText(next, memory, start, room) {
            unsafe state.pointee.last = Int(last.successor)
            unsafe state.pointee.knownCount &+= 1
            return next
        }
        guard unsafe isText(last, memory, start, room) else { return nil }
        unsafe texts[state.pointee.last].successor = UInt32(
            truncatingIfNeeded: state.pointee.last)
        unsafe state.pointee.knownCount &+= 1
        return last
    }

    @inline(always)
    private func isText(
        _ text: Text, _ memory: UnsafeMutablePointer<UInt8>, _ start: UnsafePointer<UInt8>,
        _ room: Int
    ) -> Bool {
        // Safe: a text lies within `memory`, and `room` bytes stand at `start`.
        unsafe Int(text.length) <= room
            && memcmp(memory + Int(text.offset), start, Int(text.length)) == 0
    }

    /// Looks a sound text up that was not the expected one, and keeps it if it is new.
    ///
    /// - Returns: its offset in `memory`, or `MemberSpan.noCopy`.
    func note(
        _ member: Int, _ start: UnsafePointer<UInt8>, length: Int, tokenCount: Int
    ) -> UInt32 {
        let state = unsafe members + member
        if unsafe state.pointee.pause > 0 {
            unsafe state.pointee.pause &-= 1
            return MemberSpan.noCopy
        }
        guard let place = unsafe find(start, length: length, tokenCount: tokenCount, state) else {
            return MemberSpan.noCopy
        }
        if unsafe state.pointee.last >= 0 {
            unsafe texts[state.pointee.last].successor = UInt32(truncatingIfNeeded: place)
        }
        unsafe state.pointee.last = place
        return unsafe texts[place].offset
    }

    /// The place of a text in `texts`; nil when it is new and cannot be kept.
    private func find(
        _ start: UnsafePointer<UInt8>, length: Int, tokenCount: Int,
        _ state: UnsafeMutablePointer<Member>
    ) -> Int? {
        guard length <= Self.textBytesMax, let memory = unsafe fill.pointee.base else { return nil }
        let hash = unsafe hashPieces(UnsafeRawPointer(start), count: length)
        var slot = Int(truncatingIfNeeded: hash) & Self.tableMask
        while true {
            let entry = unsafe Int(table[slot])
            if entry == 0 { break }
            let text = unsafe texts[entry &- 1]
            if Int(text.length) == length, unsafe isText(text, memory, start, length) {
                unsafe state.pointee.knownCount &+= 1
                return entry &- 1
            }
            slot = (slot &+ 1) & Self.tableMask
        }
        unsafe state.pointee.newCount &+= 1
        unsafe judge(state)
        let (textCount, usedBytes) = unsafe (fill.pointee.textCount, fill.pointee.usedBytes)
        guard textCount < Self.textsMax, usedBytes &+ length <= Self.memoryBytes else {
            return nil
        }
        unsafe memcpy(memory + usedBytes, start, length)
        unsafe (texts + textCount).initialize(
            to: Text(
                offset: UInt32(truncatingIfNeeded: usedBytes),
                length: UInt32(truncatingIfNeeded: length),
                tokenCount: UInt32(truncatingIfNeeded: tokenCount),
                successor: UInt32(truncatingIfNeeded: textCount)))
        // Readers take words of eight bytes: none reaches into a text that is yet to be written.
        unsafe fill.pointee.usedBytes = (usedBytes &+ length &+ 7) & ~7
        unsafe fill.pointee.textCount = textCount &+ 1
        unsafe table[slot] = UInt32(truncatingIfNeeded: textCount &+ 1)
        return textCount
    }

    /// Leaves a member alone for a while whose texts are seldom known: looking them up then costs
    /// more than it saves.
    private func judge(_ state: UnsafeMutablePointer<Member>) {
        guard unsafe state.pointee.newCount >= Self.newMax else { return }
        if unsafe state.pointee.knownCount < state.pointee.newCount {
            unsafe state.pointee.pause = Self.pauseLength
        }
        unsafe state.pointee.newCount = 0
        unsafe state.pointee.knownCount = 0
    }
}

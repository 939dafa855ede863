// The elements, attributes and entities that narratives may use.
// Source: HTML 4.01, chapters 7-11 and 15, index of elements and of attributes; FHIR R4, txt-1.

/// Tables of words.
@safe
final class NarrativeWords: Sendable {
    static let shared = NarrativeWords()

    /// A byte to point at. Because: never written.
    nonisolated(unsafe) static let nothing: UnsafeMutablePointer<UInt8> = {
        let byte = UnsafeMutablePointer<UInt8>.allocate(capacity: 8)
        unsafe byte.initialize(repeating: 0, count: 8)
        return unsafe byte
    }()

    private let tables: NameTables
    private let elements: NameTable
    private let attributes: NameTable
    private let entities: NameTable

    private init() {
        var builder = NameTableBuilder()
        elements = builder.add(Self.list(Self.elementNames))
        attributes = builder.add(Self.list(Self.attributeNames))
        entities = builder.add(Self.list("amp lt gt quot apos nbsp"))
        tables = NameTables(builder)
    }

    private static func list(_ words: String) -> [(name: String, value: Int)] {
        words.split(separator: " ").map { (String($0), 0) }
    }

    /// Lower case, as XHTML has them.
    private static let elementNames =
        "p br div h1 h2 h3 h4 h5 h6 a span b em i strong small big tt dfn q var abbr acronym cite "
        + "blockquote hr address bdo kbd code samp sub sup ins del ul ol li dl dt dd pre table "
        + "caption colgroup col thead tfoot tbody tr th td img map area center font u s strike"

    private static let attributeNames =
        "title style class id lang xml:lang dir name href hreflang rel rev type charset shape "
        + "coords accesskey tabindex src alt longdesc height width usemap ismap align valign char "
        + "charoff abbr axis headers scope rowspan colspan nowrap bgcolor border cellpadding "
        + "cellspacing frame rules summary span cite datetime clear start value compact hspace "
        + "vspace color face size noshade xml:space xml:base nohref target"

    func isElement(_ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        unsafe tables.find(elements, start, count) >= 0
    }

    func isAttribute(_ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        unsafe tables.find(attributes, start, count) >= 0
    }

    func isEntity(_ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        unsafe tables.find(entities, start, count) >= 0
    }
}

// Reads what is compared out of resources: one walk over the members of each, dates and codes as
// they are written.
//
//     Patient                   gender, birthDate, deceased[x], US Core race and ethnicity
//     Encounter                 class, period
//     Condition                 onset[x], else recordedDate; abatement[x]
//     Observation               effective[x]; value[x], or each component
//     MedicationRequest         authoredOn
//     MedicationAdministration  effective[x]
//     Immunization              occurrenceDateTime
//     Procedure                 performed[x]
//     AllergyIntolerance        recordedDate, else onset[x]
//
// What was entered in error is no fact; what was not done, cancelled, planned or refuted may have a
// row or not.

import Columnar
import JSON

/// The members that are read.
private enum Member: Int, CaseIterable {
    case id, status, verificationStatus, subject, patient, encounter, context, code
    case medicationCodeableConcept, vaccineCode, encounterClass, period, gender, birthDate
    case deceasedBoolean, deceasedDateTime, `extension`, onsetDateTime, onsetPeriod, recordedDate
    case abatementDateTime, abatementPeriod, effectiveDateTime, effectivePeriod, effectiveInstant
    case authoredOn, occurrenceDateTime, performedDateTime, performedPeriod
    case valueQuantity, valueInteger, valueCodeableConcept, component, category

    var name: String { self == .encounterClass ? "class" : "\(self)" }
}

/// Turns resources into facts. One thread at a time.
@safe
final class ResourceReader {
    private(set) var facts: FHIRFacts
    private let map: CodeMap
    private let indexer = StructuralIndexer()
    private let members = MemberExtractor(KeyTable(Member.allCases.map(\.name)))
    private var unitNumbers: [UInt64: Int32] = [:]
    private var classNumbers: [UInt64: Int32] = [:]
    private var base: UnsafePointer<UInt8>?

    private let reference = JSONPath(Array("$.reference".utf8), isOperand: false)
    private let periodStart = JSONPath(Array("$.start".utf8), isOperand: false)
    private let periodEnd = JSONPath(Array("$.end".utf8), isOperand: false)
    private let value = JSONPath(Array("$.value".utf8), isOperand: false)
    private let unit = JSONPath(Array("$.unit".utf8), isOperand: false)
    private let codeOf = JSONPath(Array("$.code".utf8), isOperand: false)
    private let systemOf = JSONPath(Array("$.system".utf8), isOperand: false)

    init(_ map: CodeMap) {
        self.map = map
        facts = FHIRFacts(map)
    }

    func add(unreadable file: String, count: Int, firstLine: Int) {
        facts.unreadable.append((file, count, firstLine))
    }

    /// All facts, linked.
    func finish() -> FHIRFacts {
        facts.link()
        return facts
    }

    /// - Parameter text: one resource, with the padding that texts of batches have behind them.
    func read(_ kind: ResourceKind, _ text: UnsafeBufferPointer<UInt8>) {
        guard let start = text.baseAddress,
            case .success(let index) = unsafe indexer.index(start, count: text.count)
        else { return }
        var token = 0
        guard unsafe members.extract(start, index, token: &token, limit: text.count) == nil else {
            return
        }
        unsafe base = unsafe start
        defer { unsafe base = nil }
        if isText(.status, "entered-in-error") { return }
        switch kind {
        case .patient: readPatient()
        case .encounter: readEncounter()
        default: readEvent(kind, index)
        }
    }

    // MARK: Members

    private func span(_ member: Member) -> MemberSpan { unsafe members.spans[member.rawValue] }

    /// The JSON text of a member.
    private func json(_ member: Member) -> UnsafeBufferPointer<UInt8>? { unsafe json(span(member)) }

    private func json(_ span: MemberSpan) -> UnsafeBufferPointer<UInt8>? {
        // Safe: spans lie within the text that is being read.
        guard span.kind != .absent, let base = unsafe base else { return nil }
        return unsafe UnsafeBufferPointer(
            start: base + Int(span.start), count: Int(span.end) - Int(span.start))
    }

    /// Calls `body` with the text of a JSON string; does not for other values.
    private func withText(
        _ json: UnsafeBufferPointer<UInt8>?, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        guard let json = unsafe json, json.count >= 2, unsafe json[0] == UInt8(ascii: "\"") else {
            return
        }
        let inside = unsafe UnsafeBufferPointer(rebasing: json[1..<json.count - 1])
        guard unsafe inside.contains(UInt8(ascii: "\\")) else { return unsafe body(inside) }
        unsafe JSONString.unescape(inside).withUnsafeBufferPointer { unsafe body($0) }
    }

    private func string(_ json: UnsafeBufferPointer<UInt8>?) -> String {
        var text = ""
        unsafe withText(json) { text = unsafe String(decoding: $0, as: UTF8.self) }
        return text
    }

    private func isText(_ member: Member, _ expected: String) -> Bool {
        unsafe span(member).kind == .string && string(json(member)) == expected
    }

    private func date(_ json: UnsafeBufferPointer<UInt8>?) -> WrittenDate {
        var date = WrittenDate.none
        unsafe withText(json) { date = unsafe WrittenDate($0) }
        return date
    }

    private func date(_ member: Member) -> WrittenDate { unsafe date(json(member)) }

    /// What a path finds within a member.
    private func find(
        _ path: JSONPath?, _ text: UnsafeBufferPointer<UInt8>?
    ) -> UnsafeBufferPointer<UInt8>? {
        guard let path, let text = unsafe text, case .value(let found) = unsafe path.find(in: text)
        else { return nil }
        return unsafe found
    }

    /// The first of these dates that is there; of a period its start.
    private func firstDate(_ candidates: [Member]) -> WrittenDate {
        for member in candidates where span(member).kind != .absent {
            let date =
                unsafe span(member).kind == .object
                ? date(find(periodStart, json(member))) : date(member)
            if date.isKnown { return date }
        }
        return .none
    }

    // MARK: References

    /// The number of the Patient that a reference names: nil where it names something else.
    private func subject() -> Int32? {
        let member = span(.subject).kind != .absent ? Member.subject : .patient
        guard let text = unsafe find(reference, json(member)) else { return -1 }
        var number: Int32? = -1
        unsafe withText(text) { text in
            guard let id = unsafe ReferenceText.id(text, type: "Patient") else {
                number = nil
                return
            }
            number = unsafe facts.subjects.number(of: id)
        }
        return number
    }

    private func encounter() -> Int32 {
        let member = span(.encounter).kind != .absent ? Member.encounter : .context
        var number: Int32 = -1
        unsafe withText(find(reference, json(member))) { text in
            guard let id = unsafe ReferenceText.id(text, type: "Encounter") else { return }
            number = unsafe facts.encounterIDs.number(of: id)
        }
        return number
    }

    // MARK: Patients and encounters

    private func readPatient() {
        var subject: Int32 = -1
        unsafe withText(json(.id)) { subject = unsafe facts.subjects.number(of: $0) }
        guard subject >= 0 else { return }
        let extensions = unsafe json(.extension).flatMap {
            unsafe try? JSONValue(parsing: Array($0))
        }
        let isDead =
            unsafe json(.deceasedBoolean).map { unsafe $0.first == UInt8(ascii: "t") } ?? false
        unsafe facts.patients.append(
            PatientFact(
                subject: subject, gender: string(json(.gender)), birth: date(.birthDate),
                races: Self.categories(extensions, "us-core-race"),
                ethnicities: Self.categories(extensions, "us-core-ethnicity"),
                isDead: isDead || span(.deceasedDateTime).kind == .string,
                death: date(.deceasedDateTime)))
    }

    /// The OMB categories of a US Core extension.
    private static func categories(_ extensions: JSONValue?, _ name: String) -> [String] {
        var codes: [String] = []
        for outer in extensions?.array ?? [] {
            guard outer["url"]?.string?.hasSuffix("/" + name) == true else { continue }
            for inner in outer["extension"]?.array ?? []
            where inner["url"]?.string == "ombCategory" {
                if let code = inner["valueCoding"]?["code"]?.string { codes.append(code) }
            }
        }
        return codes
    }

    private func readEncounter() {
        var id: Int32 = -1
        unsafe withText(json(.id)) { id = unsafe facts.encounterIDs.number(of: $0) }
        guard id >= 0, let subject = subject() else { return }
        let status = unsafe string(json(.status))
        unsafe facts.encounters.append(
            EncounterFact(
                id: id, subject: subject, encounterClass: encounterClass(),
                isOptional: status == "cancelled" || status == "planned",
                start: firstDate([.period]), end: date(find(periodEnd, json(.period)))))
    }

    private func encounterClass() -> Int32 {
        guard let text = unsafe json(.encounterClass) else { return -1 }
        let hash = unsafe hashBytes(text)
        if let known = classNumbers[hash] { return known }
        let code = unsafe string(find(codeOf, text))
        let system = unsafe string(find(systemOf, text))
        let number = Int32(truncatingIfNeeded: facts.classes.count)
        facts.classes.append(
            LoneCode(
                code: code, conceptID: map.concept(.visit, system: system, code: code)))
        classNumbers[hash] = number
        return number
    }

    // MARK: Events

    /// What all facts of a resource share.
    private struct Event {
        let kind: ResourceKind
        let resource: Int32
        let subject: Int32
        let encounter: Int32
        let start: WrittenDate
        let end: WrittenDate
        let isOptional: Bool
        let suggested: EventTable
    }

    private func readEvent(_ kind: ResourceKind, _ index: StructuralIndex) {
        let verification = unsafe string(
            find(codeOf, find(Self.firstCoding, json(.verificationStatus))))
        guard verification != "entered-in-error", let subject = subject() else { return }
        var resource: Int32 = -1
        unsafe withText(json(.id)) { resource = unsafe facts.resources.append($0) }
        guard resource >= 0 else { return }
        var end = WrittenDate.none
        if kind == .condition {
            end = date(.abatementDateTime)
            if !end.isKnown { end = unsafe date(find(periodEnd, json(.abatementPeriod))) }
            if !end.isKnown { end = unsafe date(find(periodStart, json(.abatementPeriod))) }
        }
        let event = unsafe Event(
            kind: kind, resource: resource, subject: subject, encounter: encounter(),
            start: firstDate(kind.dates), end: end,
            isOptional: verification == "refuted"
                || Self.optionalStatuses.contains(string(json(.status))),
            suggested: suggestedTable(kind))
        let own = code()
        guard kind == .observation else { return append(event, code: own) }
        let hasValue =
            span(.valueQuantity).kind != .absent
            || span(.valueInteger).kind != .absent || span(.valueCodeableConcept).kind != .absent
        var components = 0
        if span(.component).kind == .array, let base = unsafe base {
            var walk = JSONArrayWalk(span(.component))
            while let element = unsafe walk.next(base, index) {
                guard let text = unsafe json(element), let code = unsafe find(codeOf, text) else {
                    continue
                }
                components += 1
                unsafe append(event, code: facts.codings.number(of: code), valuesIn: text)
            }
        }
        // A panel is its results.
        if components == 0 || hasValue { unsafe append(event, code: own, valuesIn: nil) }
    }

    private static let firstCoding = JSONPath(Array("$.coding[0]".utf8), isOperand: false)
    private static let optionalStatuses: Set<String> = [
        "not-done", "cancelled", "draft", "preparation", "registered",
    ]

    private func code() -> Int32 {
        for member in [Member.code, .medicationCodeableConcept, .vaccineCode] {
            if let text = unsafe json(member) { return unsafe facts.codings.number(of: text) }
        }
        return -1
    }

    /// Where an event belongs whose code is not known.
    private func suggestedTable(_ kind: ResourceKind) -> EventTable {
        switch kind {
        case .patient, .encounter, .condition: return .condition
        case .medicationRequest, .medicationAdministration, .immunization: return .drug
        case .procedure: return .procedure
        case .allergyIntolerance: return .observation
        case .observation:
            var isMeasured = false
            if let text = unsafe json(.category) {
                let hash = unsafe hashBytes(text)
                if let known = measuredCategories[hash] {
                    return known ? .measurement : .observation
                }
                for category in unsafe (try? JSONValue(parsing: Array(text)))?.array ?? [] {
                    for coding in category["coding"]?.array ?? [] {
                        let code = coding["code"]?.string
                        if code == "vital-signs" || code == "laboratory" { isMeasured = true }
                    }
                }
                measuredCategories[hash] = isMeasured
            }
            return isMeasured ? .measurement : .observation
        }
    }
    private var measuredCategories: [UInt64: Bool] = [:]

    private func append(_ event: Event, code: Int32) {
        append(
            event, code: code, number: .nan, unit: -1, answer: -1, isOptional: event.isOptional)
    }

    /// - Parameter component: JSON of the component with the value; nil for the resource itself.
    private func append(
        _ event: Event, code: Int32, valuesIn component: UnsafeBufferPointer<UInt8>?
    ) {
        let quantity: UnsafeBufferPointer<UInt8>?
        let concept: UnsafeBufferPointer<UInt8>?
        let integer: UnsafeBufferPointer<UInt8>?
        if let component = unsafe component {
            unsafe quantity = unsafe find(Self.quantityPath, component)
            unsafe concept = unsafe find(Self.conceptPath, component)
            unsafe integer = unsafe find(Self.integerPath, component)
        } else {
            unsafe (quantity, concept) = unsafe (json(.valueQuantity), json(.valueCodeableConcept))
            unsafe integer = unsafe json(.valueInteger)
        }
        let number = unsafe (find(value, quantity) ?? integer).flatMap { unsafe real($0) } ?? .nan
        unsafe append(
            event, code: code, number: number, unit: number.isNaN ? -1 : unitNumber(quantity),
            answer: concept.map { unsafe facts.codings.number(of: $0) } ?? -1,
            isOptional: event.isOptional)
    }

    private static let quantityPath = JSONPath(Array("$.valueQuantity".utf8), isOperand: false)
    private static let conceptPath = JSONPath(
        Array("$.valueCodeableConcept".utf8), isOperand: false)
    private static let integerPath = JSONPath(Array("$.valueInteger".utf8), isOperand: false)

    private func real(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        switch unsafe JSONNumber.value(text) {
        case .integer(let integer): Double(integer)
        case .real(let real): real
        default: nil
        }
    }

    /// The number of a quantity's unit: its code, else its text.
    private func unitNumber(_ quantity: UnsafeBufferPointer<UInt8>?) -> Int32 {
        guard let text = unsafe find(codeOf, quantity) ?? find(unit, quantity) else { return -1 }
        let hash = unsafe hashBytes(text)
        if let known = unitNumbers[hash] { return known }
        let code = unsafe string(text)
        let number = Int32(truncatingIfNeeded: facts.units.count)
        facts.units.append(LoneCode(code: code, conceptID: map.unit(code)))
        unitNumbers[hash] = number
        return number
    }

    private func append(
        _ event: Event, code: Int32, number: Double, unit: Int32, answer: Int32, isOptional: Bool
    ) {
        let targets = facts.codings[code]?.targets ?? []
        func append(_ table: EventTable, _ concept: Int32) {
            facts.events.append(
                EventFact(
                    kind: event.kind, table: table, isOptional: isOptional,
                    resource: event.resource, subject: event.subject, encounter: event.encounter,
                    code: code, concept: concept, unit: unit, answer: answer, start: event.start,
                    end: event.end, number: number))
        }
        if targets.isEmpty { return append(event.suggested, -1) }
        for target in targets {
            if let table = event.kind.table(ofCode: target.table) {
                append(table, target.conceptID)
            }
        }
    }
}

extension ResourceKind {
    /// Where the date of an event stands, the first that is there.
    fileprivate var dates: [Member] {
        switch self {
        case .patient, .encounter: []
        case .condition: [.onsetDateTime, .onsetPeriod, .recordedDate]
        case .observation, .medicationAdministration:
            [.effectiveDateTime, .effectivePeriod, .effectiveInstant]
        case .medicationRequest: [.authoredOn]
        case .immunization: [.occurrenceDateTime]
        case .procedure: [.performedDateTime, .performedPeriod]
        case .allergyIntolerance: [.recordedDate, .onsetDateTime]
        }
    }

    /// The table of an event whose code leads to a table: drugs that were given or prescribed are
    /// exposures, a drug that something else names is an observation; nil for what is not compared.
    fileprivate func table(ofCode table: EventTable?) -> EventTable? {
        switch self {
        case .medicationRequest, .medicationAdministration, .immunization: .drug
        case .allergyIntolerance: .observation
        default: table == .drug ? .observation : table
        }
    }
}

/// Literal references.
enum ReferenceText {
    /// The id that a reference names: of `Patient/23`, `http://x.org/fhir/Patient/23/_history/2`,
    /// `urn:uuid:…` and a bare id; nil when it names another type.
    ///
    /// - Source: FHIR R4, References, "Literal References".
    static func id(
        _ text: UnsafeBufferPointer<UInt8>, type: StaticString
    ) -> UnsafeBufferPointer<UInt8>? {
        for prefix in ["urn:uuid:", "urn:oid:"] where unsafe text.starts(with: prefix.utf8) {
            return unsafe UnsafeBufferPointer(rebasing: text[prefix.utf8.count...])
        }
        var parts = unsafe text.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        if unsafe parts.count > 2, unsafe parts[parts.count - 2].elementsEqual("_history".utf8) {
            unsafe parts.removeLast(2)
        }
        guard let id = unsafe parts.last, unsafe !id.isEmpty else { return nil }
        if unsafe parts.count > 1 {
            let name = unsafe UnsafeBufferPointer(
                start: type.utf8Start, count: type.utf8CodeUnitCount)
            guard unsafe parts[parts.count - 2].elementsEqual(name) else { return nil }
        }
        return unsafe UnsafeBufferPointer(rebasing: id)
    }
}

// Reads one constraint of a rules file.

import Columnar
import FHIR
import OMOP
import YAML

/// Reads constraints.
enum ConstraintReader {
    static func read(_ node: YAMLNode, domain: String) throws(LakeError) -> DomainRule {
        let rule = try MappingReader(
            node, "a constraint",
            ["id", "type", "severity", "applies_to", "params", "description"])
        let kind: ConstraintKind = try rule.choice("type")
        let target = try MappingReader(
            try rule.required("applies_to"), "'applies_to'", ["model", "field", "where"])
        let model = try model(target)
        let field = try target.node("field") == nil ? "" : target.text("field")
        guard !field.isEmpty || kind == .crossField || kind == .unique else {
            throw target.node.error("'applies_to' has no 'field'")
        }
        return DomainRule(
            id: try rule.text("id"), domain: domain, kind: kind,
            severity: try rule.node("severity") == nil ? .error : rule.choice("severity"),
            model: model, field: field,
            condition: try target.node("where") == nil ? nil : target.text("where"),
            parameters: try parameters(kind, rule, model, field), line: node.line)
    }

    private static func model(_ target: MappingReader) throws(LakeError) -> DomainModel {
        let node = try target.required("model")
        let text = try target.text("model")
        let tables = CDMSchema.tables.map { "omop." + $0.name }
        if tables.contains(text.lowercased()) {
            return .omop(String(text.lowercased().dropFirst("omop.".count)))
        }
        let types = R4.resourceTypes.map { "fhir." + $0 }
        if types.contains(text) { return .fhir(String(text.dropFirst("fhir.".count))) }
        throw node.error(
            "the model '\(text)' is not known",
            advice: nearest(to: text, among: tables + types).map { "did you mean '\($0)'?" }
                ?? "it is omop.<table> or fhir.<resource type>")
    }

    // MARK: Parameters

    private static func keys(_ kind: ConstraintKind) -> [String] {
        switch kind {
        case .required: []
        case .range: ["min", "max", "min_exclusive", "max_exclusive"]
        case .allowedValues: ["values"]
        case .regex: ["pattern"]
        case .unique: ["fields"]
        case .temporalOrder: ["not_after", "not_before", "via", "tolerance_days"]
        case .crossField: ["expression"]
        case .sexSpecific: ["female_only", "male_only"]
        case .ageAtEvent: ["min_years", "max_years"]
        }
    }

    private static func parameters(
        _ kind: ConstraintKind, _ rule: MappingReader, _ model: DomainModel, _ field: String
    ) throws(LakeError) -> ConstraintParameters {
        let given = try MappingReader(
            rule.node("params"), within: rule.node, "'params' of \(kind.rawValue)", keys(kind))
        switch kind {
        case .required: return .required
        case .range: return try range(given)
        case .allowedValues:
            let values = try given.sequence("values")
            guard !values.isEmpty else { throw given.node.error("'values' is empty") }
            return .allowedValues(try values.map { (node) throws(LakeError) in try value(node) })
        case .regex: return .regex(try pattern(given))
        case .unique: return .unique(try fields(given, field))
        case .temporalOrder: return try temporalOrder(given, model)
        case .crossField: return .crossField(try given.text("expression"))
        case .sexSpecific, .ageAtEvent:
            guard case .omop = model else {
                throw rule.node.error(
                    "\(kind.rawValue) looks at PERSON", advice: "apply it to a model omop.<table>")
            }
            return try kind == .sexSpecific ? sexSpecific(given) : ageAtEvent(given)
        }
    }

    private static func value(_ node: YAMLNode) throws(LakeError) -> RuleValue {
        guard let text = node.text else { throw node.error("a single value is expected") }
        if let boolean = node.boolean { return .boolean(boolean) }
        if let integer = node.integer { return .number(String(integer)) }
        if let real = node.real, real.isFinite { return .number(String(real)) }
        return .text(text)
    }

    private static func range(_ given: MappingReader) throws(LakeError) -> ConstraintParameters {
        let least = try bound(given, "min")
        let most = try bound(given, "max")
        guard least != nil || most != nil else {
            throw given.node.error("'params' of range has no 'min' and no 'max'")
        }
        if let least, let most, isNumber(least.value) != isNumber(most.value) {
            throw given.node.error("of 'min' and 'max' one is a number and one a date")
        }
        return .range(least: least, most: most)
    }

    private static func isNumber(_ value: RuleValue) -> Bool {
        if case .number = value { true } else { false }
    }

    /// `max: 30`, with `max_exclusive: true` where 30 is outside; or `max_exclusive: 30`.
    private static func bound(
        _ given: MappingReader, _ name: String
    ) throws(LakeError) -> RangeBound? {
        let exclusive = given.node(name + "_exclusive")
        let isFlag = exclusive?.boolean != nil
        if let node = given.node(name) {
            if let exclusive, !isFlag {
                throw exclusive.error(
                    "'\(name)' is there too", advice: "write '\(name)_exclusive: true'")
            }
            return RangeBound(
                value: try limit(node, name), isExclusive: exclusive?.boolean ?? false)
        }
        guard let exclusive else { return nil }
        guard !isFlag else { throw exclusive.error("there is no '\(name)'") }
        return RangeBound(value: try limit(exclusive, name + "_exclusive"), isExclusive: true)
    }

    private static func limit(_ node: YAMLNode, _ name: String) throws(LakeError) -> RuleValue {
        switch try value(node) {
        case .number(let text): return .number(text)
        case .text(let text) where text.utf8.count == 10 && CalendarDay.days(text) != nil:
            return .text(text)
        default: throw node.error("'\(name)' must be a number or a date like '2026-01-31'")
        }
    }

    private static func pattern(_ given: MappingReader) throws(LakeError) -> Pattern {
        let node = try given.required("pattern")
        do {
            return try Pattern(try given.text("pattern"))
        } catch {
            guard error.places.isEmpty else { throw error }
            throw error.at(.column("\(node.column)")).at(.line(node.line))
        }
    }

    private static func fields(
        _ given: MappingReader, _ field: String
    ) throws(LakeError) -> [String] {
        guard given.node("fields") != nil else {
            guard !field.isEmpty else { throw given.node.error("there are no 'fields'") }
            return [field]
        }
        var fields: [String] = []
        for node in try given.sequence("fields") {
            guard let text = node.text, !text.isEmpty else {
                throw node.error("a field must be a text")
            }
            fields.append(text)
        }
        guard !fields.isEmpty else { throw given.node.error("'fields' is empty") }
        return fields
    }

    private static func temporalOrder(
        _ given: MappingReader, _ model: DomainModel
    ) throws(LakeError) -> ConstraintParameters {
        let (after, before) = (given.node("not_after"), given.node("not_before"))
        guard (after == nil) != (before == nil) else {
            throw given.node.error("one of 'not_after' and 'not_before' must be there")
        }
        let tolerance = try given.integer("tolerance_days") ?? 0
        let name = after == nil ? "not_before" : "not_after"
        let other = try otherDate(try given.text(name), try given.required(name), given, model)
        return .temporalOrder(other, isLimitAbove: after != nil, toleranceDays: tolerance)
    }

    private static func otherDate(
        _ text: String, _ node: YAMLNode, _ given: MappingReader, _ model: DomainModel
    ) throws(LakeError) -> OtherDate {
        let parts = text.split(separator: ".").map { String($0) }
        guard parts.first == "omop", parts.count == 3 else {
            if let via = given.node("via") {
                throw via.error("'via' belongs to a field of another table")
            }
            return .field(text)
        }
        guard case .omop = model else {
            throw node.error("a resource cannot be compared with a table")
        }
        guard let table = CDMSchema.table(named: parts[1]) else {
            let near = nearest(to: parts[1], among: CDMSchema.tables.map(\.name))
            throw node.error(
                "the CDM has no table '\(parts[1])'", advice: near.map { "did you mean '\($0)'?" })
        }
        return .table(table.name, field: parts[2], via: try given.text("via"))
    }

    private static func sexSpecific(
        _ given: MappingReader
    ) throws(LakeError) -> ConstraintParameters {
        func concepts(_ key: String) throws(LakeError) -> [Int] {
            guard given.node(key) != nil else { return [] }
            return try given.sequence(key).map { (node) throws(LakeError) in
                guard let concept = node.integer else {
                    throw node.error("a concept must be a number")
                }
                return concept
            }
        }
        let (female, male) = (try concepts("female_only"), try concepts("male_only"))
        guard !female.isEmpty || !male.isEmpty else {
            throw given.node.error("there is no 'female_only' and no 'male_only'")
        }
        return .sexSpecific(female: female, male: male)
    }

    private static func ageAtEvent(
        _ given: MappingReader
    ) throws(LakeError) -> ConstraintParameters {
        let least = try given.integer("min_years")
        let most = try given.integer("max_years")
        guard least != nil || most != nil else {
            throw given.node.error("there is no 'min_years' and no 'max_years'")
        }
        return .ageAtEvent(least: least, most: most)
    }
}

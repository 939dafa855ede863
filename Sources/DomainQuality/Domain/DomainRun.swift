// Evaluates the constraints of a rules file.
//
//     rules file  →  constraints  →  names resolved  →  SQL over virtual tables  →  counts
//
// Conditions and expressions are SQL, so SQLite evaluates them: what a constraint finds is what the
// user finds with the same condition.

package import Columnar
import OMOPQuality
import SQLiteBridge

/// Evaluates all constraints of a file.
///
/// - Parameters:
///   - path: the rules file.
///   - omop: where the CDM is, as `cdmSource(at:)` reads it; nil for none, or for that of the
///     options.
///   - fhir: files, directories or globs of FHIR data.
/// - Returns: an outcome for each constraint, in the order of the file.
/// - Throws: `LakeError` at `.file` and `.line` for a file with an error; when data cannot be read.
package func domainChecks(
    rules path: String, omop: String?, fhir: [String],
    options: DomainOptions = DomainOptions()
) throws(LakeError) -> [DomainCheck] {
    try DomainRun(rules: path, omop: omop, fhir: fhir, options: options).checks()
}

/// The keys of all rows that violate one constraint.
///
/// - Throws: `LakeError.notFound` when the file has no constraint of that id.
package func domainOffenders(
    _ id: String, rules path: String, omop: String?, fhir: [String],
    options: DomainOptions = DomainOptions()
) throws(LakeError) -> [String] {
    let run = try DomainRun(rules: path, omop: omop, fhir: fhir, options: options)
    return try run.offenders(id)
}

/// One evaluation.
private struct DomainRun {
    private let path: String
    private let omop: String?
    private let fhir: [String]
    private let options: DomainOptions
    private let rules: [DomainRule]
    /// Tables of the CDM that constraints name.
    private let tables: [String: ConstraintTable]
    private let hasCDM: Bool

    init(
        rules path: String, omop: String?, fhir: [String], options: DomainOptions
    ) throws(LakeError) {
        self.path = path
        self.omop = omop
        self.fhir = fhir
        self.options = options
        rules = try RulesFile(path: path).rules
        let found = try options.cdm(at: omop)
        let cdm: any CDMSource = found ?? NoTables()
        hasCDM = found != nil
        var tables: [String: ConstraintTable] = [:]
        for rule in rules {
            for name in rule.tables where tables[name] == nil {
                tables[name] = try ConstraintTable(name, cdm)
            }
        }
        self.tables = tables
    }

    func checks() throws(LakeError) -> [DomainCheck] {
        let resolved = try self.resolved()
        let database = try self.database(resolved)
        var checks: [DomainCheck] = []
        for (index, rule) in resolved.enumerated() {
            checks.append(try check(rule, index, database, keysMax: options.keysMax))
        }
        return checks
    }

    func offenders(_ id: String) throws(LakeError) -> [String] {
        guard let index = rules.firstIndex(where: { $0.id == id }) else {
            throw LakeError(
                .notFound, "no constraint has the id '\(id)'", at: [.file(path)],
                advice: nearest(to: id, among: rules.map(\.id)).map { "did you mean '\($0)'?" })
        }
        let resolved = try self.resolved()
        let database = try self.database(resolved)
        return try check(resolved[index], index, database, keysMax: .max).keys
    }

    private func resolved() throws(LakeError) -> [ResolvedRule] {
        let resolver = RuleResolver(tables: tables)
        do throws(LakeError) {
            return try rules.map { (rule) throws(LakeError) in try resolver.resolve(rule) }
        } catch {
            throw error.at(.file(path))
        }
    }

    // MARK: Tables

    /// The virtual table of a constraint.
    private static func tableName(_ rule: DomainRule, _ index: Int) -> String {
        switch rule.model {
        case .omop(let table): table
        case .fhir: "resources_\(index)"
        }
    }

    /// A database with a virtual table for each that is read.
    private func database(_ resolved: [ResolvedRule]) throws(LakeError) -> Database {
        var sources: [String: any TableSource] = [:]
        let checkpoint = Checkpoint(call: options.checkpoint)
        for (name, table) in tables { sources[name] = TypedCDMTable(name, table, checkpoint) }
        for (index, rule) in resolved.enumerated() {
            guard case .fhir(let type) = rule.rule.model else { continue }
            sources[Self.tableName(rule.rule, index)] = try ElementTable(
                files: fhir, type: type, paths: rule.fields, lineBytesMax: options.lineBytesMax,
                checkpoint: checkpoint)
        }
        let tables = sources
        let module = ScanModule(
            "constraint_table",
            .virtualTable { (arguments) throws(LakeError) in
                guard let name = arguments.first, let source = tables[name] else {
                    throw LakeError(.notFound, "no such table")
                }
                return source
            })
        let settings = ScanSettings()
        settings[.threads] = options.threadCount
        settings[.memoryBytes] = options.memoryBytesMax
        do throws(SQLiteError) {
            let database = try Database(path: ":memory:")
            try database.register(module, host: ScanHost(settings: settings, didFinish: { _ in }))
            try database.register(TextMatching.function())
            for name in tables.keys.sorted() {
                try database.execute(
                    "CREATE VIRTUAL TABLE temp.\(name) USING constraint_table(\(name))")
            }
            return database
        } catch {
            throw LakeError(.io, error.message)
        }
    }

    // MARK: Evaluation

    private func check(
        _ resolved: ResolvedRule, _ index: Int, _ database: Database, keysMax: Int
    ) throws(LakeError) -> DomainCheck {
        let rule = resolved.rule
        let query = ConstraintQuery(
            resolved, table: Self.tableName(rule, index), key: Self.key(rule))
        let statement: Statement?
        do throws(SQLiteError) {
            statement = try database.prepare(query.rows).statement
        } catch {
            throw LakeError(
                .invalidInput, "\(rule.id): \(error.message)",
                at: [.file(path), .line(rule.line)],
                advice: "'where' and 'expression' are SQL conditions over the fields of a row")
        }
        var tally = Tally(keysMax: keysMax)
        let problem = problem(resolved)
        if problem == nil, let statement { try count(statement, rule, &tally) }
        let isNothing = tally.checked == 0
        return DomainCheck(
            id: rule.id, domain: rule.domain, type: rule.kind.rawValue,
            severity: rule.severity.rawValue, model: rule.model.text, field: rule.field,
            checked: tally.checked, violated: tally.violated,
            status: problem != nil
                ? DomainCheck.Status.notEvaluated
                : isNothing
                    ? DomainCheck.Status.notApplicable
                    : tally.violated > 0 ? DomainCheck.Status.fail : DomainCheck.Status.pass,
            keys: tally.sortedKeys(), query: self.query(rule, query),
            reason: problem ?? (isNothing ? "there is no row to check" : nil))
    }

    private static func key(_ rule: DomainRule) -> String {
        switch rule.model {
        case .omop(let table): ConstraintTable.key(of: table)
        case .fhir: ElementTable.idColumn
        }
    }

    /// Why a constraint cannot be evaluated.
    private func problem(_ resolved: ResolvedRule) -> String? {
        guard case .omop(let table) = resolved.rule.model else {
            return fhir.isEmpty ? "no FHIR data is named" : nil
        }
        guard hasCDM else { return "no CDM is named" }
        let needs =
            resolved.fields.map { (table: table, field: $0) } + resolved.others
            + [(table, ConstraintTable.key(of: table))]
        for need in needs {
            guard let found = tables[need.table], found.source != nil else {
                return "the CDM has no table \(need.table)"
            }
            if !found.has(need.field) { return "\(need.table) has no column \(need.field)" }
        }
        return nil
    }

    private func count(
        _ statement: Statement, _ rule: DomainRule, _ tally: inout Tally
    ) throws(LakeError) {
        do throws(SQLiteError) {
            while try statement.step() {
                tally.checked += 1
                guard statement.integer(at: 1) != 0 else { continue }
                tally.add(
                    statement.type(at: 0) == .integer
                        ? .number(statement.integer(at: 0)) : .text(statement.text(at: 0) ?? ""))
            }
        } catch {
            try options.checkpoint()
            throw LakeError(.io, "\(rule.id): \(error.message)")
        }
    }

    /// How a user lists all violations.
    private func query(_ rule: DomainRule, _ query: ConstraintQuery) -> String {
        guard case .fhir = rule.model else { return query.offenders }
        let place = omop.map { SQLText.literal($0) } ?? "NULL"
        let files = fhir.first.map { ", " + SQLText.literal($0) } ?? ""
        return "SELECT key FROM domain_offenders(\(SQLText.literal(rule.id)), "
            + "\(SQLText.literal(path)), \(place)\(files))"
    }
}

/// The key of a row: numbers sort as numbers, and before texts.
private enum RowKey: Comparable {
    case number(Int64)
    case text(String)

    var text: String {
        switch self {
        case .number(let number): String(number)
        case .text(let text): text
        }
    }
}

/// Counts rows and keeps the first keys.
private struct Tally {
    let keysMax: Int
    var checked = 0
    private(set) var violated = 0
    private var keys: [RowKey] = []

    init(keysMax: Int) { self.keysMax = keysMax }

    mutating func add(_ key: RowKey) {
        violated += 1
        keys.append(key)
        // Now and then all but the first are dropped, so that memory stays bounded.
        if keysMax < Int.max / 8, keys.count > keysMax * 4 + 1024 {
            keys.sort()
            keys.removeLast(keys.count - keysMax)
        }
    }

    mutating func sortedKeys() -> [String] {
        keys.sort()
        return keys.prefix(keysMax).map(\.text)
    }
}

extension DomainRule {
    /// The tables of the CDM that it may look at.
    fileprivate var tables: [String] {
        guard case .omop(let table) = model else { return [] }
        switch parameters {
        case .temporalOrder(.table(let other, _, _), _, _): return [table, other]
        case .sexSpecific, .ageAtEvent: return [table, "person"]
        default: return [table]
        }
    }
}

/// A CDM without tables.
private struct NoTables: CDMSource {
    func table(_ name: String) throws(LakeError) -> (any TableSource)? { nil }
}

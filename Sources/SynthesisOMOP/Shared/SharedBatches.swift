// What persons share: care sites, their locations, providers, the description of the data set and
// the vocabulary.

package import Columnar
package import OMOP
package import Synthesis

/// The rows of a table that persons share.
///
/// - Parameters:
///   - referenced: whom the persons refer to: only these have rows.
///   - vocabulary: gives the vocabulary tables their rows.
/// - Returns: columns in the order of the CDM, without rows for a table that persons do not share.
package func sharedBatch(
    _ table: OMOPTable, world: SyntheticWorld, vocabulary: Vocabulary,
    referenced: ReferencedProviders
) -> TypedBatch {
    switch table {
    case .location: return SharedTables.locations(world, referenced)
    case .careSite: return SharedTables.careSites(world, referenced)
    case .provider: return SharedTables.providers(world, referenced)
    case .cdmSource: return SharedTables.source(world)
    case .ledger: return SharedTables.ledger(world, referenced)
    default:
        return vocabulary.batch(ofTable: table.rawValue) ?? TypedBatch(rowCount: 0, columns: [])
    }
}

/// The shared tables.
enum SharedTables {
    private struct SiteRow {
        let id: Int64
        let kind: CareSite.Kind
    }

    private struct ProviderRow {
        let id: Int64
        let careSite: Int64
        let provider: Provider
    }

    private static let siteKinds = WorldText.column(["hospital", "clinic", "urgent care"])
    private static let specialties = WorldText.column(["General Practice"])
    private static let genders = WorldText.column(["male", "female"])

    static func locations(
        _ world: SyntheticWorld, _ referenced: ReferencedProviders
    ) -> TypedBatch {
        var table = LocationTable(catalogue: world.catalogue)
        let sites = world.network.careSites
        for index in referenced.careSites.members(below: sites.count) {
            table.append(sites[index], number: Int64(index) + 1)
        }
        return table.take()
    }

    /// A care site has the number of its location.
    static func careSites(
        _ world: SyntheticWorld, _ referenced: ReferencedProviders
    ) -> TypedBatch {
        let sites = world.network.careSites
        let indexes = referenced.careSites.members(below: sites.count)
        var names = ByteColumn()
        var sources = ByteColumn()
        for index in indexes {
            names.append(String(sites[index].name.prefix(255)).utf8)
            sources.append(String(index + 1).utf8)
        }
        var columns = RowColumns<SiteRow>()
        for index in indexes {
            columns.append(SiteRow(id: Int64(index) + 1, kind: sites[index].kind))
        }
        columns.begin()
        columns.long(\.id)
        columns.text(moving: &names)
        columns.int { row in
            switch row.kind {
            case .hospital: ConceptID.visitOutpatientHospital
            case .clinic: ConceptID.visitOffice
            case .urgentCare: ConceptID.visitUrgentCare
            }
        }
        columns.long(\.id)
        columns.text(moving: &sources)
        columns.text(siteKinds) { Int32($0.kind.rawValue) }
        columns.end()
        return columns.take()
    }

    static func providers(
        _ world: SyntheticWorld, _ referenced: ReferencedProviders
    ) -> TypedBatch {
        let all = world.network.providers
        let catalogue = world.catalogue
        var names = ByteColumn()
        var npis = ByteColumn()
        var sources = ByteColumn()
        var columns = RowColumns<ProviderRow>()
        for index in referenced.providers.members(below: all.count) {
            let provider = all[index]
            names.append(name(of: provider, catalogue).utf8)
            npis.append(String(provider.npi).utf8)
            sources.append(String(index + 1).utf8)
            columns.append(
                ProviderRow(
                    id: Int64(index) + 1, careSite: Int64(provider.careSite) + 1,
                    provider: provider))
        }
        columns.begin()
        columns.long(\.id)
        columns.text(moving: &names)
        columns.text(moving: &npis)
        columns.nullTexts()
        columns.int(ConceptID.generalPractice)
        columns.optionalLong(\.careSite)
        columns.int(\.provider.yearOfBirth)
        columns.int { $0.provider.sex == .male ? ConceptID.male : ConceptID.female }
        columns.text(moving: &sources)
        columns.text(specialties) { _ in 0 }
        columns.int(ConceptID.generalPractice)
        columns.text(genders) { $0.provider.sex == .male ? 0 : 1 }
        columns.int { $0.provider.sex == .male ? ConceptID.male : ConceptID.female }
        columns.end()
        return columns.take()
    }

    private static func name(of provider: Provider, _ catalogue: Catalogue) -> String {
        let given = provider.sex == .male ? catalogue.maleNames : catalogue.femaleNames
        let first =
            given.indices.contains(Int(provider.givenName))
            ? given[Int(provider.givenName)] : ""
        let last =
            catalogue.surnames.indices.contains(Int(provider.surname))
            ? catalogue.surnames[Int(provider.surname)] : ""
        return String("\(first) \(last)".prefix(255))
    }

    /// The one row of CDM_SOURCE: everything in it follows from the options.
    static func source(_ world: SyntheticWorld) -> TypedBatch {
        var columns = RowColumns<Int32>()
        columns.append(world.options.asOfDay)
        func text(_ value: String, _ columns: inout RowColumns<Int32>) {
            columns.text(WorldText.column([value], lengthMax: 255)) { _ in 0 }
        }
        columns.begin()
        text("healthlake synthetic population", &columns)
        text("healthlake-synthetic", &columns)
        text("healthlake", &columns)
        text(
            "A simulated population: nobody in it exists. Seed \(world.options.seed). "
                + "The same persons are there as FHIR R4.", &columns)
        columns.nullTexts()
        columns.nullTexts()
        columns.date(\.self)
        columns.date(\.self)
        text(CDMSchema.version, &columns)
        columns.int(ConceptID.cdmVersion)
        text(Vocabulary.version, &columns)
        columns.end()
        return columns.take()
    }

    static func ledger(_ world: SyntheticWorld, _ referenced: ReferencedProviders) -> TypedBatch {
        var ledger = LedgerRows()
        let sites = referenced.careSites.members(below: world.network.careSites.count)
        let (careSites, locations, providers) = (
            LedgerRows.number(of: .careSite), LedgerRows.number(of: .location),
            LedgerRows.number(of: .provider)
        )
        for index in sites {
            let id = Int64(index) + 1
            ledger.pair(.organization, id: id, table: careSites, omopID: id, person: 0)
        }
        for index in referenced.payers.members(below: world.catalogue.payers.count) {
            ledger.lone(
                .organization, id: Int64(index) + 1, prefix: "payer-", reason: .payer, person: 0)
        }
        for index in sites {
            let id = Int64(index) + 1
            ledger.pair(.location, id: id, table: locations, omopID: id, person: 0)
        }
        for index in referenced.providers.members(below: world.network.providers.count) {
            let id = Int64(index) + 1
            ledger.pair(.practitioner, id: id, table: providers, omopID: id, person: 0)
            ledger.lone(.practitionerRole, id: id, reason: .role, person: 0)
        }
        return ledger.take()
    }
}

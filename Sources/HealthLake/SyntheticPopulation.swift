// The populations that SQL functions of one connection ask for.

import Columnar
import Generation
import SQLiteBridge
import Synchronization
import Synthesis

/// Makes worlds, and keeps the last ones: a join asks for the same one many times.
final class SyntheticPopulation: Sendable {
    /// The options that one world was made of.
    private struct Key: Hashable {
        let seed: UInt64
        let historyYears: Int
        let asOfDay: Int32
        let profile: PopulationProfile

        init(_ options: SyntheticOptions) {
            seed = options.seed
            historyYears = options.historyYears
            asOfDay = options.asOfDay
            profile = options.profile
        }
    }

    private struct State {
        /// The catalogue in the binary, loaded when first needed.
        var embedded: Catalogue?
        var worlds: [Key: SyntheticWorld] = [:]
    }

    private static let worldsMax = 8
    private let state = Mutex(State())

    /// The catalogue of the database, else the one in the binary.
    func catalogue(of database: Database) throws(LakeError) -> Catalogue {
        if CatalogueSource.isIn(database) { return try CatalogueSource.load(from: database) }
        if let embedded = state.withLock({ $0.embedded }) { return embedded }
        let loaded = try Catalogue.load()
        state.withLock { $0.embedded = loaded }
        return loaded
    }

    /// A world of these options. One of tables in the database is made anew each time, since they
    /// may have been edited.
    func world(
        _ options: SyntheticOptions, of database: Database
    ) throws(LakeError) -> SyntheticWorld {
        if CatalogueSource.isIn(database) {
            return try SyntheticWorld.make(
                options: options, catalogue: CatalogueSource.load(from: database))
        }
        let key = Key(options)
        if let world = state.withLock({ $0.worlds[key] }) { return world }
        let world = try SyntheticWorld.make(
            options: options, catalogue: catalogue(of: database))
        state.withLock { state in
            if state.worlds.count >= Self.worldsMax { state.worlds.removeAll() }
            state.worlds[key] = world
        }
        return world
    }
}

// What selectors ask of a node's configuration, also where nobody has written it.
//
//     config.materialized:view      models of which nothing is said, too
//     config.severity:error         tests
//     config.meta.owner:billing     down into a mapping
//     config.tags:nightly           one item of a list
//
// Source: dbt documentation, "config method" of "Node selector methods"; the defaults are those of
// dbt-core's NodeConfig, SeedConfig, TestConfig and SourceConfig.

import Jinja

extension Node {
    /// The texts of a value of the configuration: one, or those of a list's items.
    ///
    /// - Parameter key: with dots between the keys of mappings that lie in each other.
    /// - Returns: none where there is no such value.
    func configTexts(_ key: String) -> [String] {
        let path = key.split(separator: ".").map(String.init)
        guard let name = path.first else { return [] }
        var value = config[name] ?? defaultConfig(name)
        for part in path.dropFirst() {
            guard case .dict(let mapping)? = value else { return [] }
            value = mapping[part]
        }
        if case .list(let list)? = value { return list.items.compactMap(plainText) }
        return value.flatMap(plainText).map { [$0] } ?? []
    }

    private func defaultConfig(_ name: String) -> JinjaValue? {
        switch (name, kind) {
        case ("enabled", _): .bool(true)
        case ("materialized", .model): .string(Materialisation.view.rawValue)
        case ("materialized", .seed): .string(Materialisation.seed.rawValue)
        case ("materialized", .test): .string("test")
        case ("on_schema_change", .model), ("on_schema_change", .seed): .string("ignore")
        case ("delimiter", .seed): .string(",")
        case ("severity", .test): .string("error")
        case ("fail_calc", .test): .string("count(*)")
        case ("warn_if", .test), ("error_if", .test): .string("!= 0")
        default: nil
        }
    }
}

// swift-tools-version: 6.2
import PackageDescription

// A program of somebody else that puts healthlake on its own connection.
let package = Package(
    name: "embedding",
    dependencies: [.package(name: "healthlake", path: "../../..")],
    targets: [
        .executableTarget(
            name: "embedding",
            dependencies: [.product(name: "HealthLake", package: "healthlake"), "CSQLite3"]),
        .systemLibrary(
            name: "CSQLite3", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    ]
)

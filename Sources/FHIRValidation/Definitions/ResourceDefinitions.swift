// The compiled R4 definitions, made once from the tables in the binary.

/// Everything that the walk looks up. The same for all validators.
@safe
final class ResourceDefinitions: @unchecked Sendable {  // because: never written after init
    /// Made when first needed: about 10 ms.
    static let shared = ResourceDefinitions(DefinitionCompiler.compile())

    let names: NameTables
    let nodes: UnsafeMutablePointer<Node>
    let properties: UnsafeMutablePointer<Property>
    let codeSets: [CodeSet]
    let targetSets: [TargetSet]
    /// Names of elements, without `[x]`, by their number.
    let elementNames: [String]
    /// Names of members, as JSON has them, by the number of their property.
    let memberNames: [String]
    /// Sorted; the number of a type is its place.
    let resourceTypes: [String]
    /// From the name of a resource type to its number.
    let typeTable: NameTable
    /// The node of each resource type.
    let typeNodes: [Int]
    /// The node of the companion of a primitive.
    let companionNode: Int
    /// The node of Meta.
    let metaNode: Int

    init(_ compiled: DefinitionCompiler) {
        names = NameTables(compiled.tables)
        unsafe nodes = UnsafeMutablePointer<Node>.allocate(capacity: max(compiled.nodes.count, 1))
        for (place, node) in compiled.nodes.enumerated() {
            unsafe (nodes + place).initialize(to: node)
        }
        unsafe properties = UnsafeMutablePointer<Property>.allocate(
            capacity: max(compiled.properties.count, 1))
        for (place, property) in compiled.properties.enumerated() {
            unsafe (properties + place).initialize(to: property)
        }
        codeSets = compiled.codeSets
        targetSets = compiled.targetSets
        elementNames = compiled.elementNames
        memberNames = compiled.memberNames
        resourceTypes = compiled.resourceTypes
        typeTable = compiled.typeTable
        typeNodes = compiled.typeNodes
        companionNode = compiled.companionNode
        metaNode = compiled.metaNode
    }

    deinit {
        unsafe nodes.deallocate()
        unsafe properties.deallocate()
    }
}

// The bytes of a seed.

import Columnar
import Storage

/// - Throws: `LakeError` at `.file`.
func readSeed(_ node: Node) throws(LakeError) -> [UInt8] {
    try readWholeFile(path: node.path, bytesMax: ModelingLimits.seedBytesMax)
}

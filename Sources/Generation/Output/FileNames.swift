// The names in an output directory.

import Columnar
import Storage

/// Names of everything in a directory, in no order.
func fileNames(in directory: String) throws(LakeError) -> [String] {
    try directoryEntries(Array(directory.utf8)).map { String(decoding: $0.name, as: UTF8.self) }
}

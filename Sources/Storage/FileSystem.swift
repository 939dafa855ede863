// What writers do to the file system: few operations, so that tests can let each of them fail.
//
// A file is written under its final name when nothing refers to it yet (a data file that no
// snapshot lists); a file that readers look for is written beside its place and published by one
// atomic step: `publish` never replaces, `replace` does.

package import Columnar

/// The operations that writers need. Paths are local; errors carry the path at `.file`.
package protocol FileSystem: Sendable {
    /// Makes a new, empty file that must not be there yet.
    ///
    /// - Throws: `LakeError.conflict` when there is one, `.io` when the system refuses.
    func create(_ path: String) throws(LakeError) -> any OutputFile

    /// Makes a directory and those above it; nothing happens where they are there.
    ///
    /// - Throws: `LakeError.invalidInput` where a part of the path is a file, `.io`.
    func makeDirectories(_ path: String) throws(LakeError)

    /// The same, and leaves it to the caller to make the new names durable.
    ///
    /// - Returns: the directories with a new name, for `synchronizeDirectory`.
    func makeDirectoryNames(_ path: String) throws(LakeError) -> [String]

    /// Gives a finished file its public name in one atomic step (link and unlink).
    ///
    /// - Throws: `LakeError.conflict` when `target` is there already; `source` is then still there.
    func publish(_ source: String, as target: String) throws(LakeError)

    /// Puts a finished file in the place of another in one atomic step (rename).
    func replace(_ target: String, with source: String) throws(LakeError)

    /// Removes a file; nothing happens when it is gone already.
    func remove(_ path: String) throws(LakeError)

    /// Makes the names in a directory durable.
    func synchronizeDirectory(_ path: String) throws(LakeError)
}

extension FileSystem {
    package func makeDirectoryNames(_ path: String) throws(LakeError) -> [String] {
        try makeDirectories(path)
        return []
    }
}

/// A file that is being written. One thread at a time.
package protocol OutputFile: AnyObject {
    var path: String { get }
    /// Bytes written so far.
    var sizeBytes: Int { get }

    /// Appends bytes.
    ///
    /// - Throws: `LakeError.io` at `.file`, with what to do when no space is left.
    func write(_ bytes: UnsafeRawBufferPointer) throws(LakeError)

    /// Lets the disk begin with what is written so far, and does not wait for it. Advice: errors
    /// are told by `finish`.
    func startWriteBack()

    /// Makes the content durable and closes the file. No write may follow.
    func finish() throws(LakeError)

    /// Closes and removes the file; errors are of no interest any more.
    func abandon()
}

extension OutputFile {
    package func startWriteBack() {}

    /// Appends the bytes of an array.
    package func write(_ bytes: [UInt8]) throws(LakeError) {
        unsafe try bytes.withUnsafeBufferPointer { (buffer) throws(LakeError) in
            unsafe try write(UnsafeRawBufferPointer(buffer))
        }
    }
}

import Columnar
import Glibc
import Storage
import Testing

@Suite struct FileListingTests {
    let directory = TemporaryDirectory()

    init() {
        for name in [
            "Patient.ndjson", "Patient.000.NDJSON.GZ", "Observation.jsonl.zst", "bundle.json",
            "_SUCCESS.json", ".hidden.ndjson", "notes.txt", "data[1].ndjson", "é.csv", "x{y.csv",
        ] { directory.write(name) }
        for name in ["a", "a/b", "a/b/c", "z", "empty", "nested", "nested/in", ".git", "_tmp"] {
            directory.makeDirectory(name)
        }
        for name in [
            "a/one.ndjson", "a/b/two.ndjson", "a/b/c/three.json", "a/b/notes.txt",
            "nested/in/x.json", ".git/y.json", "_tmp/w.json",
        ] { directory.write(name) }
        directory.makeDirectory("dir.ndjson")
        directory.link("a/loop", to: "..")
        directory.link("a/b/self", to: ".")
        directory.link("z/linked.ndjson", to: "../a/one.ndjson")
        directory.link("z/dangling.ndjson", to: "nowhere")
        _ = unsafe mkfifo("\(directory.path)/pipe.ndjson", 0o644)
    }

    /// Paths below the directory.
    func expand(_ pattern: String) throws -> [String] {
        try expandPath("\(directory.path)/\(pattern)").map {
            String($0.path.dropFirst(directory.path.count + 1))
        }
    }

    func error(_ pattern: String) -> String {
        do throws(LakeError) {
            let files = try expandPath("\(directory.path)/\(pattern)")
            return "no error, \(files.count) files"
        } catch {
            return error.description.replacing(directory.path + "/", with: "")
        }
    }

    static let data = [
        "Observation.jsonl.zst", "Patient.000.NDJSON.GZ", "Patient.ndjson", "bundle.json",
        "data[1].ndjson",
    ]

    @Test(arguments: [
        ("Patient.ndjson", ["Patient.ndjson"]),
        ("notes.txt", ["notes.txt"]),
        ("data[1].ndjson", ["data[1].ndjson"]),
        ("data[[]1].ndjson", ["data[1].ndjson"]),
        ("", data),
        ("a", ["a/one.ndjson"]),
        ("a/", ["a/one.ndjson"]),
        ("a//", ["a/one.ndjson"]),
        ("z", ["z/linked.ndjson"]),
        ("Pat*", ["Patient.000.NDJSON.GZ", "Patient.ndjson"]),
        ("Pat*.ndjson", ["Patient.ndjson"]),
        ("*.txt", ["notes.txt"]),
        ("?.csv", ["é.csv"]),
        ("*{*.csv", ["x{y.csv"]),
        ("?undle.json", ["bundle.json"]),
        ("[a-c]undle.json", ["bundle.json"]),
        ("[!a]undle.json", ["bundle.json"]),
        ("[^b]undle.json", []),
        ("[]b]undle.json", ["bundle.json"]),
        (".h*", [".hidden.ndjson"]),
        ("{bundle,notes}.*", ["bundle.json", "notes.txt"]),
        ("{bundle.json,a/{one,two}.ndjson,bundle.json}", ["a/one.ndjson", "bundle.json"]),
        ("*/one.ndjson", ["a/one.ndjson"]),
        ("*/*.ndjson", ["a/one.ndjson", "z/linked.ndjson"]),
        ("a/**/*.ndjson", ["a/b/two.ndjson", "a/one.ndjson"]),
        ("**/*.txt", ["a/b/notes.txt", "notes.txt"]),
        ("**/c/*", ["a/b/c/three.json"]),
        ("**/b/**/*.json", ["a/b/c/three.json"]),
        ("nested/**", ["nested/in/x.json"]),
        ("**/**/x.json", ["nested/in/x.json"]),
    ]) func patterns(pattern: String, expected: [String]) throws {
        guard !expected.isEmpty else {
            #expect(error(pattern).contains("no file matches"))
            return
        }
        // Links back up from "a" lead to the whole tree, each directory once.
        let found = try expand(pattern).filter { !$0.contains("loop") }
        #expect(found == expected.map { pattern == "a//" ? $0 : $0 })
    }

    @Test func anyDepthFollowsLinksOnce() throws {
        let all = try expand("**")
        #expect(Set(all).isSuperset(of: ["Patient.ndjson", "a/one.ndjson", "a/b/c/three.json"]))
        #expect(all.filter { $0.hasSuffix("three.json") } == ["a/b/c/three.json"])
        #expect(!all.contains { $0.contains(".git") || $0.contains("_tmp") })
        #expect(all == all.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }

    @Test(arguments: [
        (
            "bulk/Pat*.ndjson",
            "bulk/Pat*.ndjson: no file matches; the directory 'bulk' does not exist"
        ),
        (
            "Pat*nt.json", "Pat*nt.json: no file matches; did you mean 'Patient.ndjson'?"
        ),
        (
            "Patient.json",
            "Patient.json: no such file or directory; did you mean 'Patient.ndjson'?"
        ),
        ("bundel.json", "bundel.json: no such file or directory; did you mean 'bundle.json'?"),
        (
            "nestde/in/x.json",
            "nestde/in/x.json: no such file or directory; the directory 'nestde' does not exist, "
                + "did you mean 'nested'?"
        ),
        (
            "empty",
            "empty: the directory is empty; looked for names ending in "
                + ".ndjson, .jsonl or .json, also followed by .gz or .zst"
        ),
        (
            "nested",
            "nested: no data file in the directory; to read the files of its subdirectories too, "
                + "write 'nested/**'"
        ),
        ("pipe.ndjson", "pipe.ndjson: is a FIFO (named pipe), not a regular file"),
        ("neste*", "neste*: no file matches; only directories match: add '/*' to read their files"),
        ("zzzzzz", "zzzzzz: no such file or directory"),
    ]) func errors(pattern: String, expected: String) {
        #expect(error(pattern) == expected)
    }

    @Test func devicesAndSockets() {
        #expect(throws: LakeError.self) { _ = try expandPath("/dev/null") }
        #expect(throws: LakeError.self) { _ = try expandPath("") }
        #expect(throws: LakeError.self) { _ = try expandPath("a\0b") }
        #expect(throws: LakeError.self) { _ = try expandPath("s3://bucket/x.ndjson") }
        #expect(throws: LakeError.self) { _ = try expandPath("~/x.ndjson") }
    }

    @Test func openingAFIFODoesNotHang() {
        let file = DataFile(
            path: "\(directory.path)/pipe.ndjson", sizeBytes: 0,
            identity: DataFile.Identity(device: 0, inode: 0, modificationTimeNanoseconds: 0))
        #expect(throws: LakeError.self) {
            _ = try LineReader.open(file: file, unitBytes: 10, lineBytesMax: 10)
        }
    }

    @Test func uris() throws {
        let plain = try expandPath("\(directory.path)/data[1].ndjson")
        for uri in [
            "file://\(directory.path)/data%5B1%5d.ndjson",
            "FILE://localhost\(directory.path)/data[1].ndjson",
        ] { #expect(try expandPath(uri) == plain) }
        for uri in ["file://host/x", "file://", "file:///a%2", "file:///a%zz"] {
            #expect(throws: LakeError.self) { _ = try expandPath(uri) }
        }
    }

    @Test func identityChangesWithTheFile() throws {
        let before = try expandPath("\(directory.path)/bundle.json")
        directory.write("bundle.json", [1, 2, 3])
        let after = try expandPath("\(directory.path)/bundle.json")
        #expect(before[0].identity.inode == after[0].identity.inode)
        #expect(after[0].sizeBytes == 3)
        #expect(before != after)
    }

    @Test func alternativesAreLimited() {
        let pattern = String(repeating: "{a,b}", count: 20)
        #expect(error(pattern).contains("alternatives"))
    }

    @Test func manyStarsAreFast() throws {
        directory.write(String(repeating: "a", count: 200))
        #expect(error(String(repeating: "*a", count: 60) + "b").contains("no file matches"))
    }

    @Test(arguments: [
        (EACCES, LakeError.Code.io, "permission denied"), (EPERM, .io, "permission denied"),
        (ENOENT, .notFound, "no such file"), (ENOTDIR, .notFound, "not a directory"),
        (EISDIR, .invalidInput, "is a directory"), (EMFILE, .limit, "too many open files"),
        (ELOOP, .io, "symbolic links"), (EIO, .io, "Input/output error"),
        (ENAMETOOLONG, .invalidInput, "too long"), (ENOMEM, .limit, "no memory"),
    ]) func systemErrors(number: Int32, code: LakeError.Code, text: String) {
        let error = systemError(number, "cannot open", path: "x")
        #expect(error.code == code)
        #expect(error.description.hasPrefix("x: "))
        #expect(error.what.contains(text))
    }
}

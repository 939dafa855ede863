// Damages a share of the records of a chunk.
//
// Whether and how a record is damaged follows from the seed and the record's own id, so that it is
// the same whatever else is generated. A record gets one defect at most.

import Columnar
import Synthesis
import SynthesisFHIR
import SynthesisOMOP

/// Plants defects and keeps the ledger.
struct DefectInjector {
    let world: SyntheticWorld
    /// The share of records, 0 to 0.5.
    let share: Double

    /// Streams of records: far from those of persons.
    private static let streamBase: UInt32 = 0x4446_0000

    func damage(_ chunk: inout PopulationChunk) {
        for index in chunk.lines.indices {
            damage(&chunk.lines[index], &chunk.defects)
        }
        for index in chunk.rows.indices {
            damage(&chunk.rows[index], &chunk.defects)
        }
    }

    private func damage(_ lines: inout ResourceLines, _ defects: inout [PlantedDefect]) {
        let type = SyntheticResource.allCases.firstIndex(of: lines.resource) ?? 0
        let stream = Self.streamBase + UInt32(type)
        let source = unsafe lines.withBytes { unsafe Array($0) }
        var bytes: [UInt8] = []
        var ends: [Int] = []
        var copied = 0
        var start = 0
        for end in lines.lineEnds {
            defer { start = end }
            guard let id = FHIRBundleSet.id(of: source[start..<end]),
                let number = Int64(String(decoding: id, as: UTF8.self))
            else {
                ends.append(bytes.count + end - copied)
                continue
            }
            var random = RandomStream(seed: world.options.seed, person: number, stream: stream)
            if random.chance(share),
                let (line, defect) = FHIRDefects.damage(
                    Array(source[start..<(end - 1)]), type: lines.resource.rawValue,
                    id: "\(number)", &random)
            {
                bytes.append(contentsOf: source[copied..<start])
                bytes.append(contentsOf: line)
                bytes.append(UInt8(ascii: "\n"))
                copied = end
                defects.append(defect)
            }
            ends.append(bytes.count + end - copied)
        }
        guard copied > 0 else { return }
        bytes.append(contentsOf: source[copied...])
        lines.replace(bytes, lineEnds: ends)
    }

    private func damage(_ rows: inout OMOPRows, _ defects: inout [PlantedDefect]) {
        guard rows.batch.rowCount > 0, let editor = OMOPDefects(rows.table) else { return }
        let table = OMOPTable.allCases.firstIndex(of: rows.table) ?? 0
        let stream = Self.streamBase + 0x100 + UInt32(table)
        guard case .int64s(let keys) = rows.batch.columns[0].values else { return }
        for row in 0..<rows.batch.rowCount {
            var random = RandomStream(seed: world.options.seed, person: keys[row], stream: stream)
            guard random.chance(share) else { continue }
            if let defect = editor.damage(row, of: &rows.batch, key: keys[row], &random) {
                defects.append(defect)
            }
        }
    }
}

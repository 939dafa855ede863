// The struct SchemaElement and the union LogicalType of parquet.thrift, written.

import Columnar

extension SchemaElement {
    /// Writes the fields of the struct.
    func write(to writer: inout CompactWriter) {
        if let type { writer.int32(1, Int(type.rawValue)) }
        if let typeLength { writer.int32(2, typeLength) }
        if let repetition { writer.int32(3, Int(repetition.rawValue)) }
        writer.string(4, name)
        if let childCount { writer.int32(5, childCount) }
        if let convertedType { writer.int32(6, Int(convertedType.rawValue)) }
        if let scale { writer.int32(7, scale) }
        if let precision { writer.int32(8, precision) }
        if let fieldID { writer.int32(9, fieldID) }
        if let logicalType { writer.structure(10) { logicalType.write(to: &$0) } }
    }
}

extension LogicalType {
    /// Writes the member of the union that is set; those that no writer of ours makes are left out.
    fileprivate func write(to writer: inout CompactWriter) {
        switch self {
        case .string: writer.emptyStructure(1)
        case .map: writer.emptyStructure(2)
        case .list: writer.emptyStructure(3)
        case .decimal(let precision, let scale):
            writer.structure(5) {
                $0.int32(1, scale)
                $0.int32(2, precision)
            }
        case .date: writer.emptyStructure(6)
        case .time(let unit, let isUTC): writer.structure(7) { unit.write(isUTC, to: &$0) }
        case .timestamp(let unit, let isUTC): writer.structure(8) { unit.write(isUTC, to: &$0) }
        case .integer(let bits, let isSigned):
            writer.structure(10) {
                $0.int8(1, Int8(truncatingIfNeeded: bits))
                $0.boolean(2, isSigned)
            }
        case .unknown: writer.emptyStructure(11)
        case .json: writer.emptyStructure(12)
        case .uuid: writer.emptyStructure(14)
        case .enumeration, .bson, .float16, .variant, .geometry, .geography: break
        }
    }
}

extension TimeUnit {
    fileprivate func write(_ isUTC: Bool, to writer: inout CompactWriter) {
        writer.boolean(1, isUTC)
        writer.structure(2) {
            switch self {
            case .milliseconds: $0.emptyStructure(1)
            case .microseconds: $0.emptyStructure(2)
            case .nanoseconds: $0.emptyStructure(3)
            }
        }
    }
}

extension Encoding {
    /// The number in parquet.thrift.
    var number: Int {
        switch self {
        case .plain: 0
        case .plainDictionary: 2
        case .rle: 3
        case .bitPacked: 4
        case .deltaBinaryPacked: 5
        case .deltaLengthByteArray: 6
        case .deltaByteArray: 7
        case .rleDictionary: 8
        case .byteStreamSplit: 9
        case .unknown(let number): Int(number)
        }
    }
}

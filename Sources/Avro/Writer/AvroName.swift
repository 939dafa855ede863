// Names that Avro allows: a letter or "_", then letters, digits and "_", all of them ASCII.
//
//     2024      _2024           a digit in front gets "_"
//     a-b       a_x2Db          anything else becomes "_x" and its code in hexadecimal
//
// Source: Avro 1.12.0 specification, "Names"; the replacement is that of Iceberg's libraries, which
// keep the name itself in `iceberg-field-name`.

/// Makes names fit for Avro.
package enum AvroName {
    /// The name itself where Avro allows it, else with what is not allowed replaced.
    package static func fit(_ name: String) -> String {
        var fitted = ""
        for scalar in name.unicodeScalars {
            let isDigit = ("0"..."9").contains(scalar)
            let isLetter =
                ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
            if isLetter || (isDigit && !fitted.isEmpty) {
                fitted.unicodeScalars.append(scalar)
            } else if isDigit {
                fitted += "_"
                fitted.unicodeScalars.append(scalar)
            } else {
                fitted += "_x" + String(scalar.value, radix: 16, uppercase: true)
            }
        }
        return fitted.isEmpty ? "_" : fitted
    }
}

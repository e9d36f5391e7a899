import Tables

/// How the files of a regression write and read numbers: ten significant digits, and an
/// empty field where a value is missing.
extension CSVWriter {
  mutating func significant(_ value: Double) {
    if value.isFinite { number(FileNumbers.significant(value)) } else { missing() }
  }
}

extension ContractTable {
  /// The level of the interval columns `lo-95`, `hi-95`, in per cent, and their values; nil
  /// where there are none.
  func interval() throws(TableError) -> (level: Double, lower: [Double], upper: [Double])? {
    for name in columnNames where name.hasPrefix("lo-") {
      let suffix = String(name.dropFirst(3))
      guard let level = Double(suffix), has("hi-\(suffix)") else { continue }
      return (level, try optionalNumbers(name), try optionalNumbers("hi-\(suffix)"))
    }
    return nil
  }
}

public import Tables

extension TNTPReader {
  /// Reads a `_node` file (node, x, y; a heading of words may come first).
  ///
  /// - Parameter nodeCount: the network's nodes, numbered from 1; some may be missing.
  /// - Returns: places by node, nil where the file has no row.
  /// - Throws: `TableError.badRows` for rows that are not a node with its place.
  public static func coordinates(
    _ bytes: [UInt8], name: String, nodeCount: Int
  ) throws(TableError) -> [RoadNetwork.Coordinate?] {
    var scanner = TNTPScanner(bytes, file: name)
    var problems = DataProblemList()
    var places = [RoadNetwork.Coordinate?](repeating: nil, count: nodeCount)
    var values: [Double] = []
    var isFirst = true
    while scanner.nextRow() {
      if scanner.rowBeginsWith(UInt8(ascii: "<")) { continue }
      defer { isFirst = false }
      if isFirst, scanner.rowBeginsWithLetter { continue }
      guard scanner.fields(into: &values, problems: &problems) else { continue }
      guard values.count >= 3, let node = Int(exactly: values[0]), node >= 1, node <= nodeCount
      else {
        problems.add(
          DataProblem(
            file: name, line: scanner.line, what: "not a node of the network with its place",
            fix: "Expected a whole number from 1 to \(nodeCount), x and y."))
        continue
      }
      places[node - 1] = .init(x: values[1], y: values[2])
    }
    guard problems.isEmpty else { throw .badRows(problems) }
    return places
  }
}

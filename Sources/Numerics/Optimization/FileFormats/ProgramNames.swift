/// Names that a file format allows: the problem's own where they are, else made fit and
/// told apart by a number.
struct ProgramNames {
  let variables: [String]
  let constraints: [String]

  /// - Parameter isAllowed: whether a byte may stand in a name (and, for the first flag,
  ///   at its start).
  /// - Parameter reserved: words, in lower case, that no name may be.
  init(
    _ problem: Problem, reserved: Set<String> = [],
    isAllowed: (UInt8, _ isFirst: Bool) -> Bool
  ) {
    variables = Self.fit(problem.variableNames, prefix: "x", reserved, isAllowed)
    constraints = Self.fit(problem.constraintNames, prefix: "c", reserved, isAllowed)
  }

  private static func fit(
    _ names: [String], prefix: String, _ reserved: Set<String>,
    _ isAllowed: (UInt8, Bool) -> Bool
  ) -> [String] {
    var taken = Set<String>()
    for name in names { taken.insert(name) }
    var used = Set<String>()
    return names.enumerated().map { k, name in
      var bytes = Array(name.utf8.prefix(200))
      for b in bytes.indices where !isAllowed(bytes[b], false) { bytes[b] = UInt8(ascii: "_") }
      if let first = bytes.first, !isAllowed(first, true) || reserved.contains(name.lowercased()) {
        bytes.insert(UInt8(ascii: "_"), at: 0)
      }
      var fitted = bytes.isEmpty ? "\(prefix)\(k + 1)" : String(decoding: bytes, as: UTF8.self)
      if fitted != name || used.contains(fitted) {
        let stem = fitted
        var number = k + 1
        while used.contains(fitted) || taken.contains(fitted) && fitted != name {
          fitted = "\(stem)_\(number)"
          number += 1
        }
      }
      used.insert(fitted)
      return fitted
    }
  }
}

import LinearAlgebra

/// Covariances for rows that depend on each other within groups (Liang and Zeger 1986).
extension Sandwich {
  /// CR1: Σ over groups of the score sums' outer products, times
  /// G/(G − 1) · (n − 1)/(n − k).
  ///
  /// - Parameter groups: numbered 0 ..< width, none of them empty; −1 for rows
  ///   that do not count.
  func clustered(_ groups: [Int32], width: Int) -> Matrix {
    let sums = groupSums(scoreFactors, groups, width: width)
    let (g, n) = (Double(width), Double(count))
    return (g / (g - 1) * (n - 1) / (n - Double(rank))) * covariance(meat: sums.gram())
  }

  /// Cameron, Gelbach and Miller 2011, "Robust inference with multiway clustering",
  /// JBES 29(2), equation 2.11: each kind's covariance less that of their crossing.
  ///
  /// - Returns: the covariance, with eigenvalues below zero put to zero, and whether
  ///   any were.
  func twoWayClustered(_ first: Groups, _ second: Groups) -> (Matrix, wasIndefinite: Bool) {
    let both = Groups.crossing(first, second)
    var result = clustered(first.codes, width: first.width)
    result = result + clustered(second.codes, width: second.width)
    if both.width > 1 { result = result - clustered(both.codes, width: both.width) }
    guard let eigen = try? SymmetricEigen(result), let least = eigen.values.first else {
      return (result, false)
    }
    let floor = -1e-12 * (eigen.values.last ?? 0)
    return least < floor ? (eigen.apply { max(0, $0) }, true) : (result, false)
  }

  /// Groups numbered anew in the order of their first row.
  struct Groups {
    private(set) var codes: [Int32]
    private(set) var width: Int

    /// - Parameter counts: rows that take part.
    init(_ values: [Int32], where counts: (Int) -> Bool) {
      codes = []
      codes.reserveCapacity(values.count)
      var numbers: [Int32: Int32] = [:]
      for (i, value) in values.enumerated() {
        guard counts(i) else {
          codes.append(-1)
          continue
        }
        let next = Int32(numbers.count)
        codes.append(numbers[value, default: next])
        if codes[i] == next { numbers[value] = next }
      }
      width = numbers.count
    }

    static func crossing(_ a: Groups, _ b: Groups) -> Groups {
      var numbers: [Int: Int32] = [:]
      var result = a
      for i in a.codes.indices where a.codes[i] >= 0 {
        let key = Int(a.codes[i]) * b.width + Int(b.codes[i])
        let next = Int32(numbers.count)
        result.codes[i] = numbers[key, default: next]
        if result.codes[i] == next { numbers[key] = next }
      }
      result.width = numbers.count
      return result
    }
  }
}

/// How many values of a series there are, and between which bounds.
struct ObservedRange: Sendable {
  let count: Int
  let least: Double
  let greatest: Double

  /// - Throws: `tooShort` where nothing was observed, `unsuitable` for an infinite
  ///   value.
  init(_ values: [Double]) throws(FitError) {
    var count = 0
    var least = Double.infinity
    var greatest = -Double.infinity
    for y in values where !y.isNaN {
      count += 1
      least = min(least, y)
      greatest = max(greatest, y)
    }
    guard count > 0 else { throw .tooShort(needed: 1, got: 0) }
    guard least.isFinite && greatest.isFinite else { throw .unsuitable("an infinite value") }
    self.count = count
    self.least = least
    self.greatest = greatest
  }

  /// Whether all values are equal, as far as doubles can tell.
  var isFlat: Bool { greatest - least <= 1e-13 * max(abs(least), abs(greatest)) }

  /// The range of the data and three times its width to either side: a forecast
  /// beyond is taken for a model run wild.
  var reach: ClosedRange<Double> {
    let width = greatest - least
    return (least - 3 * width)...(greatest + 3 * width)
  }
}

/// A way to divide a leaf in two.
struct SplitCandidate {
  var gain = 0.0
  var column = -1
  /// Numeric: bins 0 … `bin` go left.
  var bin = 0
  var missingLeft = false
  /// By categories: 1 for each bin that goes left.
  var leftBins: [UInt8]?
  var left = GradientSums()

  var exists: Bool { column >= 0 }
}

/// The best split of one leaf from its histograms.
///
/// The gain is that of Chen and Guestrin (2016, equation 7), with an L1 penalty
/// by soft thresholding, for leaf values clipped to `bounds`. Missing values are
/// tried on both sides (their algorithm 3). Categories are ordered by
/// gradient / (Hessian + smoothing), after which the best division into two sets
/// is one of the cuts of that order (Fisher 1958).
struct SplitSearch {
  let data: BinnedRows
  let packing: GradientPacking
  let options: BoostedTrees.Options
  /// +1, −1 or 0 for each column.
  let directions: [Int]
  let isCategorical: [Bool]

  typealias Bounds = ClosedRange<Double>

  func best(
    _ histogram: UnsafePointer<Int64>, total: GradientSums, bounds: Bounds, columns: [Int]?
  ) -> SplitCandidate {
    var scorer = Scorer(self, total: total, bounds: bounds)
    guard total.rows >= 2 * options.minimumRowsPerLeaf else { return scorer.best }
    for k in 0..<(columns?.count ?? data.columns) {
      let column = columns?[k] ?? k
      let start = histogram + column * HistogramKernel.slots * packing.words
      scorer.direction = directions[column]
      scorer.column = column
      if isCategorical[column] {
        categorical(start, column, &scorer)
      } else {
        numeric(start, column, &scorer)
      }
    }
    return scorer.best
  }

  private func missing(_ start: UnsafePointer<Int64>, _ column: Int) -> GradientSums {
    data.anyMissing[column]
      ? packing.sums(start + ColumnBins.missing * packing.words) : GradientSums()
  }

  private func numeric(
    _ start: UnsafePointer<Int64>, _ column: Int, _ scorer: inout Scorer
  ) {
    let packing = packing
    let missing = missing(start, column)
    var sum = GradientSums()
    var place = start
    let last = data.binCounts[column] - 1
    for bin in 0..<last {
      // The count of rows is in the last word: no rows, no word.
      defer { place += packing.words }
      guard place[packing.words - 1] != 0 else { continue }
      sum = sum + packing.sums(place)
      if scorer.total.rows - sum.rows < options.minimumRowsPerLeaf { break }
      scorer.offer(sum, bin: bin, missingLeft: false)
      if missing.rows > 0 { scorer.offer(sum + missing, bin: bin, missingLeft: true) }
    }
    if missing.rows > 0 {
      scorer.offer(scorer.total - missing, bin: last, missingLeft: false)
    }
  }

  private func categorical(
    _ start: UnsafePointer<Int64>, _ column: Int, _ scorer: inout Scorer
  ) {
    let smoothing = options.categorySmoothing
    var present: [(rank: Double, bin: Int, sums: GradientSums)] = []
    for bin in 0..<data.binCounts[column] {
      let sums = packing.sums(start + bin * packing.words)
      guard sums.rows > 0 else { continue }
      let gradient = Double(sums.gradient) * packing.gradientUnit
      let hessian = Double(sums.hessian) * packing.hessianUnit
      present.append((gradient / (hessian + smoothing + 1e-300), bin, sums))
    }
    present.sort { ($0.rank, $0.bin) < ($1.rank, $1.bin) }
    let missing = missing(start, column)
    let before = scorer.best.gain
    var (sum, cut) = (GradientSums(), -1)
    scorer.extraL2 = smoothing
    for k in present.indices {
      sum = sum + present[k].sums
      if k < present.count - 1, scorer.offer(sum, bin: 0, missingLeft: false) { cut = k }
      if missing.rows > 0, k < present.count - 1 || missing.rows < scorer.total.rows {
        if k < present.count - 1 {
          if scorer.offer(sum + missing, bin: 0, missingLeft: true) { cut = k }
        } else if scorer.offer(sum, bin: 0, missingLeft: false) {
          cut = k
        }
      }
    }
    scorer.extraL2 = 0
    guard scorer.best.gain > before, cut >= 0 else { return }
    var leftBins = [UInt8](repeating: 0, count: HistogramKernel.slots)
    for item in present[...cut] { leftBins[item.bin] = 1 }
    scorer.best.leftBins = leftBins
  }

  // MARK: Values and gains

  func value(_ sums: GradientSums, bounds: Bounds) -> Double {
    let gradient = Double(sums.gradient) * packing.gradientUnit
    let hessian = Double(sums.hessian) * packing.hessianUnit + options.l2
    guard hessian > 0 else { return min(max(0, bounds.lowerBound), bounds.upperBound) }
    let thresholded = gradient.magnitude - options.l1
    let value = thresholded <= 0 ? 0 : -(gradient < 0 ? -thresholded : thresholded) / hessian
    return min(max(value, bounds.lowerBound), bounds.upperBound)
  }

  /// Offers divisions of one leaf and keeps the best.
  struct Scorer {
    var best = SplitCandidate()
    var direction = 0
    var column = 0
    var extraL2 = 0.0
    let total: GradientSums
    private let parent: Double
    private let floor: Double
    private let (gradientUnit, hessianUnit): (Double, Double)
    private let (l1, l2): (Double, Double)
    private let (minimumRows, minimumHessian): (Int, Double)
    private let bounds: Bounds
    private let isPlain: Bool

    init(_ search: SplitSearch, total: GradientSums, bounds: Bounds) {
      self.total = total
      self.bounds = bounds
      gradientUnit = search.packing.gradientUnit
      hessianUnit = search.packing.hessianUnit
      l1 = search.options.l1
      l2 = search.options.l2
      minimumRows = search.options.minimumRowsPerLeaf
      minimumHessian = max(search.options.minimumHessian, 1e-300)
      isPlain = l1 == 0 && bounds.lowerBound == -.infinity && bounds.upperBound == .infinity
      let gradient = Double(total.gradient) * gradientUnit
      let hessian = Double(total.hessian) * hessianUnit + l2
      parent = Self.reduction(gradient, hessian, l1: l1, bounds).gain
      // Beyond what rounding alone could gain.
      floor = search.options.minimumGain + 1e-12 * parent
    }

    /// Twice the fall of the penalized loss at the best allowed value, and that value.
    private static func reduction(
      _ gradient: Double, _ hessian: Double, l1: Double, _ bounds: Bounds
    ) -> (gain: Double, value: Double) {
      guard hessian > 0 else { return (0, min(max(0, bounds.lowerBound), bounds.upperBound)) }
      let thresholded = max(0, gradient.magnitude - l1)
      let free = (gradient < 0 ? thresholded : -thresholded) / hessian
      let value = min(max(free, bounds.lowerBound), bounds.upperBound)
      return (-(2 * gradient + hessian * value) * value - 2 * l1 * value.magnitude, value)
    }

    @discardableResult @inline(__always)
    mutating func offer(_ left: GradientSums, bin: Int, missingLeft: Bool) -> Bool {
      let right = total - left
      guard left.rows >= minimumRows, right.rows >= minimumRows else { return false }
      let leftHessian = Double(left.hessian) * hessianUnit
      let rightHessian = Double(right.hessian) * hessianUnit
      guard leftHessian >= minimumHessian, rightHessian >= minimumHessian else { return false }
      let leftGradient = Double(left.gradient) * gradientUnit
      let rightGradient = Double(right.gradient) * gradientUnit
      let gain: Double
      if isPlain && direction == 0 {
        let (a, b) = (leftHessian + l2 + extraL2, rightHessian + l2 + extraL2)
        // One division for both quotients.
        gain =
          (leftGradient * leftGradient * b + rightGradient * rightGradient * a) / (a * b) - parent
      } else {
        let one = Self.reduction(leftGradient, leftHessian + l2 + extraL2, l1: l1, bounds)
        let two = Self.reduction(rightGradient, rightHessian + l2 + extraL2, l1: l1, bounds)
        if direction > 0 && one.value > two.value || direction < 0 && one.value < two.value {
          return false
        }
        gain = one.gain + two.gain - parent
      }
      guard gain > floor, gain > best.gain else { return false }
      best = SplitCandidate(
        gain: gain, column: column, bin: bin, missingLeft: missingLeft, leftBins: nil, left: left)
      return true
    }
  }
}

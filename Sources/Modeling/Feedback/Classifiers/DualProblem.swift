import Foundation
import Statistics

/// One-against-the-rest problems over the same documents, solved side by side: each lane
/// of a SIMD vector is a class, so one walk over a document's terms serves them all.
struct DualProblem: Sendable {
  let rows: DocumentTermMatrix
  let labels: ClassLabels
  let cost: Double
  let balance: Double
  let isLogistic: Bool
  /// Scales terms by their log-count ratio, smoothed by this.
  let smoothing: Double?
  let tolerance: Double
  let maximumEpochs: Int
  let seed: UInt64

  /// Weights of each class, `terms + 1` values, the intercept last.
  ///
  /// - Parameter classes: at most 16.
  func solve(_ classes: [Int]) -> [[Float]] {
    // Here, beside the generic code: in another file it would stay unspecialized.
    switch classes.count {
    case 1...2: solve(classes, SIMD2<Float>.self)
    case 3...4: solve(classes, SIMD4<Float>.self)
    case 5...8: solve(classes, SIMD8<Float>.self)
    default: solve(classes, SIMD16<Float>.self)
    }
  }

  private func solve<Lanes: SIMD & Sendable>(
    _ classes: [Int], _: Lanes.Type
  ) -> [[Float]] where Lanes.Scalar == Float {
    var weights = [Lanes](repeating: .zero, count: rows.terms + 1)
    let ratios: [Lanes]? = smoothing.map { squaredRatios(classes, $0) }
    let terms = rows.termIndices
    let values = rows.weights
    weights.withUnsafeMutableBufferPointer { weights in
      terms.withUnsafeBufferPointer { terms in
        values.withUnsafeBufferPointer { values in
          let state = LaneDescent(
            problem: self, classes: classes, weights: weights.baseAddress!,
            terms: terms.baseAddress!, values: values.baseAddress!, ratios: ratios)
          state.run()
        }
      }
    }
    return classes.indices.map { lane in weights.map { $0[lane] } }
  }

  /// r² of each term and class; 1 for the intercept, 0 for terms no document holds.
  private func squaredRatios<Lanes: SIMD>(
    _ classes: [Int], _ smoothing: Double
  ) -> [Lanes] where Lanes.Scalar == Float {
    let sums = LinearTextLearner.classSums(rows, labels)
    let width = labels.classes
    let used = (0..<rows.terms).filter { sums.all[$0] > 0 }
    var ratios = [Lanes](repeating: .zero, count: rows.terms + 1)
    ratios[rows.terms] = Lanes(repeating: 1)
    for (lane, c) in classes.enumerated() {
      var (inside, outside) = (0.0, 0.0)
      for j in used {
        inside += sums.inside[j * width + c] + smoothing
        outside += sums.all[j] - sums.inside[j * width + c] + smoothing
      }
      for j in used {
        let p = (sums.inside[j * width + c] + smoothing) / inside
        let q = (sums.all[j] - sums.inside[j * width + c] + smoothing) / outside
        let ratio = log(p / q)
        ratios[j][lane] = Float(ratio * ratio)
      }
    }
    return ratios
  }
}

/// The state of one descent. Scores are Σ_j x_j w_j with w held times r where terms are
/// scaled: then a step along document i adds δ y_i x_ij r_j².
private final class LaneDescent<Lanes: SIMD> where Lanes.Scalar == Float {
  private let problem: DualProblem
  private let lanes: Int
  private let weights: UnsafeMutablePointer<Lanes>
  private let terms: UnsafePointer<Int32>
  private let values: UnsafePointer<Float>
  private let ratios: [Lanes]?
  private let starts: [Int]
  /// y_i, and C κ_i, of each document and lane.
  private var signs: [Lanes] = []
  private let costs: (inside: Lanes, outside: Lanes)
  /// Σ_j x_ij² r_j², the intercept's 1 among them.
  private var norms: [Lanes] = []
  private var alphas: [Lanes]
  private let intercept: Int
  /// Lanes beyond the classes have nothing to learn.
  private let idle: SIMDMask<Lanes.MaskStorage>

  init(
    problem: DualProblem, classes: [Int], weights: UnsafeMutablePointer<Lanes>,
    terms: UnsafePointer<Int32>, values: UnsafePointer<Float>, ratios: [Lanes]?
  ) {
    self.problem = problem
    self.weights = weights
    self.terms = terms
    self.values = values
    self.ratios = ratios
    lanes = classes.count
    let (rows, labels) = (problem.rows, problem.labels)
    starts = rows.documentStarts
    intercept = rows.terms
    alphas = [Lanes](repeating: .zero, count: rows.documents)
    let counts = labels.counts
    var costs = (inside: Lanes(repeating: 0), outside: Lanes(repeating: 0))
    var idle = SIMDMask<Lanes.MaskStorage>(repeating: true)
    let all = Double(rows.documents)
    for (lane, c) in classes.enumerated() {
      idle[lane] = false
      // A side without documents has no cost to weigh.
      let (inside, outside) = (max(Double(counts[c]), 1), max(all - Double(counts[c]), 1))
      costs.inside[lane] = Float(problem.cost * pow(all / (2 * inside), problem.balance))
      costs.outside[lane] = Float(problem.cost * pow(all / (2 * outside), problem.balance))
    }
    self.costs = costs
    self.idle = idle
    signs.reserveCapacity(rows.documents)
    norms.reserveCapacity(rows.documents)
    for d in 0..<rows.documents {
      var sign = Lanes(repeating: -1)
      for (lane, c) in classes.enumerated() where labels.holds[d * labels.classes + c] {
        sign[lane] = 1
      }
      signs.append(sign)
      var norm = Lanes(repeating: 1)
      for k in rows.entries(of: d) {
        let square = values[k] * values[k]
        if let ratios {
          norm += ratios[Int(terms[k])] * square
        } else {
          norm += square
        }
      }
      norms.append(norm)
    }
  }

  func run() {
    if problem.isLogistic { runLogistic() } else { runSupportVector() }
  }

  @inline(__always)
  private func score(_ d: Int) -> Lanes {
    var sums = weights[intercept]
    for k in starts[d]..<starts[d + 1] { sums += weights[Int(terms[k])] * values[k] }
    return sums
  }

  @inline(__always)
  private func add(_ step: Lanes, _ d: Int) {
    weights[intercept] += step
    if let ratios {
      for k in starts[d]..<starts[d + 1] {
        let j = Int(terms[k])
        weights[j] += step * ratios[j] * values[k]
      }
    } else {
      for k in starts[d]..<starts[d + 1] { weights[Int(terms[k])] += step * values[k] }
    }
  }

  private func runSupportVector() {
    var order = Array(0..<problem.rows.documents)
    var active = order.count
    var visits = VisitOrder(seed: problem.seed)
    let zero = Lanes.zero
    var bound = Lanes(repeating: .infinity)
    let halves = (inside: 0.5 / costs.inside, outside: 0.5 / costs.outside)
    for _ in 0..<problem.maximumEpochs {
      var (highest, lowest) = (-Float.infinity, Float.infinity)
      var highestByLane = Lanes(repeating: -.infinity)
      for k in 0..<active { order.swapAt(k, k + visits.integer(below: active - k)) }
      var s = 0
      while s < active {
        let d = order[s]
        let sign = signs[d]
        let inside = sign .> zero
        let diagonal = halves.outside.replacing(with: halves.inside, where: inside)
        let alpha = alphas[d]
        let gradient = (sign * score(d) - 1 + alpha * diagonal)
          .replacing(with: 0, where: idle)
        let atZero = alpha .<= zero
        // Every lane at its bound and pushed further out: nothing left to learn here.
        if all((atZero .& (gradient .> bound)) .| idle) {
          active -= 1
          order.swapAt(s, active)
          continue
        }
        let projected = gradient.replacing(
          with: pointwiseMin(gradient, zero), where: atZero)
        highestByLane = pointwiseMax(highestByLane, projected)
        highest = max(highest, projected.max())
        lowest = min(lowest, projected.min())
        let next = pointwiseMax(alpha - gradient / (norms[d] + diagonal), zero)
          .replacing(with: 0, where: idle)
        let step = next - alpha
        if any(step .!= zero) {
          alphas[d] = next
          add(step * sign, d)
        }
        s += 1
      }
      if Double(highest - lowest) <= problem.tolerance || active == 0 {
        guard active < order.count else { return }
        // The documents set aside are looked at again before the end.
        active = order.count
        bound = Lanes(repeating: .infinity)
        continue
      }
      bound = highestByLane.replacing(with: .infinity, where: highestByLane .<= zero)
    }
  }

  /// Coordinate descent where each α moves by Newton steps on its own variable; α of a
  /// document lies in (0, C).
  private func runLogistic() {
    var order = Array(0..<problem.rows.documents)
    var visits = VisitOrder(seed: problem.seed)
    let cost: (Int, Int) -> Double = { [self] d, lane in
      Double(signs[d][lane] > 0 ? costs.inside[lane] : costs.outside[lane])
    }
    for d in order {
      var start = Lanes.zero
      for lane in 0..<lanes { start[lane] = Float(min(0.001 * cost(d, lane), 1e-8)) }
      alphas[d] = start
      add(start * signs[d], d)
    }
    var inner = 1e-2
    for _ in 0..<problem.maximumEpochs {
      for k in order.indices { order.swapAt(k, k + visits.integer(below: order.count - k)) }
      var largest = 0.0
      var newtonSteps = 0
      for d in order {
        let margins = signs[d] * score(d)
        var step = Lanes.zero
        for lane in 0..<lanes {
          let moved = Self.moved(
            Double(alphas[d][lane]), cost: cost(d, lane), curvature: Double(norms[d][lane]),
            margin: Double(margins[lane]), tolerance: inner)
          largest = max(largest, moved.gradient)
          newtonSteps += moved.steps
          let next = Float(moved.alpha)
          step[lane] = next - alphas[d][lane]
          alphas[d][lane] = next
        }
        add(step * signs[d], d)
      }
      if largest < problem.tolerance { return }
      // Fewer Newton steps than documents: their own tolerance no longer binds.
      if newtonSteps <= order.count * lanes / 10 { inner = max(1e-8, inner / 10) }
    }
  }

  /// Algorithm 4 of Yu, Huang & Lin: the minimum of
  /// z log z + (C − z) log(C − z) + ½ a (z − α)² ± b (z − α), from whichever end is nearer.
  private static func moved(
    _ alpha: Double, cost: Double, curvature a: Double, margin b: Double, tolerance: Double
  ) -> (alpha: Double, gradient: Double, steps: Int) {
    let isMirrored = 0.5 * a * (cost - 2 * alpha) + b < 0
    let sign: Double = isMirrored ? -1 : 1
    let old = isMirrored ? cost - alpha : alpha
    var z = old
    if cost - z < 0.5 * cost { z *= 0.1 }
    func gradient(_ z: Double) -> Double { a * (z - old) + sign * b + log(z / (cost - z)) }
    var slope = gradient(z)
    let first = abs(slope)
    var steps = 0
    while steps < 100, abs(slope) >= tolerance {
      let curve = a + cost / (cost - z) / z
      let next = z - slope / curve
      z = next <= 0 ? z * 0.1 : min(next, cost * (1 - 1e-12))
      slope = gradient(z)
      steps += 1
    }
    guard steps > 0 else { return (alpha, first, 0) }
    // Single precision must not round α onto its ends.
    let kept = min(max(isMirrored ? cost - z : z, cost * 1e-12), cost * (1 - 1e-7))
    return (kept, first, steps)
  }
}

/// Which document next: drawn once a document and epoch, so a few operations each
/// (Steele, Lea & Flood 2014, SplitMix64). What is learned does not hang on how random it is.
private struct VisitOrder {
  private var state: UInt64

  init(seed: UInt64) {
    var stream = RandomStream(seed: seed, "text", "dual descent")
    state = stream.next()
  }

  /// 0 ..< bound, for a bound far below 2³².
  @inline(__always)
  mutating func integer(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return Int(truncatingIfNeeded: z.multipliedFullWidth(by: UInt64(bound)).high)
  }
}

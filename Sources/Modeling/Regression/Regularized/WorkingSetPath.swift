import LinearAlgebra

extension ElasticNetSetup {
  /// The path for any family, and for more columns than a Gram matrix is worth.
  func workingSetPath(_ family: ElasticNetFamily) -> Found {
    var search = WorkingSetPath(self, family)
    return search.run()
  }
}

/// Proximal Newton steps along a path, on a working set of columns (Friedman,
/// Hastie & Tibshirani 2010, sec. 3; Lee, Sun & Saunders 2014).
///
/// At each λ the working set holds the columns ever used and those that pass the
/// sequential strong rule |gⱼ| ≥ vⱼ α (2 λₖ − λₖ₋₁) (Tibshirani et al. 2012, eq. 14);
/// the optimality conditions are then checked on all columns, and violators join.
/// Within the set, the loss is replaced by its quadratic at an earlier point with
/// the exact gradient at this one. That quadratic is renewed only when steps
/// shrink slowly or the objective rises, for a gradient costs n m and a Hessian n m².
struct WorkingSetPath {
  private let setup: ElasticNetSetup
  private let family: ElasticNetFamily
  private let slopes: DesignMatrix
  /// Prior weights over their sum, all of one size unless given.
  private let share: [Double]
  private let zeros: [Double]
  /// What a step is measured in: the spread of a Gaussian response, else 1.
  private var unit = 1.0
  /// Members of the working set, ascending, and the design of them alone.
  private var members: [Int] = []
  private var subset: DesignMatrix
  private var model: LocalModel?
  private var now: State
  private var stalled = false

  /// Where the search stands.
  private struct State {
    /// Of scaled slopes.
    var coefficients: [Double]
    /// At the means of the columns.
    var intercept: Double
    var linear: [Double]
    /// wᵢ (yᵢ − μᵢ) / Σ w.
    var residual: [Double]
    /// Mean loss.
    var loss: Double
  }

  /// The loss's second derivatives in the members, the intercept profiled out.
  private struct LocalModel {
    var quadratic: PenalizedQuadratic
    /// Second derivative in the intercept.
    var interceptCurvature: Double
    /// How the best intercept moves with each scaled slope.
    var tilt: [Double]
  }

  init(_ setup: ElasticNetSetup, _ family: ElasticNetFamily) {
    self.setup = setup
    self.family = family
    slopes = setup.design.slopes
    let rows = slopes.rows
    if let weights = setup.weights {
      let total = laneSum(weights)
      share = weights.map { $0 / total }
    } else {
      share = [Double](repeating: 1 / Double(rows), count: rows)
    }
    zeros = [Double](repeating: 0, count: rows)
    subset = slopes.selecting(columns: [])
    now = State(
      coefficients: [Double](repeating: 0, count: slopes.columns), intercept: 0, linear: zeros,
      residual: zeros, loss: 0)
    var start = 0.0
    if setup.hasIntercept {
      let mean = dot(share, setup.response)
      start = family.link(max(mean, 1e-10))
      if family == .binomial { start = family.link(min(max(mean, 1e-10), 1 - 1e-10)) }
      if setup.offset != nil, family == .gaussian { start = 0 }
    }
    now = state(now.coefficients, start)
  }

  /// Rows evaluated at these coefficients, of which only members may be other than zero.
  private func state(_ coefficients: [Double], _ intercept: Double) -> State {
    var linear: [Double]
    var constant = intercept
    if members.isEmpty {
      linear = zeros
    } else {
      linear = subset.times(
        members.map { setup.scales[$0] > 0 ? coefficients[$0] / setup.scales[$0] : 0 })
      for j in members where coefficients[j] != 0 {
        constant -= setup.means[j] * coefficients[j] / setup.scales[j]
      }
    }
    var residual = zeros
    var loss = 0.0
    let (share, response, offset) = (share, setup.response, setup.offset)
    for i in linear.indices {
      let eta = linear[i] + constant + (offset?[i] ?? 0)
      let mean = family.mean(eta)
      linear[i] = eta
      residual[i] = share[i] * (response[i] - mean)
      if share[i] > 0 { loss += share[i] * family.loss(response[i], linear: eta, mean: mean) }
    }
    return State(
      coefficients: coefficients, intercept: intercept, linear: linear, residual: residual,
      loss: loss)
  }

  /// Descent directions −∂loss/∂bⱼ of the chosen columns of `design`.
  private func gradient(_ design: DesignMatrix, _ columns: [Int]) -> [Double] {
    let sums = design.transposeTimes(now.residual)
    let total = laneSum(now.residual)
    return zip(columns, sums).map { j, sum in
      setup.scales[j] > 0 ? (sum - setup.means[j] * total) / setup.scales[j] : 0
    }
  }

  private mutating func enlarge(with more: [Int]) {
    let old = Set(members)
    let new = more.filter { !old.contains($0) }
    guard !new.isEmpty else { return }
    members = (members + new).sorted()
    subset =
      members.count == slopes.columns ? slopes : slopes.selecting(columns: members)
    model = nil
  }

  private mutating func renewModel() {
    let weights = now.linear.indices.map { i in
      share[i] * family.curvature(mean: family.mean(now.linear[i]))
    }
    var moments = CenteredMoments(
      of: subset, response: zeros, weights: weights, centered: setup.hasIntercept,
      threads: setup.threads)
    let scales = members.map { setup.scales[$0] }
    let tilt = members.indices.map { a in
      setup.hasIntercept && scales[a] > 0
        ? (moments.means[a] - setup.means[members[a]]) / scales[a] : 0
    }
    moments.scale(by: scales)
    var gram = moments.gram
    for k in gram.storage.indices { gram.storage[k] *= moments.weight }
    model = LocalModel(
      quadratic: PenalizedQuadratic(
        gram: gram, linear: [], factors: members.map { setup.factors[$0] },
        lower: members.map { setup.lower[$0] }, upper: members.map { setup.upper[$0] }),
      interceptCurvature: moments.weight, tilt: tilt)
  }

  private func penalty(_ coefficients: [Double], _ l1: Double, _ l2: Double) -> Double {
    var sum = 0.0
    for j in members where coefficients[j] != 0 && setup.factors[j] > 0 {
      let b = coefficients[j]
      sum += setup.factors[j] * (l1 * abs(b) + 0.5 * l2 * b * b)
    }
    return sum
  }

  /// Minimizes over the members and the intercept.
  private mutating func descend(_ l1: Double, _ l2: Double) {
    let tolerance = setup.options.tolerance * unit
    var fresh = false
    var before = Double.infinity
    for _ in 0..<200 {
      if model == nil {
        renewModel()
        fresh = true
      }
      guard var model else { return }
      let objective = now.loss + penalty(now.coefficients, l1, l2)
      let pull = setup.hasIntercept ? laneSum(now.residual) : 0
      var slope = gradient(subset, members)
      for a in slope.indices { slope[a] -= model.tilt[a] * pull }
      let old = members.map { now.coefficients[$0] }
      // The linear term of the quadratic in b itself: slope + H b.
      model.quadratic.linear = slope.map { _ in 0 }
      let atOld = model.quadratic.point(at: old).gradient
      model.quadratic.linear = zip(slope, atOld).map { $0 - $1 }
      var point = PenalizedQuadratic.Point(coefficients: old, gradient: slope)
      _ = model.quadratic.minimize(
        &point, l1: l1, l2: l2, tolerance: 0.01 * tolerance, sweeps: 2000)

      var interceptStep = setup.hasIntercept ? pull / model.interceptCurvature : 0
      var size = 0.0
      var steps = [Double](repeating: 0, count: members.count)
      for a in members.indices {
        steps[a] = point.coefficients[a] - old[a]
        interceptStep -= model.tilt[a] * steps[a]
        size = max(size, model.quadratic.gram[a, a].squareRoot() * abs(steps[a]))
      }
      size = max(size, model.interceptCurvature.squareRoot() * abs(interceptStep))

      var length = 1.0
      var next = moved(steps, interceptStep, length)
      let slack = 1e-13 * max(unit * unit, abs(objective))
      while !(next.loss + penalty(next.coefficients, l1, l2) <= objective + slack) {
        guard fresh, length > 1e-6 else { break }
        length /= 2
        next = moved(steps, interceptStep, length)
      }
      if !(next.loss + penalty(next.coefficients, l1, l2) <= objective + slack) {
        if fresh {
          stalled = stalled || size > 1e3 * tolerance
          return
        }
        self.model = nil
        continue
      }
      now = next
      if size <= tolerance { return }
      if size > 0.2 * before || length < 1 { self.model = nil }
      before = size
      fresh = false
    }
    stalled = true
  }

  private func moved(_ steps: [Double], _ interceptStep: Double, _ length: Double) -> State {
    var coefficients = now.coefficients
    for (a, j) in members.enumerated() where steps[a] != 0 {
      coefficients[j] += length * steps[a]
    }
    return state(coefficients, now.intercept + length * interceptStep)
  }
}

extension WorkingSetPath {
  /// Fits every λ.
  mutating func run() -> ElasticNetSetup.Found {
    let every = Array(0..<slopes.columns)
    // One value in every row leaves the slopes nothing to explain.
    let isConstant =
      setup.hasIntercept && setup.offset == nil
      && setup.response.allSatisfy { $0 == setup.response[0] }
    let free = every.filter {
      !isConstant && setup.factors[$0].isFinite && setup.lower[$0] < setup.upper[$0]
    }
    var found = ElasticNetSetup.Found()
    descend(0, 0)
    let saturated = zip(share, setup.response).reduce(0) {
      $0 + $1.0 * ($1.0 > 0 ? family.saturatedLoss($1.1) : 0)
    }
    let nullLoss = now.loss - saturated
    let total = setup.weights.map(laneSum) ?? Double(slopes.rows)
    found.nullDeviance = 2 * total * nullLoss
    if family == .gaussian { unit = max((2 * nullLoss).squareRoot(), .leastNormalMagnitude) }

    let unpenalized = free.filter { setup.factors[$0] == 0 }
    if !unpenalized.isEmpty {
      enlarge(with: unpenalized)
      descend(0, 0)
    }
    var slope = gradient(slopes, every)
    var largest = PenalizedQuadratic(
      gram: Matrix(rows: 0, columns: 0), linear: slope, factors: setup.factors,
      lower: setup.lower, upper: setup.upper
    ).largestSlope(.init(coefficients: [], gradient: slope))
    if isConstant { largest = 0 }
    if largest == 0, setup.options.lambdas == nil {
      found.notes.append(ElasticNetSetup.nothingToExplain)
    }
    // Few columns are worth more in one piece than a choice among them.
    if slopes.columns <= 64 { enlarge(with: free) }
    let sequence = setup.lambdas(from: largest)
    var last = largest / max(setup.options.mixing, 1e-3)
    for (k, lambda) in sequence.enumerated() {
      let (l1, l2) = (lambda * setup.options.mixing, lambda * (1 - setup.options.mixing))
      let ahead = min(sequence[min(k + 1, sequence.count - 1)], lambda)
      let strong = {
        [factors = setup.factors, mixing = setup.options.mixing, slope] (threshold: Double) in
        free.filter { abs(slope[$0]) >= factors[$0] * mixing * threshold }
      }
      let known = Set(members)
      if strong(2 * lambda - max(last, lambda)).contains(where: { !known.contains($0) }) {
        enlarge(with: strong(2 * ahead - max(last, lambda)))
      }
      while true {
        descend(l1, l2)
        guard members.count < free.count else { break }
        slope = gradient(slopes, every)
        let known = Set(members)
        let margin = l1 * 1e-9 + setup.options.tolerance * unit * 1e-3
        let violators = free.filter {
          !known.contains($0) && abs(slope[$0]) > setup.factors[$0] * l1 + margin
        }
        if violators.isEmpty { break }
        enlarge(with: violators)
      }
      last = lambda
      var intercept = now.intercept
      for j in members where now.coefficients[j] != 0 {
        intercept -= now.coefficients[j] * setup.means[j] / setup.scales[j]
      }
      found.lambdas.append(lambda)
      found.intercepts.append(intercept)
      found.coefficients.append(now.coefficients)
      found.devianceRatio.append(
        nullLoss > 0 ? min(1, max(0, 1 - (now.loss - saturated) / nullLoss)) : 0)
      if setup.isSaturated(found) { break }
    }
    if stalled {
      found.notes.append(
        FitNote(
          .notConverged,
          "The fit did not settle at every λ: where columns part the responses without "
            + "error, coefficients grow without end as λ nears zero."))
    }
    return found
  }
}

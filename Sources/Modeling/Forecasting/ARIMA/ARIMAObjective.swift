internal import Glibc
internal import Optimization

/// The data of an ARIMA fit: the response and its regressors, differenced where
/// nothing is missing, so that the fast recursion serves; as they are where the
/// filter must step over gaps.
struct ARIMAData: Sendable {
  enum Form: Sendable {
    /// Differenced columns, column after column.
    case differenced([Double])
    /// Columns as observed, with NaN in the first where a value is missing.
    case levels([Double])
  }
  let form: Form
  let steps: Int
  let columns: Int
  /// Values that count in the likelihood.
  let count: Int

  /// - Parameter columns: response first, all of one length.
  init(_ columns: [[Double]], order: ARIMAOrder) {
    self.columns = columns.count
    if columns[0].contains(where: \.isNaN) {
      form = .levels(columns.flatMap { $0 })
      steps = columns[0].count
      count = columns[0].reduce(0) { $1.isNaN ? $0 : $0 + 1 } - order.differencing
    } else {
      let differencing = Differencing(order)
      let differenced = columns.map { differencing.applied(to: $0) }
      form = .differenced(differenced.flatMap { $0 })
      steps = differenced[0].count
      count = steps
    }
  }
}

/// The likelihood of an ARIMA model as a sum of squares over partial
/// autocorrelations, scale and regression coefficients concentrated out:
///
///     ½ Σ (v_t / √F_t)² G²,  G = Π F^{1 / 2n},
///
/// has its least value where −n/2 log of it plus a constant, the concentrated
/// log-likelihood, has its greatest (Mélard 1984; Ansley 1979). Residuals are
/// nearly uncorrelated with their own derivatives, so Gauss–Newton steps fit.
/// A point and its neighbours for the derivatives are filtered in lanes.
struct ARIMAObjective: LeastSquaresObjective {
  let order: ARIMAOrder
  let dimension: Int
  private let data: ARIMAData
  private var lanes: ARMALanes?
  private var batch = ResidualBatch()
  /// The point of the last evaluation: a trial's derivatives are kept, since the
  /// optimizer asks for them next where the trial is taken.
  private var point: [Double] = []
  private var residual: [Double] = []
  private var jacobian: [Double] = []
  private var level = Double.infinity
  /// Filter passes so far, for tests of speed.
  private(set) var passes = 0

  init(_ data: ARIMAData, order: ARIMAOrder) {
    self.order = order
    self.data = data
    dimension = order.coefficientCount
    if case .differenced(let values) = data.form {
      lanes = ARMALanes(
        values, steps: data.steps, autoregressiveDegree: order.autoregressiveDegree,
        movingAverageDegree: order.movingAverageDegree)
    }
    residual = [Double](repeating: 0, count: data.steps)
    jacobian = [Double](repeating: 0, count: data.steps * dimension)
  }

  private static let step = 1e-6

  /// Values at several points.
  mutating func values(_ points: [[Double]]) -> [Double] {
    var values: [Double] = []
    for start in stride(from: 0, to: points.count, by: ARMALane.scalarCount) {
      let some = Array(points[start..<min(points.count, start + ARMALane.scalarCount)])
      fill(some)
      for lane in some.indices { values.append(0.5 * batch.sumOfSquares[lane]) }
    }
    return values
  }

  mutating func value(at x: [Double]) -> Double {
    evaluate(x)
    return level
  }

  mutating func linearize(
    at x: [Double], gradient: inout [Double], normal: inout [Double]
  ) -> Double {
    if x != point { evaluate(x) }
    let (n, k) = (data.steps, dimension)
    residual.withUnsafeBufferPointer { r in
      jacobian.withUnsafeBufferPointer { j in
        for a in 0..<k {
          gradient[a] = ARIMAObjective.product(j.baseAddress! + a * n, r.baseAddress!, n)
          for b in 0...a {
            normal[a * k + b] = ARIMAObjective.product(
              j.baseAddress! + a * n, j.baseAddress! + b * n, n)
          }
        }
      }
    }
    return level
  }

  /// Residuals and their derivatives by forward differences, away from the
  /// nearer bound.
  private mutating func evaluate(_ x: [Double]) {
    point = x
    let n = data.steps
    let width = ARMALane.scalarCount
    for start in stride(from: 0, to: dimension + 1, by: width) {
      let range = start..<min(dimension + 1, start + width)
      var steps: [Double] = []
      let points = range.map { index in
        guard index > 0 else {
          steps.append(0)
          return x
        }
        var moved = x
        moved[index - 1] += x[index - 1] > 0 ? -ARIMAObjective.step : ARIMAObjective.step
        steps.append(moved[index - 1] - x[index - 1])
        return moved
      }
      fill(points)
      for (lane, index) in range.enumerated() {
        let root = batch.scale[lane]
        if index == 0 {
          level = 0.5 * batch.sumOfSquares[lane]
          if level.isNaN { level = .infinity }
          guard level.isFinite else { return }
          for t in 0..<n { residual[t] = batch.residuals[t][lane] * root }
        } else {
          let reciprocal = 1 / steps[lane]
          let offset = (index - 1) * n
          for t in 0..<n {
            jacobian[offset + t] = (batch.residuals[t][lane] * root - residual[t]) * reciprocal
          }
        }
      }
    }
  }

  /// Filters up to four points into `batch`.
  private mutating func fill(_ points: [[Double]]) {
    passes += 1
    let all = points.map { ARIMACoefficients(partials: $0, order: order) }
    if lanes != nil {
      for lane in 0..<ARMALane.scalarCount {
        // Idle lanes repeat the first: they must not meet a foreign pole.
        let coefficients = all[lane < all.count ? lane : 0]
        lanes!.set(
          lane: lane, autoregression: coefficients.autoregression(period: order.period),
          movingAverage: coefficients.movingAverage(period: order.period))
      }
      lanes!.run()
      batch.take(lanes!.innovations, steps: data.steps, columns: data.columns)
      batch.close(logDeterminant: lanes!.logDeterminant, count: data.count)
    } else if case .levels(let values) = data.form {
      var innovations = [ARMALane](repeating: ARMALane(), count: values.count)
      var logs = ARMALane(repeating: .infinity)
      for (lane, coefficients) in all.enumerated() {
        let process = ARIMAProcess(coefficients, order: order)
        guard let covariance = process.stationaryCovariance else { continue }
        var filter = KalmanFilter(
          process.stateSpace(covariance: covariance), columns: data.columns)
        let pass = filter.run(values, steps: data.steps)
        for t in innovations.indices { innovations[t][lane] = pass.innovations[t] }
        logs[lane] = pass.logDeterminant
      }
      batch.take(innovations, steps: data.steps, columns: data.columns)
      batch.close(logDeterminant: logs, count: data.count)
    }
  }

  /// Σ a b in four lanes and a fixed order.
  private static func product(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int
  ) -> Double {
    var sums = SIMD4<Double>()
    var t = 0
    while t + 4 <= count {
      let u = UnsafeRawPointer(a + t).loadUnaligned(as: SIMD4<Double>.self)
      let v = UnsafeRawPointer(b + t).loadUnaligned(as: SIMD4<Double>.self)
      sums += u * v
      t += 4
    }
    var sum = (sums[0] + sums[1]) + (sums[2] + sums[3])
    while t < count {
      sum += a[t] * b[t]
      t += 1
    }
    return sum
  }
}

/// Residuals of the regression on the innovations, in lanes.
struct ResidualBatch {
  /// What is left of the response at each step.
  private(set) var residuals: [ARMALane] = []
  /// G of each lane, and Σ (residual G)²; +∞ where the filter had no answer.
  private(set) var scale = ARMALane()
  private(set) var sumOfSquares = ARMALane()

  /// Takes the regressors out of the response by Gram–Schmidt.
  mutating func take(_ innovations: [ARMALane], steps: Int, columns: Int) {
    guard columns > 1 else {
      residuals = innovations
      return
    }
    var q = innovations
    q.withUnsafeMutableBufferPointer { buffer in
      let base = buffer.baseAddress!
      for j in 1..<columns {
        let column = base + j * steps
        let whole = ResidualBatch.product(column, column, steps)
        for _ in 0..<2 {
          for i in 1..<max(j, 1) {
            ResidualBatch.subtract(
              ResidualBatch.product(column, base + i * steps, steps), base + i * steps, column,
              steps)
          }
        }
        let square = ResidualBatch.product(column, column, steps)
        let isKept = square .> 1e-14 * whole
        let reciprocal = ARMALane().replacing(with: 1 / square.squareRoot(), where: isKept)
        for t in 0..<steps { column[t] *= reciprocal }
        ResidualBatch.subtract(
          ResidualBatch.product(base, column, steps), column, base, steps)
      }
    }
    residuals = Array(q[..<steps])
  }

  mutating func close(logDeterminant: ARMALane, count: Int) {
    var sums = ARMALane()
    for value in residuals { sums += value * value }
    for lane in 0..<ARMALane.scalarCount {
      scale[lane] = exp(0.5 * logDeterminant[lane] / Double(count))
      let value = sums[lane] * scale[lane] * scale[lane]
      sumOfSquares[lane] = value.isNaN ? .infinity : value
    }
  }

  private static func product(
    _ a: UnsafeMutablePointer<ARMALane>, _ b: UnsafeMutablePointer<ARMALane>, _ count: Int
  ) -> ARMALane {
    var sum = ARMALane()
    for t in 0..<count { sum += a[t] * b[t] }
    return sum
  }

  private static func subtract(
    _ factor: ARMALane, _ source: UnsafeMutablePointer<ARMALane>,
    _ target: UnsafeMutablePointer<ARMALane>, _ count: Int
  ) {
    for t in 0..<count { target[t] -= factor * source[t] }
  }
}

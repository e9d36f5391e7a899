public import Optimization

/// Offsets that let platoons pass a line of signals without stopping, both ways, as a mixed
/// integer program: one band a direction (MAXBAND; Little, Kelson & Gartner 1981) or a band of its
/// own, weighted by its flow, on every street between two signals (MULTIBAND; Gartner et al. 1991).
///
/// Written in offsets: the middle of a band leaves a signal within its green, travels, and meets
/// the next green a whole number of cycles later; half the band's width lies on each side.
public struct ProgressionBands: Sendable {
  /// The greens of one signal, seconds after its program starts; way there and way back.
  public struct Signal: Sendable {
    public var outbound: (start: Double, green: Double)
    public var inbound: (start: Double, green: Double)

    public init(outbound: (start: Double, green: Double), inbound: (start: Double, green: Double)) {
      self.outbound = outbound
      self.inbound = inbound
    }
  }

  /// The way between a signal and the next: seconds of travel and weight of its band, each way.
  public struct Street: Sendable {
    public var outbound: (seconds: Double, weight: Double)
    public var inbound: (seconds: Double, weight: Double)

    public init(
      outbound: (seconds: Double, weight: Double), inbound: (seconds: Double, weight: Double)
    ) {
      self.outbound = outbound
      self.inbound = inbound
    }
  }

  public let cycle: Double
  public let signals: [Signal]
  /// One fewer than the signals.
  public let streets: [Street]
  /// Whether each street has bands of its own.
  public let variesByStreet: Bool

  public init(cycle: Double, signals: [Signal], streets: [Street], variesByStreet: Bool) {
    precondition(streets.count + 1 == signals.count, "a street between any two signals")
    self.cycle = cycle
    self.signals = signals
    self.streets = streets
    self.variesByStreet = variesByStreet
  }

  public struct Optimum: Sendable {
    /// Seconds after a multiple of the cycle at which each signal's program starts; the first 0.
    public let offsets: [Double]
    /// Widths of the bands in seconds, by street.
    public let outbound: [Double]
    public let inbound: [Double]
    /// Sum of the widths by their weights, a mean over streets.
    public let value: Double
  }

  /// The widest bands; nil where the limits end the search before any are found.
  public func widest(limits: SolverLimits = .init()) -> Optimum? {
    var problem = Problem()
    let n = signals.count
    let offsets = (0..<n).map { i in
      problem.addVariable(cost: 0, lower: 0, upper: i == 0 ? 0 : cycle)
    }
    var widths: [[Int]] = []
    for isOut in [true, false] {
      // Where the middle of the band stands in each signal's green.
      let middles = signals.map { signal in
        problem.addVariable(
          cost: 0, lower: 0, upper: isOut ? signal.outbound.green : signal.inbound.green)
      }
      var bands: [Int] = []
      for (k, street) in streets.enumerated() {
        let weight = (isOut ? street.outbound.weight : street.inbound.weight) / Double(n - 1)
        let band: Int
        if variesByStreet || k == 0 {
          // One band has the weight of all streets together.
          let all = streets.reduce(0) {
            $0 + (isOut ? $1.outbound.weight : $1.inbound.weight) / Double(n - 1)
          }
          band = problem.addVariable(cost: -(variesByStreet ? weight : all))
        } else {
          band = bands[0]
        }
        bands.append(band)
        for i in [k, k + 1] {
          let green = isOut ? signals[i].outbound.green : signals[i].inbound.green
          problem.addConstraint(
            terms: [.init(middles[i], 1), .init(band, -0.5)], lower: 0, upper: .infinity)
          problem.addConstraint(
            terms: [.init(middles[i], 1), .init(band, 0.5)], lower: -.infinity, upper: green)
        }
        let (from, to) = isOut ? (k, k + 1) : (k + 1, k)
        let start = { (i: Int) in isOut ? signals[i].outbound.start : signals[i].inbound.start }
        let travel = isOut ? street.outbound.seconds : street.inbound.seconds
        let laps = problem.addVariable(
          cost: 0, lower: -(travel / cycle).rounded(.up) - 3,
          upper: (travel / cycle).rounded(.up) + 3, isInteger: true)
        let fixed = start(to) - start(from) - travel
        problem.addConstraint(
          terms: [
            .init(offsets[from], 1), .init(middles[from], 1), .init(offsets[to], -1),
            .init(middles[to], -1), .init(laps, -cycle),
          ], lower: fixed, upper: fixed)
      }
      widths.append(bands)
    }
    let solution = minimize(problem, limits: limits)
    guard solution.primal.count == problem.variableCount, solution.objective.isFinite else {
      return nil
    }
    return Optimum(
      offsets: offsets.map { solution.primal[$0].truncatingRemainder(dividingBy: cycle) },
      outbound: widths[0].map { solution.primal[$0] },
      inbound: widths[1].map { solution.primal[$0] }, value: -solution.objective)
  }
}

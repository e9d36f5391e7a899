public import Traffic

/// The signals along a street under one plan or two: what time–space diagrams and timing
/// sheets say.
public struct CorridorDiagramFacts: Codable, Sendable {
  /// A green, seconds after the start of the cycle; the end may lie in the next one.
  public struct Green: Codable, Sendable, Equatable {
    public var start: Double
    public var end: Double
  }

  /// A stage as a timing sheet shows it, in seconds.
  public struct Stage: Codable, Sendable, Equatable {
    public var movement: String
    public var green: Double
    public var yellow: Double
    public var red: Double
  }

  /// A signal of the corridor under one plan.
  public struct Timing: Codable, Sendable {
    public var cycle: Double
    public var offset: Double
    /// Greens of the through movement along the corridor.
    public var outbound: [Green]
    public var inbound: [Green]
    /// With the offset at which the first of them starts.
    public var stages: [Stage]
    public var stagesOffset: Double
  }

  public struct Signal: Codable, Sendable {
    public var id: String
    public var name: String
    /// Metres from the start of the first street to the stop line.
    public var distance: Double
    /// By plan.
    public var timings: [Timing]
  }

  /// One name a plan: "Before", "After".
  public var plans: [String]
  /// In the order of the corridor's streets.
  public var signals: [Signal]
  /// Seconds from the first signal to each, at the speed of progression.
  public var outboundSeconds: [Double]
  public var inboundSeconds: [Double]
  public var outboundName: String
  public var inboundName: String

  /// The signals at the ends of a chain of streets.
  ///
  /// The way back uses the streets between the same junctions where there are any. Along the
  /// corridor a signal is green while any turn from its street into the next one is; at either
  /// end the straight turns count.
  ///
  /// - Parameters:
  ///   - plans: with their names, one or two; each has a program for every signal on the way,
  ///     or the network's own is taken.
  ///   - streets: ids in the order driven, each beginning where the one before ends.
  ///   - speed: of a platoon, metres a second; nil takes the limit of each street.
  ///   - signalName: of a signal's id.
  /// - Returns: nil where a street is unknown, two do not join, or no signal is on the way.
  public init?(
    network: StreetNetwork, plans: [(name: String, plan: SignalPlan)], streets: [String],
    speed: Double? = nil, outboundName: String = "outbound", inboundName: String = "inbound",
    signalName: (String) -> String = { $0 }, streetName: (String) -> String = { $0 }
  ) {
    guard let way = CorridorWay(network, streets: streets, speed: speed), !plans.isEmpty else {
      return nil
    }
    self.plans = plans.map(\.name)
    outboundSeconds = way.stops.map(\.outboundSeconds)
    inboundSeconds = way.stops.map(\.inboundSeconds)
    self.outboundName = outboundName
    self.inboundName = inboundName
    signals = way.stops.map { stop in
      let own = network.plan.programs[stop.signal]
      return Signal(
        id: own.id, name: signalName(own.id), distance: stop.distance,
        timings: plans.map { plan in
          let program = plan.plan.program(own.id).map { plan.plan.programs[$0] } ?? own
          return Timing(
            program, stop: stop,
            names: StageNames(network, signal: stop.signal, streetName: streetName))
        })
    }
  }

  /// Seconds of a band and when its first driver passes the first signal of its direction;
  /// nil where the cycles differ or no green lets through.
  public func band(plan: Int, outbound: Bool) -> (start: Double, width: Double)? {
    guard let cycle = signals.first?.timings[plan].cycle, cycle > 0,
      signals.allSatisfy({ abs($0.timings[plan].cycle - cycle) < 0.01 })
    else { return nil }
    let windows = signals.indices.map { index in
      let timing = signals[index].timings[plan]
      let travel = outbound ? outboundSeconds[index] : inboundSeconds[index]
      return (outbound ? timing.outbound : timing.inbound).map {
        Green(start: $0.start + timing.offset - travel, end: $0.end + timing.offset - travel)
      }
    }
    return GreenBand.widest(through: windows, cycle: cycle)
  }
}

/// The widest time in a cycle within a green of every signal.
enum GreenBand {
  /// - Parameter windows: greens by signal, seconds, as a driver's start time at the first.
  static func widest(through windows: [[CorridorDiagramFacts.Green]], cycle: Double)
    -> (start: Double, width: Double)?
  {
    func position(_ time: Double) -> Double {
      let rest = time.truncatingRemainder(dividingBy: cycle)
      return rest < 0 ? rest + cycle : rest
    }
    // Between two neighbouring ends of greens nothing changes, so the middle speaks for all.
    let ends = Set(windows.joined().flatMap { [position($0.start), position($0.end)] }).sorted()
    guard !windows.isEmpty, !ends.isEmpty else { return nil }
    let pieces = ends.indices.map { index -> (start: Double, width: Double, isGreen: Bool) in
      let start = ends[index]
      let width = (index + 1 < ends.count ? ends[index + 1] : ends[0] + cycle) - start
      let middle = start + 0.5 * width
      let isGreen = windows.allSatisfy { greens in
        greens.contains { position(middle - $0.start) < $0.end - $0.start }
      }
      return (start, width, isGreen)
    }
    guard let red = pieces.firstIndex(where: { !$0.isGreen }) else { return (ends[0], cycle) }
    var best: (start: Double, width: Double)?
    var run: (start: Double, width: Double)?
    for step in 1...pieces.count {
      let piece = pieces[(red + step) % pieces.count]
      guard piece.isGreen else {
        run = nil
        continue
      }
      run = (run?.start ?? piece.start, (run?.width ?? 0) + piece.width)
      if let run, run.width > (best?.width ?? 0) + 1e-9 { best = run }
    }
    return best
  }
}

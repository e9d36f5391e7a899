/// How greens along a street line up: time across, distance up, red where a signal holds
/// drivers back, and the bands in which they pass every signal without a stop.
///
/// Several panels share their scales: the plan of today beside the new one.
public struct TimeSpaceDiagram: Hashable, Sendable {
  /// Toward greater or smaller distances.
  public enum Direction: String, CaseIterable, Hashable, Sendable {
    case outbound, inbound
  }

  /// Seconds; from `start` to before `end`.
  public struct Span: Hashable, Sendable {
    public var start: Double
    public var end: Double

    public init(_ start: Double, _ end: Double) {
      self.start = start
      self.end = end
    }
  }

  public struct Signal: Hashable, Sendable {
    public var name: String
    /// Metres from the start of the corridor to the stop line.
    public var distance: Double
    /// Seconds, above 0.
    public var cycle: Double
    /// Seconds by which its cycle starts after a multiple of the cycle.
    public var offset: Double
    /// When the corridor's through movement is green, seconds after the start of the cycle; an
    /// end may lie in the next cycle.
    public var outboundGreens: [Span]
    public var inboundGreens: [Span]

    public init(
      _ name: String, distance: Double, cycle: Double, offset: Double, outboundGreens: [Span],
      inboundGreens: [Span]
    ) {
      self.name = name
      self.distance = distance
      self.cycle = cycle
      self.offset = offset
      self.outboundGreens = outboundGreens
      self.inboundGreens = inboundGreens
    }

    func greens(_ direction: Direction) -> [Span] {
      direction == .outbound ? outboundGreens : inboundGreens
    }
  }

  /// A moment at a place.
  public struct Moment: Hashable, Sendable {
    /// Seconds.
    public var time: Double
    /// Metres from the start of the corridor.
    public var distance: Double

    public init(time: Double, distance: Double) {
      self.time = time
      self.distance = distance
    }
  }

  /// Drivers who start within it pass all its signals at green. It comes again every cycle.
  public struct Band: Hashable, Sendable {
    public var direction: Direction
    /// Seconds.
    public var width: Double
    public var cycle: Double
    /// When its first driver is where, in the order driven.
    public var front: [Moment]

    public init(direction: Direction, width: Double, cycle: Double, front: [Moment]) {
      self.direction = direction
      self.width = width
      self.cycle = cycle
      self.front = front
    }
  }

  /// The way of one vehicle.
  public struct Trajectory: Hashable, Sendable {
    public var moments: [Moment]

    public init(_ moments: [Moment]) { self.moments = moments }
  }

  public struct Panel: Hashable, Sendable {
    /// "Before", "After".
    public var title: String
    public var signals: [Signal]
    public var bands: [Band]
    public var trajectories: [Trajectory]

    public init(
      _ title: String, signals: [Signal], bands: [Band] = [], trajectories: [Trajectory] = []
    ) {
      self.title = title
      self.signals = signals
      self.bands = bands
      self.trajectories = trajectories
    }
  }

  public var panels: [Panel]
  /// Seconds the drawing shows, from time 0; about two cycles read best.
  public var duration: Double
  /// "eastbound", "westbound".
  public var outboundName: String
  public var inboundName: String

  public init(
    panels: [Panel], duration: Double, outboundName: String = "outbound",
    inboundName: String = "inbound"
  ) {
    self.panels = panels
    self.duration = duration
    self.outboundName = outboundName
    self.inboundName = inboundName
  }

  func name(_ direction: Direction) -> String {
    direction == .outbound ? outboundName : inboundName
  }
}

extension TimeSpaceDiagram {
  /// A row a signal and, below, a row a band.
  var dataTable: ReportTable {
    let columns: [ReportTable.Column] = [
      .text("Plan"), .text("Signal or band"),
      .number("Distance", unit: "metres"), .number("Cycle", unit: "seconds", format: .automatic),
      .number("Offset", unit: "seconds", format: .automatic),
      .number("Green or width, \(outboundName)", unit: "seconds", format: .automatic),
      .number("Green or width, \(inboundName)", unit: "seconds", format: .automatic),
    ]
    let rows = panels.flatMap { panel in
      panel.signals.map { signal in
        ReportTable.Row([
          .text(panel.title), .text(signal.name), .number(signal.distance), .number(signal.cycle),
          .number(signal.offset), .number(TimeSpaceDiagram.seconds(signal.outboundGreens)),
          .number(TimeSpaceDiagram.seconds(signal.inboundGreens)),
        ])
      }
        + panel.bands.map { band in
          let isOutbound = band.direction == .outbound
          return ReportTable.Row(
            [
              .text(panel.title), .text("green band, \(name(band.direction))"), .missing,
              .number(band.cycle), .missing, isOutbound ? .number(band.width) : .missing,
              isOutbound ? .missing : .number(band.width),
            ], isEmphasized: true)
        }
    }
    return ReportTable(caption: "", columns: columns, rows: rows)
  }

  private static func seconds(_ spans: [Span]) -> Double {
    spans.reduce(0) { $0 + max(0, $1.end - $1.start) }
  }

  /// When a direction is held at red between 0 and `duration`.
  func reds(of signal: Signal, _ direction: Direction) -> [Span] {
    guard signal.cycle > 0, signal.cycle.isFinite, signal.offset.isFinite, duration > 0,
      duration / signal.cycle < 1000
    else { return [] }
    let first = signal.offset - (signal.offset / signal.cycle).rounded(.up) * signal.cycle
    var greens: [Span] = []
    // One cycle more on either side: greens may reach into the next.
    for start in stride(from: first - signal.cycle, to: duration, by: signal.cycle) {
      greens += signal.greens(direction).filter { $0.end > $0.start }
        .map { Span(start + $0.start, start + $0.end) }
    }
    greens.sort { ($0.start, $0.end) < ($1.start, $1.end) }
    var reds: [Span] = []
    var from = 0.0
    for green in greens {
      if green.start > from { reds.append(Span(from, min(green.start, duration))) }
      from = max(from, green.end)
      if from >= duration { break }
    }
    if from < duration { reds.append(Span(from, duration)) }
    return reds.filter { $0.end > $0.start }
  }
}

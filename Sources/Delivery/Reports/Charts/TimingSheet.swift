/// The stages of signals as bars along their cycle: green, yellow and red second by second,
/// the plan of today above the new one.
public struct TimingSheet: Hashable, Sendable {
  public struct Stage: Hashable, Sendable {
    /// Who has green: "Main Street straight and right". Stages of one name have one letter.
    public var movement: String
    /// Seconds.
    public var green: Double
    public var yellow: Double
    /// Seconds in which all wait, after the yellow.
    public var red: Double

    public init(_ movement: String, green: Double, yellow: Double, red: Double) {
      self.movement = movement
      self.green = green
      self.yellow = yellow
      self.red = red
    }

    var seconds: Double { [green, yellow, red].filter { $0.isFinite && $0 > 0 }.reduce(0, +) }
  }

  /// One plan of one signal.
  public struct Row: Hashable, Sendable {
    /// "Before", "After"; a time of day.
    public var plan: String
    /// Seconds.
    public var offset: Double
    /// In the order they are shown.
    public var stages: [Stage]

    public init(_ plan: String, offset: Double, stages: [Stage]) {
      self.plan = plan
      self.offset = offset
      self.stages = stages
    }

    /// Seconds.
    public var cycle: Double { stages.reduce(0) { $0 + $1.seconds } }
  }

  public struct Signal: Hashable, Sendable {
    public var name: String
    public var rows: [Row]

    public init(_ name: String, rows: [Row]) {
      self.name = name
      self.rows = rows
    }
  }

  /// A drawing of more signals is not read; it keeps the first ones and says so, the table
  /// keeps all.
  public static let maximumSignals = 20

  public var signals: [Signal]

  public init(signals: [Signal]) { self.signals = signals }
}

extension TimingSheet.Signal {
  /// Names of the stages in the order of their first showing; their letters are A, B, C …
  var movements: [String] {
    var names: [String] = []
    for stage in rows.flatMap(\.stages) where !names.contains(stage.movement) {
      names.append(stage.movement)
    }
    return names
  }

  func letter(_ movement: String) -> String {
    guard let place = movements.firstIndex(of: movement) else { return "" }
    return place < 26 ? String(UnicodeScalar(UInt8(65 + place))) : "\(place + 1)"
  }
}

extension TimingSheet {
  /// A row a stage.
  var dataTable: ReportTable {
    let columns: [ReportTable.Column] = [
      .text("Signal"), .text("Plan"), .text("Stage"),
      .number("Green", unit: "seconds", format: .automatic),
      .number("Yellow", unit: "seconds", format: .automatic),
      .number("All red", unit: "seconds", format: .automatic),
      .number("Cycle", unit: "seconds", format: .automatic),
      .number("Offset", unit: "seconds", format: .automatic),
    ]
    let rows = signals.flatMap { signal in
      signal.rows.flatMap { row in
        row.stages.map { stage in
          ReportTable.Row([
            .text(signal.name), .text(row.plan),
            .text("\(signal.letter(stage.movement)) \(stage.movement)"), .number(stage.green),
            .number(stage.yellow), .number(stage.red), .number(row.cycle), .number(row.offset),
          ])
        }
      }
    }
    return ReportTable(caption: "", columns: columns, rows: rows)
  }
}

extension TimingSheet: ChartDrawing {
  func draw(on canvas: inout Canvas) {
    let shown = signals.filter { $0.rows.contains { $0.cycle > 0 && $0.cycle < 1e6 } }
      .prefix(TimingSheet.maximumSignals)
    let rows = shown.flatMap(\.rows).filter { $0.cycle < 1e6 }
    guard let longest = rows.map(\.cycle).max(), longest > 0 else { return }
    let plans = rows.map { TextWidth.of($0.plan, size: canvas.fontSize) }.max() ?? 0
    let planRoom = min(plans, canvas.width * 0.28) + 8
    let ends = rows.map { TextWidth.of(TimingSheet.words($0), size: canvas.fontSize) }.max() ?? 0
    var y =
      canvas.keyRow(
        [
          Key(name: "green, seconds", sample: .area("tg")),
          Key(name: "yellow", sample: .area("ty")), Key(name: "all red", sample: .area("tr")),
        ], top: 0) + 2
    let plot = Plot(
      left: planRoom, top: y, right: canvas.width - ends - 6, bottom: y, xRange: 0...longest,
      yRange: 0...1)
    for signal in shown {
      canvas.text(
        TextWidth.fitting(signal.name, within: canvas.width, size: canvas.fontSize), x: 0,
        y: y + canvas.fontSize, style: "x")
      y += canvas.lineHeight + 5
      for row in signal.rows where row.cycle < 1e6 {
        draw(row, of: signal, plot, top: y, on: &canvas)
        y += 26
      }
      y = drawNames(of: signal, top: y, on: &canvas) + 14
    }
    canvas.height = y
    if signals.count > shown.count {
      canvas.paragraph("\(shown.count) of \(signals.count) signals are drawn; the table has all.")
    }
  }

  /// "90 s, offset 12".
  private static func words(_ row: Row) -> String {
    "\(NumberFormat.whole.words(row.cycle)) s"
  }

  private func draw(
    _ row: Row, of signal: Signal, _ plot: Plot, top: Double, on canvas: inout Canvas
  ) {
    let height = 20.0
    let baseline = top + 0.5 * height + canvas.fontSize * 0.35
    canvas.text(
      TextWidth.fitting(row.plan, within: plot.left - 8, size: canvas.fontSize), x: 0, y: baseline,
      style: "q")
    var at = 0.0
    // The three heights tell the colours apart where those cannot.
    func bar(_ seconds: Double, share: Double, style: String) {
      guard seconds.isFinite, seconds > 0 else { return }
      canvas.rectangle(
        x: plot.x(at), y: top + 0.5 * height * (1 - share),
        width: plot.x(at + seconds) - plot.x(at),
        height: height * share, style: style)
      at += seconds
    }
    for stage in row.stages {
      let from = plot.x(at)
      bar(stage.green, share: 1, style: "tg")
      let width = plot.x(at) - from
      let number = NumberFormat.whole.words(stage.green)
      let full = "\(signal.letter(stage.movement)) \(number)"
      for words in [full, signal.letter(stage.movement)]
      where TextWidth.of(words, size: canvas.fontSize) + 3 <= width {
        canvas.text(words, x: from + 0.5 * width, y: baseline, anchor: .middle, style: "cb")
        break
      }
      bar(stage.yellow, share: 0.7, style: "ty")
      bar(stage.red, share: 0.35, style: "tr")
    }
    canvas.text(TimingSheet.words(row), x: plot.x(at) + 6, y: baseline)
  }

  /// What the letters stand for, side by side where there is room.
  private func drawNames(of signal: Signal, top: Double, on canvas: inout Canvas) -> Double {
    var (x, y) = (0.0, top + canvas.fontSize)
    for movement in signal.movements {
      let words = TextWidth.fitting(
        "\(signal.letter(movement)): \(movement)", within: canvas.width, size: canvas.fontSize)
      let width = TextWidth.of(words, size: canvas.fontSize)
      if x > 0 && x + width > canvas.width {
        x = 0
        y += canvas.lineHeight
      }
      canvas.text(words, x: x, y: y, style: "q")
      x += width + 16
    }
    return y + canvas.lineHeight - canvas.fontSize
  }
}

public import CivilTime
public import Tables
public import TimeSeries

/// The log of a traffic signal controller: what happened to which phase or detector, to the
/// tenth of a second.
///
/// Codes are those of the Indiana Traffic Signal Hi Resolution Data Logger Enumerations
/// (Sturdevant et al., Purdue University, 2012): detector on 82 and off 81, begin of green 1,
/// of yellow 8, of red clearance 10, and its end 11.
public struct ControllerEvents: Sendable {
  /// In the order of time, and of the file where times are equal.
  public private(set) var events: [Event]
  public private(set) var domain: TimeDomain
  public private(set) var devices: [String]
  /// What was decided on the way, in sentences.
  public private(set) var notes: [String] = []
  private var rows = 0

  public struct Event: Sendable, Equatable {
    /// Milliseconds on the clock of `domain`.
    public var time: Int64
    /// Into `devices`.
    public var device: Int
    public var code: Int
    public var parameter: Int
  }

  /// One green of a phase, in seconds; NaN where the log does not show its end.
  public struct Green: Sendable, Equatable {
    public var device: Int
    public var phase: Int
    /// Milliseconds on the clock.
    public var start: Int64
    public var green: Double
    public var yellow: Double
    public var redClearance: Double
    /// From this start of green to the next.
    public var cycle: Double
  }

  static let timeNames = ["timestamp", "time_stamp", "time", "datetime"]
  static let deviceNames = [
    "deviceid", "device_id", "device", "signalid", "signal_id", "signal", "locationidentifier",
  ]
  static let eventNames = ["eventid", "event_id", "eventcode", "event_code", "event"]
  static let parameterNames = [
    "parameter", "eventparam", "event_param", "eventparameter", "param", "detector",
  ]

  /// - Throws: `TableError` with file, line and column.
  public static func read(
    bytes: [UInt8], name: String = "events.csv", reading: ReadOptions = ReadOptions()
  ) throws(TableError) -> ControllerEvents {
    var options = reading
    let end = bytes.firstIndex(of: 0x0A) ?? bytes.count
    let header = try TableReader.read(bytes: Array(bytes[..<end]), name: name, options: options)
      .inference.header
    let wanted = [timeNames, deviceNames, eventNames, parameterNames].map {
      DetectorColumns.find($0, in: header)
    }
    guard let time = wanted[0], let device = wanted[1], let event = wanted[2],
      let parameter = wanted[3]
    else {
      throw .data(
        DataProblem(
          file: name, line: 1, what: "not a log of controller events",
          fix: "Expected columns TimeStamp, DeviceId, EventId and Parameter; the file has "
            + "\(header.joined(separator: ", "))."))
    }
    options.columns = [time, device, event, parameter]
    options.types = [time: .time, device: .text, event: .integer, parameter: .integer]
    let result = try TableReader.read(bytes: bytes, name: name, options: options)
    // Times are read to the second; the text holds the rest.
    options.types[time] = .text
    let texts = try TableReader.read(bytes: bytes, name: name, options: options)
    return try ControllerEvents(
      result.table, fractions: texts.table.rowCount == result.table.rowCount ? texts.table : nil,
      file: name)
  }

  private init(_ table: Table, fractions: Table?, file: String) throws(TableError) {
    let columns = table.columns
    guard case .time(let times) = columns[0].values, case .text(let names) = columns[1].values,
      case .integer(let codes) = columns[2].values,
      case .integer(let parameters) = columns[3].values
    else {
      throw .data(DataProblem(file: file, what: "times or numbers of another kind than expected"))
    }
    let order = names.dictionary.indices.sorted {
      names.dictionary[$0].utf8.lexicographicallyPrecedes(names.dictionary[$1].utf8)
    }
    var place = [Int](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { place[old] = new }
    devices = order.map { names.dictionary[$0] }
    domain = times.kind == .instant ? .zoned(.utc) : .wall
    events = []
    events.reserveCapacity(table.rowCount)
    rows = table.rowCount
    for row in 0..<table.rowCount where !columns.contains(where: { $0.missing[row] }) {
      var milliseconds = times.seconds[row] * 1_000
      if let fractions, case .text(let text) = fractions.columns[0].values, text.codes[row] >= 0 {
        milliseconds += Self.fraction(text.dictionary[Int(text.codes[row])])
      }
      events.append(
        Event(
          time: milliseconds, device: place[Int(names.codes[row])], code: Int(codes[row]),
          parameter: Int(parameters[row])))
    }
    guard !events.isEmpty else {
      throw .data(DataProblem(file: file, what: "no row has a time, a device and an event"))
    }
    let late = zip(events, events.dropFirst()).count { $0.time > $1.time }
    if late > 0 { notes.append("\(late) events stand behind a later one: sorted by time.") }
    // Stable, so that events of one moment stay in the order of the log.
    events = events.enumerated().sorted {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }.map(\.element)
    if events.count < rows {
      notes.append("\(rows - events.count) rows lack a time, a device or a code: left out.")
    }
  }

  /// Milliseconds behind the point of `12:00:00.350`.
  private static func fraction(_ text: String) -> Int64 {
    guard let colon = text.lastIndex(of: ":"),
      let point = text[colon...].firstIndex(where: {
        $0 == "." || $0 == ","
      })
    else { return 0 }
    var value: Int64 = 0
    var scale: Int64 = 100
    for digit in text[text.index(after: point)...].prefix(3) {
      guard let number = digit.wholeNumberValue else { break }
      value += Int64(number) * scale
      scale /= 10
    }
    return value
  }
}

extension ControllerEvents {
  /// Counts and occupancies of every detector channel that the log names, ids
  /// `device/channel`.
  ///
  /// A step counts only where the log covers at least nine tenths of it. A detector that is
  /// off before it was on was on since the log began; one that is on twice running is taken
  /// to have left unseen the moment before.
  ///
  /// - Throws: `TableError.data` where the log covers no whole step or names no detector.
  public func detectors(
    stepSeconds: Int, timeZone: TimeZoneRules? = nil
  ) throws(TableError) -> DetectorRecord {
    let size = Int64(stepSeconds) * 1_000
    let moments = self.moments(in: timeZone)
    guard let first = moments.first, let last = moments.last else {
      throw .data(DataProblem(file: "events", what: "no events"))
    }
    var from = first / size * size
    if Double(first - from) > 0.1 * Double(size) { from += size }
    var until = last / size * size
    if Double(last - until) > 0.9 * Double(size) { until += size }
    var channels: [Channel: Int] = [:]
    for event in events where event.code == 82 || event.code == 81 {
      channels[Channel(device: event.device, number: event.parameter)] = 0
    }
    let ordered = channels.keys.sorted { ($0.device, $0.number) < ($1.device, $1.number) }
    guard until > from, !ordered.isEmpty else {
      throw .data(
        DataProblem(
          file: "events",
          what: ordered.isEmpty
            ? "no detector events (codes 81, 82)"
            : "the log covers no whole step of \(stepSeconds) s",
          fix: "Give a longer log, or a shorter --step."))
    }
    for (place, channel) in ordered.enumerated() { channels[channel] = place }
    let steps = Int((until - from) / size)
    var flow = [Double](repeating: 0, count: steps * ordered.count)
    var busy = [Int64](repeating: 0, count: steps * ordered.count)
    var onSince = [Int64?](repeating: nil, count: ordered.count)
    var isKnown = [Bool](repeating: false, count: ordered.count)
    func occupy(_ place: Int, _ a: Int64, _ b: Int64) {
      var start = max(a, from)
      while start < min(b, until) {
        let step = Int((start - from) / size)
        let stop = min(b, from + Int64(step + 1) * size)
        busy[step * ordered.count + place] += stop - start
        start = stop
      }
    }
    for (event, time) in zip(events, moments) where event.code == 82 || event.code == 81 {
      guard let place = channels[Channel(device: event.device, number: event.parameter)] else {
        continue
      }
      if event.code == 82 {
        onSince[place] = time
        if time >= from, time < until {
          flow[Int((time - from) / size) * ordered.count + place] += 1
        }
      } else if let start = onSince[place] {
        occupy(place, start, time)
        onSince[place] = nil
      } else if !isKnown[place] {
        occupy(place, first, time)
      }
      isKnown[place] = true
    }
    for (place, start) in onSince.enumerated() { if let start { occupy(place, start, last) } }
    let domain = timeZone.map { TimeDomain.zoned($0) } ?? domain
    var record = DetectorRecord(
      index: TimeIndex(
        domain: domain, frequency: .seconds(stepSeconds), start: from / 1_000, count: steps),
      detectors: ordered.map { .init(id: "\(devices[$0.device])/\($0.number)") })
    record.flow = flow
    record.occupancy = busy.map { Double($0) / Double(size) }
    record.reading.rows = rows
    record.reading.notes =
      [
        "Controller events: \(ordered.count) detector channels counted and timed in steps of "
          + "\(stepSeconds) seconds."
      ] + notes
    return record
  }

  /// Every green that the log shows beginning, by device, phase and time.
  public func greens() -> [Green] {
    var open: [Channel: Int] = [:]
    var result: [Green] = []
    var marks: [Channel: (yellow: Int64?, red: Int64?)] = [:]
    for event in events {
      let phase = Channel(device: event.device, number: event.parameter)
      switch event.code {
      case 1:
        if let place = open[phase] {
          result[place].cycle = Double(event.time - result[place].start) / 1_000
        }
        open[phase] = result.count
        marks[phase] = (nil, nil)
        result.append(
          Green(
            device: event.device, phase: event.parameter, start: event.time, green: .nan,
            yellow: .nan, redClearance: .nan, cycle: .nan))
      case 8:
        guard let place = open[phase], marks[phase]?.yellow == nil else { continue }
        result[place].green = Double(event.time - result[place].start) / 1_000
        marks[phase]?.yellow = event.time
      case 10:
        guard let place = open[phase], let yellow = marks[phase]?.yellow,
          marks[phase]?.red == nil
        else { continue }
        result[place].yellow = Double(event.time - yellow) / 1_000
        marks[phase]?.red = event.time
      case 11:
        guard let place = open[phase], let red = marks[phase]?.red,
          result[place].redClearance.isNaN
        else { continue }
        result[place].redClearance = Double(event.time - red) / 1_000
      default: break
      }
    }
    return result.sorted { ($0.device, $0.phase, $0.start) < ($1.device, $1.phase, $1.start) }
  }

  /// Times of the events on the axis, in milliseconds. A clock time that a zone shows twice is
  /// its second occurrence once the log has passed the first.
  private func moments(in zone: TimeZoneRules?) -> [Int64] {
    guard let zone, case .wall = domain else { return events.map(\.time) }
    var latest = Int64.min
    return events.map { event in
      let second = event.time >= 0 ? event.time / 1_000 : (event.time - 999) / 1_000
      let rest = event.time - second * 1_000
      let moment: Int64
      switch zone.instants(of: WallTime(wallSeconds: second)) {
      case .fold(let earlier, let later):
        let early = earlier.secondsSinceEpoch * 1_000 + rest
        moment = early >= latest ? early : later.secondsSinceEpoch * 1_000 + rest
      case let one: moment = one.instant.secondsSinceEpoch * 1_000 + rest
      }
      latest = max(latest, moment)
      return moment
    }
  }

  private struct Channel: Hashable {
    var device: Int
    var number: Int
  }
}

import Provenance
import Tables
import Traffic

/// The files a set of plans is made from, read and checked.
struct SignalInputs {
  let network: StreetNetwork
  /// Nil where the network is no table of links.
  let map: StreetMap?
  /// Whether its nodes lie by longitude and latitude.
  let isInDegrees: Bool
  /// The network's own programs, with those of the plan in use in their place.
  let plan: SignalPlan
  let samples: [DemandSample]
  /// Seconds since midnight.
  let period: Range<Double>
  /// Hours of demand within the period.
  let hours: Double
  let stageMinimums: [String: [Double]]
  let faults: [PlanCheck]
  let records: [FileRecord]
  let notes: [String]

  init(_ request: SignalPipeline) throws {
    var records: [FileRecord] = []
    var notes: [String] = []
    func read<Value>(
      _ path: String, _ parse: ([UInt8]) throws(SignalFileError) -> Value
    ) throws -> Value {
      let file = try Self.bytes(path)
      records.append(file.record)
      do { return try parse(file.bytes) } catch {
        throw Self.told(error, path: path, showsValues: request.showsValues)
      }
    }
    let network: StreetNetwork
    var map: StreetMap?
    var isInDegrees = false
    if let nodes = request.nodes {
      let links = try Self.bytes(request.network)
      let points = try Self.bytes(nodes)
      records += [links.record, points.record]
      let made = try StreetMap(
        nodes: points.bytes, nodesName: nodes, links: links.bytes, linksName: request.network)
      network = made.streets
      map = made
      isInDegrees = SignalDemandTable.header(points.bytes).contains("lon")
    } else {
      guard !request.network.hasSuffix(".csv") else {
        throw PipelineError(
          .usage,
          "\(request.network): a table of links needs its table of nodes: give --nodes, with x, y "
            + "and control.")
      }
      network = try read(request.network) { bytes throws(SignalFileError) in
        try StreetNetwork(network: bytes)
      }
    }
    guard !network.plan.programs.isEmpty else {
      throw PipelineError(
        .data,
        "\(request.network): no signal has a program: there is nothing to time. Give a network "
          + "with <tlLogic> elements, or nodes whose control is signal.")
    }
    var demands: [TripDemand] = []
    for (day, path) in request.demand.enumerated() {
      if let table = try SignalDemandTable(path, request, map: map, network: network, day: day) {
        records.append(table.record)
        notes += table.notes
        demands.append(table.demand)
        continue
      }
      demands.append(
        try read(path) { bytes throws(SignalFileError) in
          try TripDemand(demand: bytes, on: network)
        })
    }
    var plan = network.plan
    if let path = request.plans {
      let given = try read(path) { bytes throws(SignalFileError) in try SignalPlan(csv: bytes) }
      for program in given.programs {
        guard let place = plan.program(program.id) else {
          throw PipelineError(
            .data,
            "\(path): signal \"\(program.id)\" is not in \(request.network). "
              + "Its signals are: \(plan.programs.prefix(20).map(\.id).joined(separator: ", ")).")
        }
        plan.programs[place] = program
      }
      let missing = plan.programs.count - given.programs.count
      if missing > 0 {
        notes.append("\(missing) signals have no row in \(path): they keep the network's program.")
      }
    }
    var minimums: [String: [Double]] = [:]
    if let path = request.pedestrians {
      var times = PedestrianTimes()
      times.speed = request.walkingSpeed
      times.walk = request.walkSeconds
      minimums = try read(path) { [times] bytes throws(SignalFileError) in
        try times.minimums(csv: bytes)
      }
      try Self.check(minimums, path: path, plan: plan)
    }
    faults = PlanCheck.faults(of: plan, on: network, stageMinimums: minimums)
    if let fatal = faults.first(where: \.isFatal) {
      throw PipelineError(
        .data, "\(request.plans ?? request.network): \(SignalWords.sentence(fatal))")
    }
    notes += Self.crossingNotes(faults, plan: request.plans ?? request.network)
    for (path, demand) in zip(request.demand, demands) where !demand.unserved.isEmpty {
      notes.append(
        "\(path): \(demand.unserved.count) trips have no way through the network and are left out, "
          + "\(demand.unserved.prefix(3).joined(separator: ", ")) first.")
    }
    let first = demands.compactMap { $0.trips.first?.departure }.min()
    let last = demands.compactMap { $0.trips.last?.departure }.max()
    guard let first, let last else {
      throw PipelineError(.data, "\(request.demand[0]): no trip can be made in this network.")
    }
    let window = request.period ?? first.rounded(.down)..<(last + 1).rounded(.up)
    demands = demands.map { $0.during(window) }
    if let empty = demands.firstIndex(where: { $0.trips.isEmpty }) {
      throw PipelineError(
        .data,
        "\(request.demand[empty]): no trip departs in the period \(SignalWords.clock(window)); "
          + "its trips depart \(SignalWords.clock(first..<last)).")
    }
    self.network = network
    self.map = map
    self.isInDegrees = isInDegrees
    self.plan = plan
    // Vehicles under way at the end of the period are followed until they arrive.
    period = window.lowerBound..<(window.upperBound + 3600)
    hours = max(60, window.upperBound - window.lowerBound) / 3600
    stageMinimums = minimums
    samples = Self.samples(demands, request)
    self.records = records
    self.notes = notes
  }

  /// Signals whose program in use shows two crossing turns the right of way at once.
  ///
  /// They keep it: times for such states would be ours to answer for. No file has times for them.
  var crossing: Set<String> {
    Set(
      faults.filter {
        if case .conflict = $0.fault { true } else { false }
      }.map(\.signal))
  }

  private static func crossingNotes(_ faults: [PlanCheck], plan: String) -> [String] {
    faults.compactMap { fault in
      guard case .conflict = fault.fault else { return nil }
      return "\(plan): \(SignalWords.sentence(fault)) The signal keeps its program and no times "
        + "are written for it. Write g for the turn that yields, or give them stages of their own."
    }
  }

  /// The demands as given, or the days around the one given.
  private static func samples(
    _ demands: [TripDemand], _ request: SignalPipeline
  ) -> [DemandSample] {
    guard demands.count == 1, request.dayToDay > 0 else {
      return demands.map { DemandSample($0) }
    }
    return request.dayFactors.map { DemandSample(demands[0].scaled(by: $0)) }
  }

  private static func check(
    _ minimums: [String: [Double]], path: String, plan: SignalPlan
  ) throws {
    for (id, seconds) in minimums.sorted(by: { $0.key < $1.key }) {
      guard let place = plan.program(id) else {
        throw PipelineError(
          .data,
          "\(path): signal \"\(id)\" is not in the network. Its signals are: "
            + "\(plan.programs.prefix(20).map(\.id).joined(separator: ", ")).")
      }
      let stages = StagedProgram(plan.programs[place])?.stages.count ?? 0
      guard seconds.count <= stages else {
        throw PipelineError(
          .data,
          "\(path): signal \"\(id)\" has \(stages) stages, counted from 0; there is no stage "
            + "\(seconds.count - 1).")
      }
    }
  }

  /// A file's bytes, decompressed where it is a gzip file, with its record as it lies on disk.
  static func bytes(_ path: String) throws -> (bytes: [UInt8], record: FileRecord) {
    let raw = try WholeFile.read(path)
    let record = FileRecord(path: path, content: raw)
    let isPacked = raw.starts(with: [0x1F, 0x8B])
    return (isPacked ? try WholeFile.readDecompressed(path) : raw, record)
  }

  private static func told(
    _ error: SignalFileError, path: String, showsValues: Bool
  ) -> PipelineError {
    if case .notANumber(let attribute, let element, _, let line) = error, !showsValues {
      return PipelineError(
        .data,
        "\(path):\(line): \"\(attribute)\" of a \(element) is not a number. Try --show-values.")
    }
    let text = error.description
    // "line 12: …" as other messages put it.
    if text.hasPrefix("line "), let colon = text.firstIndex(of: ":") {
      let line = text[text.index(text.startIndex, offsetBy: 5)..<colon]
      return PipelineError(.data, "\(path):\(line)\(text[colon...])")
    }
    return PipelineError(.data, "\(path): \(text)")
  }
}

/// Faults, times and turns in words.
enum SignalWords {
  static func sentence(_ check: PlanCheck) -> String {
    let place = "signal \"\(check.signal)\", "
    switch check.fault {
    case .letters(let have, let links):
      return place
        + "phase \(check.phase): the state has \(have) letters and the signal \(links) links. Give "
        + "a letter for each link."
    case .conflict(let link, let other):
      return place
        + "phase \(check.phase): links \(link) and \(other) cross and both have the right of way."
    case .noYellow(let link):
      return place + "phase \(check.phase): link \(link) goes from green to red without yellow."
    case .shortYellow(let seconds):
      return place + "phase \(check.phase): a yellow of \(plain(seconds)) s; 3 s is the least."
    case .shortStage(let seconds, let needs):
      return place
        + "stage \(check.phase): \(plain(seconds)) s, and people on foot need \(plain(needs)) s."
    }
  }

  static func name(_ fault: PlanCheck.Fault) -> String {
    switch fault {
    case .letters: "letters"
    case .conflict: "conflicting greens"
    case .noYellow: "no yellow"
    case .shortYellow: "short yellow"
    case .shortStage: "stage too short on foot"
    }
  }

  static func plain(_ value: Double) -> String {
    value == value.rounded() ? String(Int(value)) : String((value * 10).rounded() / 10)
  }

  /// "07:00 to 09:00".
  static func clock(_ period: Range<Double>) -> String {
    func text(_ seconds: Double) -> String {
      let minutes = Int(seconds / 60)
      let parts = [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : String($0) }
      return parts.joined(separator: ":")
    }
    return "\(text(period.lowerBound)) to \(text(period.upperBound))"
  }
}

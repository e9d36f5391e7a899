public import Tables

/// The signal plans of a day as a file gives them, checked against the streets they act on.
///
/// One row a phase: `tls_id, offset_s, phase_index, duration_s, state`. A day with several plans
/// has a column `period` (or `plan`) that names them, and `from` and `to` with the times at which
/// each begins and ends (`7:00`, or seconds since midnight); rows without a period serve in all.
/// Signals the file leaves out keep the network's program.
public struct SignalTimetable: Sendable {
  public struct Period: Sendable {
    public let name: String
    /// Seconds since midnight; nil for the whole day. Where `to` is not above `from`, the period
    /// runs past midnight.
    public let from: Double?
    public let to: Double?
    /// A program for every signal of the network.
    public let plan: SignalPlan

    /// Whether it serves at a second of the day.
    public func contains(_ second: Double) -> Bool {
      guard let from, let to else { return true }
      return from < to ? (from..<to).contains(second) : second >= from || second < to
    }
  }

  /// In the order of the file; one named "all day" where it names none.
  public let periods: [Period]
  /// Signals without a row in any period, which keep the network's program.
  public let unplanned: [String]

  /// The plan that serves at a second of the day; nil outside of all periods.
  public func plan(at second: Double) -> SignalPlan? {
    periods.first { $0.contains(second) }?.plan
  }

  public func plan(named name: String) -> SignalPlan? { periods.first { $0.name == name }?.plan }

  /// - Throws: `TableError` naming file, line, column and signal: a signal the network does not
  ///   have, a state with too many or too few letters or with one that is none, green with the
  ///   right of way for two turns that cross, a phase twice or of no duration, offsets or times
  ///   that differ within a program, periods that overlap.
  public init(
    csv bytes: [UInt8], name file: String = "signals.csv", on network: StreetNetwork
  ) throws(TableError) {
    let table = try CSVColumns(bytes, name: file)
    let rows = try Rows(table)
    var problems = DataProblemList()
    let crossings = network.plan.programs.indices.map { Crossings(network, signal: $0) }
    var periods: [(name: String?, from: Double?, to: Double?, line: Int)] = []
    var drafts: [[Int: Draft]] = []
    for row in 0..<table.rowCount {
      let line = table.line(row)
      let id = rows.ids[row] ?? ""
      func note(_ column: String, _ what: String, _ fix: String) {
        problems.add(
          DataProblem(file: file, line: line, column: column, what: what, fix: fix))
      }
      guard let signal = network.plan.program(id) else {
        note(
          "tls_id", "the network has no signal \(id)",
          "Give the node control = signal, or correct the name.")
        continue
      }
      guard let index = rows.indices[row].flatMap({ Int(exactly: $0) }), index >= 0 else {
        note("phase_index", "signal \(id): no phase number", "Expected 0, 1, 2 …")
        continue
      }
      let phase = "signal \(id), phase \(index)"
      guard let duration = rows.durations[row], duration > 0, duration.isFinite else {
        note("duration_s", "\(phase): no duration", "Expected seconds above 0.")
        continue
      }
      guard let offset = rows.offsets[row], offset.isFinite else {
        note("offset_s", "\(phase): no offset", "Expected seconds; 0 where there is none.")
        continue
      }
      let state = Array((rows.states[row] ?? "").utf8)
      let width = network.plan.programs[signal].phases.first?.state.count ?? 0
      guard state.count == width else {
        note(
          "state", "\(phase): \(state.count) letters, but the signal has \(width) turns",
          "Give a letter for every turn, in the order of the movements.")
        continue
      }
      if let wrong = state.firstIndex(where: { !Self.letters.contains($0) }) {
        note(
          "state", "\(phase): letter \(wrong + 1) is none of G g y r u s o O",
          "G is green, g green that yields, y yellow, r red.")
        continue
      }
      if let (a, b) = crossings[signal].firstClash(in: state) {
        note(
          "state",
          "\(phase): letters \(a + 1) and \(b + 1) are both G, but "
            + crossings[signal].words(a, b),
          "Write g for the turn that yields, or show them in different phases.")
        continue
      }
      let period = (name: rows.periods?[row], from: rows.from(row), to: rows.to(row), line: line)
      if rows.hasBadTime(row) {
        note("from", "\(phase): not a time of day", "Expected 7:00, or seconds since midnight.")
        continue
      }
      let place: Int
      if let known = periods.firstIndex(where: {
        $0.name == period.name
          && (period.name != nil || ($0.from == period.from && $0.to == period.to))
      }) {
        place = known
        if periods[known].from != period.from || periods[known].to != period.to {
          note(
            "from", "period \(period.name ?? ""): other times than in line \(periods[known].line)",
            "Give the same times in all rows of a period.")
        }
      } else {
        place = periods.count
        periods.append(period)
        drafts.append([:])
      }
      var draft = drafts[place][signal] ?? Draft(offset: offset, line: line)
      if draft.offset != offset {
        note(
          "offset_s", "\(phase): another offset than in line \(draft.line)",
          "Give the same offset in all rows of a program.")
      }
      if draft.phases.contains(where: { $0.index == index }) {
        note("phase_index", "\(phase) is here a second time", "Keep one row a phase.")
      }
      draft.phases.append(
        (index, .init(duration: duration, state: String(decoding: state, as: UTF8.self))))
      drafts[place][signal] = draft
    }
    for (k, later) in periods.enumerated() where later.from != nil {
      for earlier in periods[..<k] where earlier.from != nil {
        let first = Period(name: "", from: earlier.from, to: earlier.to, plan: network.plan)
        let second = Period(name: "", from: later.from, to: later.to, plan: network.plan)
        if first.contains(later.from ?? 0) || second.contains(earlier.from ?? 0) {
          problems.add(
            DataProblem(
              file: file, line: later.line, column: "from",
              what: "the period begins or ends within that of line \(earlier.line)",
              fix: "Let one plan serve at a time."))
        }
      }
    }
    guard problems.isEmpty else { throw .badRows(problems) }
    guard !periods.isEmpty else {
      throw .data(
        DataProblem(file: file, what: "no phases", fix: "Give a row for every phase."))
    }
    // Rows of no period serve in all of them.
    let always = periods.firstIndex { $0.name == nil && $0.from == nil }
    let named = periods.indices.filter { $0 != always }
    self.periods = (named.isEmpty ? [always ?? 0] : named).map { k in
      var plan = network.plan
      for signal in plan.programs.indices {
        guard let draft = drafts[k][signal] ?? always.flatMap({ drafts[$0][signal] }) else {
          continue
        }
        plan.programs[signal] = SignalProgram(
          id: plan.programs[signal].id, offset: draft.offset,
          phases: draft.phases.sorted { $0.index < $1.index }.map(\.phase))
      }
      let period = periods[k]
      let times = period.from.map { "\(Self.clock($0))–\(Self.clock(period.to ?? 0))" }
      return Period(
        name: period.name ?? times ?? "all day", from: period.from, to: period.to, plan: plan)
    }
    unplanned = network.plan.programs.indices.filter { signal in
      !drafts.contains { $0[signal] != nil }
    }.map { network.plan.programs[$0].id }
  }

  private static let letters = Set("GgyYruRsoO".utf8)

  private struct Draft {
    let offset: Double
    let line: Int
    var phases: [(index: Int, phase: SignalProgram.Phase)] = []
  }

  private static func clock(_ second: Double) -> String {
    let minutes = Int((second / 60).rounded())
    let rest = String(minutes % 60)
    return "\(minutes / 60):" + (rest.count < 2 ? "0" : "") + rest
  }
}

extension SignalTimetable {
  /// The columns of the file.
  private struct Rows {
    let ids: [String?]
    let states: [String?]
    let offsets: [Double?]
    let indices: [Double?]
    let durations: [Double?]
    let periods: [String?]?
    private let begins: [String?]?
    private let ends: [String?]?

    init(_ table: CSVColumns) throws(TableError) {
      ids = try table.texts("tls_id")
      states = try table.texts("state")
      func required(_ name: String) throws(TableError) -> [Double?] {
        guard let values = try table.numbers(name) else { throw table.lacks([name]) }
        return values
      }
      offsets = try required("offset_s")
      indices = try required("phase_index")
      durations = try required("duration_s")
      periods = table.optionalTexts(["period", "plan"])
      begins = table.optionalTexts(["from"])
      ends = table.optionalTexts(["to"])
    }

    func from(_ row: Int) -> Double? { begins?[row].flatMap(Self.seconds) }
    func to(_ row: Int) -> Double? { ends?[row].flatMap(Self.seconds) }

    func hasBadTime(_ row: Int) -> Bool {
      let given = (begins?[row], ends?[row])
      return (given.0 != nil && from(row) == nil) || (given.1 != nil && to(row) == nil)
        || (given.0 == nil) != (given.1 == nil)
    }

    /// `7:00`, `07:00:00` or seconds.
    private static func seconds(_ text: String) -> Double? {
      let parts = text.split(separator: ":").map { Double($0) }
      let value: Double?
      switch parts.count {
      case 1: value = parts[0]
      case 2, 3:
        var sum: Double? = 0
        for (k, part) in parts.enumerated() {
          let unit = [3600.0, 60, 1][k]
          if let part, (0..<(k == 0 ? 25 : 60)).contains(part), let before = sum {
            sum = before + part * unit
          } else {
            sum = nil
          }
        }
        value = sum
      default: value = nil
      }
      return value.flatMap { (0...86_400).contains($0) ? $0 : nil }
    }
  }

  /// Which letters of a signal rule turns that cross or merge.
  private struct Crossings {
    private var pairs: [(a: Int, b: Int, words: String)] = []

    init(_ network: StreetNetwork, signal: Int) {
      var known: Set<SIMD2<Int>> = []
      for (turn, letter) in network.turns(ofSignal: signal) {
        for other in network.turns[turn].conflicts {
          guard let theirs = network.turns[other].signal, theirs.signal == signal,
            theirs.link != letter,
            known.insert(SIMD2(min(letter, theirs.link), max(letter, theirs.link))).inserted
          else { continue }
          func name(_ turn: Int) -> String {
            let way = network.turns[turn]
            let from = network.streets[network.lanes[way.fromLane].street]
            return "\(from.id) to \(network.streets[network.lanes[way.toLane].street].id)"
          }
          pairs.append(
            (
              min(letter, theirs.link), max(letter, theirs.link),
              "\(name(turn)) and \(name(other)) cross or merge"
            ))
        }
      }
      pairs.sort { ($0.a, $0.b) < ($1.a, $1.b) }
    }

    func firstClash(in state: [UInt8]) -> (Int, Int)? {
      pairs.first { state[$0.a] == 0x47 && state[$0.b] == 0x47 }.map { ($0.a, $0.b) }
    }

    func words(_ a: Int, _ b: Int) -> String {
      pairs.first { $0.a == a && $0.b == b }?.words ?? "their turns cross"
    }
  }
}

import Briefings
import CommandLineInterface
import Foundation
import Provenance
import Queueing
import Reports
import Staffing
import Tables

/// An appointment recipe, carried out: who comes, how long visits take, whom to book when.
public struct AppointmentPipeline: RecipePipeline {
  let source: RecipeFile<AppointmentRecipe>
  public let version: String
  public var manner = RecipeManner()

  /// Reads the recipe.
  public init(recipeFile: String, version: String) throws {
    source = try RecipeFile(recipeFile)
    self.version = version
  }

  public func run(into folder: String) throws -> RunOutcome {
    if planning.export != nil {
      throw PipelineError(
        .usage,
        "an appointment book is found by a search that proves itself, not by a linear program: "
          + "there is nothing to --export.")
    }
    let path = manner.dataFile ?? source.beside(recipe.visits)
    let past = try PastVisits(path)
    let booking: BookingFacts
    do { booking = try AppointmentRecord(recipe: recipe, past: past).facts() } catch {
      throw PipelineError(.data, "\(recipeFile): \(error).")
    }
    let data = DataFacts(
      file: path.split(separator: "/").last.map(String.init) ?? path,
      fingerprint: past.record.sha256, unit: "appointments", step: "appointment", stepSeconds: nil,
      rowsRead: past.count, rowsRejected: 0, stepsExpected: past.count, stepsMissing: 0,
      seriesCount: 1, firstLabel: "", lastLabel: "", timeZone: nil, notes: [])
    var files = RunFiles()
    files[BookingFiles.slots] = BookingFiles.slots(of: booking)
    files[BookingFiles.ways] = BookingFiles.ways(of: booking)
    let assembly = RunAssembly(
      version: version, command: ["run", recipeFile], inputs: [recipeRecord, past.record], seed: 1,
      results: [
        "status": .string(booking.isProved ? "optimal" : "feasible"),
        "objective": .number(rounded2(booking.chosen?.net ?? 0)),
      ])
    return try assembly.finish(
      facts: RunFacts(title: recipe.title, data: data, booking: booking), tables: RunTables(),
      files: files, into: folder, notes: [], summary: summary(booking))
  }

  private func summary(_ booking: BookingFacts) -> [String] {
    guard let chosen = booking.chosen else { return [] }
    return [
      "Book \(chosen.booked) people into \(booking.slots.count) slots: "
        + "\(PlainWords.number(chosen.seen, digits: 1)) are seen on average, waiting "
        + "\(PlainWords.number(chosen.wait, digits: 1)) minutes, with "
        + "\(PlainWords.number(chosen.overtime, digits: 0)) minutes of overtime.",
      "\(PlainWords.percent(booking.showShare)) of \(booking.appointments) appointments were kept.",
    ]
  }
}

/// Past appointments: who came, and how long it took.
struct PastVisits {
  var count: Int
  var kept: Int
  /// Minutes of the visits that took place.
  var minutes: [Double]
  var record: FileRecord

  init(_ path: String) throws {
    record = FileRecord(path: path, content: try WholeFile.read(path))
    let table = try ContractTable(reading: path, text: ["attended"])
    let attended = try table.text("attended")
    let lengths = try table.optionalNumbers("minutes")
    minutes = []
    kept = 0
    for (k, text) in attended.enumerated() {
      guard text == "yes" || text == "no" else {
        throw PipelineError(
          .data, "\(path):\(k + 2): column \"attended\": expected yes or no.")
      }
      guard text == "yes" else { continue }
      kept += 1
      if lengths[k].isNaN { continue }
      guard lengths[k] > 0, lengths[k] <= 1_440 else {
        throw PipelineError(
          .data, "\(path):\(k + 2): column \"minutes\": expected above 0, at most 1440.")
      }
      minutes.append(lengths[k])
    }
    count = attended.count
    guard !minutes.isEmpty else {
      throw PipelineError(
        .data,
        "\(path): no appointment was kept with its minutes written down, so how long a visit takes "
          + "is not known.")
    }
  }

  var mean: Double { minutes.reduce(0, +) / Double(minutes.count) }

  /// Standard deviation over the mean; one visit tells nothing of it.
  var variation: Double {
    guard minutes.count > 1 else { return 0.5 }
    let mean = mean
    let squares = minutes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return max(0.05, (squares / Double(minutes.count - 1)).squareRoot() / mean)
  }

  /// Wilson's interval (1927) of the share that comes, 95 %.
  var showRange: (low: Double, high: Double) {
    let (n, p, z) = (Double(count), Double(kept) / Double(count), 1.959964)
    let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    return (max(0.001, middle - half), min(1, middle + half))
  }
}

/// The ways to fill a session, evaluated.
struct AppointmentRecord {
  var recipe: AppointmentRecipe
  var past: PastVisits

  private func session(show: Double) throws(QueueingError) -> AppointmentSession {
    try AppointmentSession(
      slots: recipe.session.slots, slotSeconds: Double(recipe.session.slotMinutes) * 60,
      service: .gamma(mean: past.mean * 60, coefficientOfVariation: past.variation),
      showProbability: show, step: recipe.session.gridMinutes * 60)
  }

  func facts() throws(QueueingError) -> BookingFacts {
    let prices = recipe.weights
    let weights = AppointmentSession.Weights(
      wait: prices.waitPerHour / 3_600, idle: prices.idlePerHour / 3_600,
      overtime: prices.overtimePerHour / 3_600)
    let range = past.showRange
    let show = Double(past.kept) / Double(past.count)
    let session = try session(show: show)
    let best = try session.bestBooking(
      value: prices.visit, weights: weights, limit: prices.mostBooked)
    let booked = best.schedule.reduce(0, +)
    func way(_ name: String, _ schedule: [Int], show: Double? = nil, chosen: Bool = false)
      throws(QueueingError) -> BookingFacts.Way
    {
      let share = show ?? Double(past.kept) / Double(past.count)
      let place = try self.session(show: share)
      let found = try place.performance(schedule: schedule)
      let count = schedule.reduce(0, +)
      let seen = share * Double(count)
      let cost =
        weights.wait * found.totalWait + weights.idle * found.idle
        + weights.overtime * found.overtime
      return BookingFacts.Way(
        name: name, booked: count, slots: schedule, seen: seen,
        wait: seen > 0 ? found.totalWait / seen / 60 : 0, idle: found.idle / 60,
        overtime: found.overtime / 60, overtimeChance: found.probabilityOfOvertime,
        net: prices.visit * seen - cost, isChosen: chosen)
    }
    var ways = [try way("the best book", best.schedule, chosen: true)]
    for other in [booked - 2, booked - 1, booked + 1, booked + 2]
    where other > 0 && other <= prices.mostBooked {
      ways.append(
        try way(
          "\(other) people, best placed",
          session.bestSchedule(customers: other, weights: weights).schedule))
    }
    ways.append(
      try way("one a slot, nobody twice", Array(repeating: 1, count: recipe.session.slots)))
    if booked > 0 {
      ways.append(
        try way(
          "\(booked) people, two at the start, then by the mean visit (Bailey and Welch)",
          session.baileyWelchSchedule(customers: booked)))
    }
    let found = try session.performance(schedule: best.schedule)
    return BookingFacts(
      currency: prices.currency, appointments: past.count, kept: past.kept, showLow: range.low,
      showHigh: range.high, meanMinutes: past.mean, variation: past.variation,
      slotMinutes: recipe.session.slotMinutes,
      slots: best.schedule.enumerated().map { k, count in
        let minute = recipe.session.firstSlot.minuteOfDay + k * recipe.session.slotMinutes
        return .init(
          time: "\(ClockTime(minuteOfDay: minute % 1_440))", booked: count,
          wait: found.waitBySlot[k] / 60)
      },
      isProved: best.isProvenOptimal, ways: ways,
      fewer: try way("fewer come", best.schedule, show: range.low),
      more: try way("more come", best.schedule, show: range.high), assumptions: assumptions)
  }

  private var assumptions: [PlanFacts.Assumption] {
    let prices = recipe.weights
    let money = { PlainWords.money($0, sign: prices.currency, digits: 2) }
    func entry(_ statement: String, _ value: String, _ name: String) -> PlanFacts.Assumption {
      .init(statement: statement, value: value, source: recipe.sources[name] ?? "the recipe")
    }
    return [
      entry("An hour somebody waits", money(prices.waitPerHour), "waitPerHour"),
      entry("An hour of the session with nobody to see", money(prices.idlePerHour), "idlePerHour"),
      entry("An hour after the session's end", money(prices.overtimePerHour), "overtimePerHour"),
      entry("One more person seen", money(prices.visit), "valuePerVisit"),
      entry(
        "A visit takes",
        "\(PlainWords.number(past.mean, digits: 1)) minutes on average, standard deviation \(PlainWords.percent(past.variation)) of it (gamma)",
        "visits"),
      entry("Who comes is on time, and comes or not", "independently of the others", "visits"),
    ]
  }
}

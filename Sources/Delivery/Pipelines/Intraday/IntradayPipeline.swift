import Briefings
import CivilTime
import LinearAlgebra
import Optimization
import Provenance
import Queueing
import Reports
import Staffing
import Statistics
import Tables

/// The rest of a published day, planned again from what its first hours brought.
public struct IntradayPipeline: Sendable {
  private var staffing: StaffingPipeline
  /// The moment the day is seen from, as `2025-06-30T11:00`; nil for the end of what came.
  public var now: String?
  /// A file `shift_id, count`: people of the schedule who did not come.
  public var absences: String?

  public init(recipeFile: String, version: String, threads: Int) throws {
    staffing = try StaffingPipeline(recipeFile: recipeFile, version: version)
    staffing.manner.threads = threads
  }

  /// - Parameters:
  ///   - path: a folder that staff or run wrote.
  ///   - actuals: a file `unique_id, ds, y` with what came.
  public func run(planAt path: String, actuals: String, into folder: String) throws -> RunOutcome {
    let recipe = staffing.recipe
    let given = try StaffInput(coverageAt: path)
    guard let slots = given.slots else {
      throw PipelineError(
        .noInput,
        "\(path): the day is seen with the forecast it was planned for: forecast.csv must lie "
          + "beside coverage.csv and hold its intervals.")
    }
    let scheduleFile = "\(StaffInput.parent(of: given.file))/\(ScheduleFile.name)"
    let schedule = try ScheduleFile.rows(
      from: ContractTable(
        reading: scheduleFile, text: ["shift_id", "unit", "start", "end", "breaks", "pattern"]))
    let table = try ContractTable(reading: actuals, text: ["ds"], optional: ["unique_id"])
    let came = try Actuals(table, file: actuals)
    var inputs = [
      staffing.recipeRecord, given.record,
      FileRecord(path: scheduleFile, content: try WholeFile.read(scheduleFile)),
      FileRecord(path: actuals, content: try WholeFile.read(actuals)),
    ]
    var absent: [String: Int] = [:]
    if let absences {
      let list = try ContractTable(reading: absences, text: ["shift_id"])
      let (ids, counts) = (try list.text("shift_id"), try list.counts("count"))
      for (id, count) in zip(ids, counts) {
        guard let row = schedule.first(where: { $0.shiftID == id }) else {
          throw PipelineError(.data, "\(absences): the schedule has no shift \"\(id)\".")
        }
        absent[id, default: 0] += count
        guard absent[id] ?? 0 <= row.count else {
          throw PipelineError(
            .data, "\(absences): shift \"\(id)\" has \(row.count) people, not \(absent[id] ?? 0).")
        }
      }
      inputs.append(FileRecord(path: absences, content: try WholeFile.read(absences)))
    }
    let moment = try moment(slots, came)
    let step = IntradayStep(
      recipe: recipe, slots: slots, paths: try given.paths(), schedule: schedule, absent: absent,
      came: came, now: moment.position, threads: staffing.threads)
    var intraday = try step.run()
    intraday.now = moment.text
    intraday.assumptions = staffing.record.serviceAssumptions + intraday.assumptions
    let facts = RunFacts(
      title: recipe.title, data: given.data(recipe), forecast: given.forecastFacts,
      intraday: intraday)
    var files = RunFiles()
    files[IntradayChangesFile.name] = IntradayChangesFile.bytes(of: intraday)
    files[IntradayChangesFile.events] = IntradayChangesFile.calendar(of: intraday)
    files[IntradayUpdateFile.name] = IntradayUpdateFile.bytes(of: intraday)
    let assembly = RunAssembly(
      version: staffing.version, command: ["staff", "intraday", given.file], inputs: inputs,
      seed: recipe.forecast.seed,
      results: [
        "objective": .number(rounded2(intraday.objective)),
        "bound": .number(rounded2(min(intraday.bound, intraday.objective))),
        "gap": .number(rounded2(max(0, intraday.objective - intraday.bound))),
      ])
    return try assembly.finish(
      facts: facts, tables: RunTables(), files: files, into: folder, notes: intraday.notes,
      summary: summary(intraday))
  }

  /// Now, as asked for or as the actuals have it.
  private func moment(_ slots: [ForecastSlot], _ came: Actuals) throws -> IntervalLabel {
    if let now {
      guard let label = IntervalLabel(now), let wall = label.wallTime else {
        throw PipelineError(
          .usage, "--now must be a date and time, such as 2025-06-30T11:00; found \"\(now)\".")
      }
      guard let slot = slots.first(where: { $0.wall.date == wall.date }) else {
        throw PipelineError(.data, "--now: the plan holds no interval on \(wall.date).")
      }
      return IntervalLabel(wall: wall, offset: label.offset ?? slot.row.start.offset)
    }
    guard let last = slots.last(where: { came.count(of: $0) != nil }) ?? nil else {
      throw PipelineError(
        .data, "what came holds no interval of the plan; say with --now when the day is seen.")
    }
    return last.end
  }

  private func summary(_ intraday: IntradayFacts) -> [String] {
    let people = intraday.people
    let money = PlainWords.money(abs(intraday.cost), sign: intraday.currency, digits: 2)
    return [
      people == 0
        ? "Keep the day as it is."
        : "Change the day of \(PlainWords.count(people, "person", plural: "people")): \(money) "
          + (intraday.cost < 0 ? "saved" : "more") + " in pay."
    ]
      + intraday.units.map { unit in
        "\(unit.unit): \(PlainWords.number(unit.restAfter.expected, digits: 0)) still expected "
          + "(\(PlainWords.number(unit.restBefore.expected, digits: 0)) before); the promise is kept "
          + "on \(PlainWords.percent(unit.chanceKept)) of such days as published"
          + (unit.people == 0
            ? "." : ", on \(PlainWords.percent(unit.chanceChanged)) with the changes.")
          + (IntradayBriefing.end(unit, intraday).map { " \($0)." } ?? "")
      }
  }
}

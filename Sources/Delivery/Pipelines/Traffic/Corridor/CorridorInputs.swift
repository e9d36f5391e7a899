import Briefings
import CivilTime
import CommandLineInterface
import Forecasting
import Foundation
import Provenance
import Reports
import Tables
import TimeSeries
import Traffic

/// The files of a corridor recipe, read and checked against each other.
struct CorridorInputs {
  let map: StreetMap
  let timetable: SignalTimetable?
  let prior: TripTable
  let record: DetectorRecord
  let check: DetectorCheck
  let holidays: HolidayCalendar?
  /// Link of each detector; nil where the stations name none.
  let links: [Int?]
  /// Whether a detector is trusted enough to say how much traffic there is.
  let isUsed: [Bool]
  let files: [FileRecord]
  /// Edition of the time zone data, where a zone was used.
  let timeZoneData: String?

  private let recipe: CorridorRecipe

  init(_ source: RecipeFile<CorridorRecipe>) throws {
    let recipe = source.recipe
    self.recipe = recipe
    var files: [FileRecord] = []
    func read(_ path: String) throws -> [UInt8] {
      let path = source.beside(path)
      files.append(try FileRecord(path: path, at: path))
      return try WholeFile.readDecompressed(path)
    }
    map = try StreetMap(
      nodes: read(recipe.files.nodes), nodesName: source.beside(recipe.files.nodes),
      links: read(recipe.files.links), linksName: source.beside(recipe.files.links))
    guard !map.streets.plan.programs.isEmpty else {
      throw PipelineError(
        .data,
        "\(source.beside(recipe.files.nodes)): no node has a signal. Write \"signal\" into the "
          + "column control of those that have one.")
    }
    let streets = map.streets
    for id in recipe.signals.corridor where streets.street(id) == nil {
      let hint =
        nearestName(to: id, among: streets.streets.map(\.id)).map { " Did you mean \"\($0)\"?" }
        ?? ""
      throw PipelineError(
        .data,
        "\(source.path): signals.corridor names \"\(id)\", and no link is called so.\(hint)")
    }
    timetable = try recipe.files.signals.map {
      try SignalTimetable(csv: read($0), name: source.beside($0), on: streets)
    }
    prior = try NetworkCSVReader.trips(
      read(recipe.files.demand), name: source.beside(recipe.files.demand), network: map.roads)
    var detectors = DetectorSource(path: source.beside(recipe.files.detectors))
    detectors.stations = source.beside(recipe.files.stations)
    detectors.timeZone = recipe.detectors.timeZone.isEmpty ? nil : recipe.detectors.timeZone
    let loaded = try LoadedDetectors(detectors)
    let record = loaded.record
    files += loaded.files
    timeZoneData = loaded.timeZoneData
    guard record.flow != nil else {
      throw PipelineError(
        .data,
        "\(source.beside(recipe.files.detectors)): no counts of vehicles in it. Plans are made "
          + "from counts: give a column flow or count.")
    }
    self.record = record
    if let calendar = recipe.files.calendar {
      let (holidays, file) = try CalendarFile.read(source.beside(calendar))
      self.holidays = holidays
      files.append(file)
    } else {
      holidays = nil
    }
    links = Self.links(of: record, on: map)
    var checking = DetectorCheck.Options()
    checking.zeroIsMissing = recipe.detectors.zeroIsMissing
    check = DetectorCheck(record, options: checking, network: map.roads)
    let least = recipe.detectors.leastTrust
    isUsed = record.detectors.indices.map { [check] in
      Self.recentTrust(check, of: $0) >= least
    }
    self.files = files
  }

  /// Days whose trust says whether a detector can be believed now.
  private static let recentDays = 7

  /// What to expect of a detector now: one that has drifted for a week was good before.
  private static func recentTrust(_ check: DetectorCheck, of detector: Int) -> Double {
    let days = check.dates.indices.suffix(recentDays)
    let count = check.record.detectorCount
    return days.isEmpty
      ? 0 : days.reduce(0) { $0 + check.dailyTrust[$1 * count + detector] } / Double(days.count)
  }

  /// A detector's link by its id, or as `from → to`.
  private static func links(of record: DetectorRecord, on map: StreetMap) -> [Int?] {
    var byName: [String: Int] = [:]
    for (link, street) in map.streets.streets.enumerated() {
      byName["\(street.from) → \(street.to)"] = link
      byName[street.id] = link
    }
    return record.detectors.map { $0.link.flatMap { byName[$0] } }
  }

  /// The plan in use in a period: the one it names, the one of its hours, or the network's own.
  func plan(of period: CorridorRecipe.Period, recipeFile: String) throws -> SignalPlan {
    guard let timetable else { return map.streets.plan }
    if let name = period.program {
      guard let plan = timetable.plan(named: name) else {
        throw PipelineError(
          .data,
          "\(recipeFile): periods, \"\(period.name)\": \(recipe.files.signals ?? "") has no program "
            + "\"\(name)\", but \(PlainWords.list(timetable.periods.map(\.name))).")
      }
      return plan
    }
    return timetable.plan(named: period.name) ?? timetable.plan(at: (period.from + period.to) / 2)
      ?? map.streets.plan
  }

  /// Counts of all detectors, and a calendar that reaches past them.
  func history(days: Int) throws -> DetectorHistory {
    let steps = record.stepCount + (days + 1) * (86_400 / record.stepSeconds)
    let holidays = holidays
    guard
      let calendar = FlowCalendar(
        index: record.index, steps: steps, isHoliday: { holidays?.holiday(on: $0) != nil })
    else {
      throw PipelineError(
        .data,
        "\(recipe.files.detectors): its steps do not divide a day. Give counts of 5, 15 or 60 "
          + "minutes with their times.")
    }
    var values = check.record.flow ?? []
    let count = record.detectorCount
    // Days that are not to be trusted teach nothing either.
    let least = recipe.detectors.leastTrust
    let firstDay = calendar.day.first ?? 0
    for step in 0..<record.stepCount {
      let day = min(calendar.day[step] - firstDay, check.dates.count - 1)
      for detector in 0..<count
      where !isUsed[detector] || check.dailyTrust[day * count + detector] < least {
        values[step * count + detector] = .nan
      }
    }
    return DetectorHistory(
      detectors: record.detectors.map(\.id), calendar: calendar, values: values)
  }

  /// Links by their street and the nodes they join, which tells the parts of a street apart.
  var stretchNames: [String] {
    zip(map.linkNames, map.streets.streets).map { name, street in
      name == street.id ? name : "\(name) \(street.from)–\(street.to)"
    }
  }

  private func date(ofStep step: Int) -> CivilDate? { record.index.date(ofStep: step) }

  /// The dates the counts are from, in words.
  var span: String {
    guard let first = date(ofStep: 0), let last = date(ofStep: record.stepCount - 1) else {
      return ""
    }
    return PlainWords.dates(from: first, to: last)
  }

  var firstDay: String {
    date(ofStep: record.stepCount).map { PlainWords.date($0) } ?? ""
  }

  var lastDay: String {
    let perDay = 86_400 / record.stepSeconds
    return date(ofStep: record.stepCount + recipe.forecast.horizonDays * perDay - 1).map {
      PlainWords.date($0)
    } ?? ""
  }

  /// Zeros among the counts recorded.
  var zeroShare: Double { FileNumbers.rounded(check.zeroShare) }

  var detectorFacts: [CorridorFacts.Detector] {
    record.detectors.indices.map { place in
      let own = check.findings.filter { $0.detector == place }
      // Where the place itself is in doubt, the map leaves it out.
      let spot = own.contains { $0.kind == .place } ? nil : record.detectors[place].place
      return CorridorFacts.Detector(
        id: record.detectors[place].id,
        street: links[place].map { map.linkNames[$0] } ?? record.detectors[place].road ?? "",
        trust: FileNumbers.rounded(Self.recentTrust(check, of: place)),
        findings: own.filter { $0.severity > .note }
          .map(\.message),
        isUsed: isUsed[place] && links[place] != nil, x: spot?.x,
        y: spot?.y)
    }
  }
}

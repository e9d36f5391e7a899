import CommandLineInterface
import Pipelines

/// Better times for the signals of a network.
enum TrafficSignalsCommand {
  private static let network = Option(
    "network", "FILE", .path,
    help: "Streets and signals: SUMO's .net.xml, or a table of links with --nodes (or .gz).")
  private static let nodes = Option(
    "nodes", "FILE", .path,
    help: "Nodes of a table of links: node, x, y and control (signal, stop, priority, none).")
  private static let demand = Option(
    "demand", "FILE", Constraint.path.repeated(), isRepeatable: true,
    help: "Vehicles: SUMO's .rou.xml (or .gz); or for the hours of --period counts on turns (from, "
      + "to, vehicles an hour) or trips between zones (from, to, trips an hour, with --nodes). "
      + "Given more than once, each file is a day that counts alike.")
  private static let plans = Option(
    "plans", "FILE", .path,
    help: "The plan in use: tls_id, offset_s, phase_index, duration_s, state (default: the "
      + "network's own).")
  private static let period = Option(
    "period", "FROM-TO", .clockPeriod, help: "Hours the plan is for, such as 07:00-09:00.")
  private static let pedestrians = Option(
    "pedestrians", "FILE", .path,
    help: "What people on foot need: tls_id, stage, and seconds or crossing_m (walk_s and "
      + "speed_m_s where they differ).")
  private static let walk = Option(
    "walk", "SECONDS", Constraint<Double>.real(above: 0), default: 7,
    help: "Seconds of the walk signal before the way across is counted.")
  private static let speed = Option(
    "walking-speed", "M/S", Constraint<Double>.real(above: 0), default: 1.07,
    help: "Metres a second on foot; 1.07 is 3.5 feet a second.")
  private static let minimumGreen = Option(
    "minimum-green", "SECONDS", Constraint<Double>.real(above: 0), default: 5,
    help: "Shortest green of a stage.")
  private static let cycles = Option(
    "cycles", "FROM-TO", .secondsRange, default: 24...120, help: "Seconds of a cycle.")
  private static let simulations = Option(
    "simulations", "N", .integer(1...1_000_000), default: 3000,
    help: "Simulations of the whole network the search may spend.")
  private static let timeLimit = Option(
    "time-limit", "SECONDS", Constraint<Double>.real(above: 0),
    help: "CPU seconds of search; the best plan so far is then the answer.")
  private static let designDay = Option(
    "design-day", "PERCENT", Constraint<Double>.real(between: 0, and: 100),
    help: "Make the plan for the worst days: 90 for the worst tenth (default: the mean day).")
  private static let dayToDay = Option(
    "day-to-day", "PERCENT", Constraint<Double>.real(0..<60), default: 0,
    help: "Standard deviation of a day's demand where one file is given: ten days around it.")
  private static let dayPlans = Option(
    "day-plans", "N", .integer(1...12), default: 1,
    help: "Cut the period into at most so many parts with plans of their own, where they gain.")
  private static let seeds = Option(
    "judging-seeds", "N", .integer(1...1000), default: 10,
    help: "Seeds of drivers on which the plans are compared, for each demand.")
  private static let value = Option(
    "value-of-time", "MONEY", Constraint<Double>.real(above: 0),
    help: "Of a vehicle-hour; without it the benefit is given in hours.")
  private static let currency = Option(
    "currency", "SIGN", .text, default: "$", help: "Of the money.")
  private static let days = Option(
    "days-per-year", "N", Constraint<Double>.real(above: 0), default: 250,
    help: "Days a year on which such a period comes.")

  static let command: Command = Command(
    "signals", summary: "better times for signals: cycle, splits and offsets",
    discussion: [
      "Simulates the streets vehicle by vehicle under the plan in use, searches for better times, "
        + "and keeps the plan in use unless another beats it by 2 % on drivers the search has not "
        + "seen. Yellow, all-red and the order of stages stay as they are. A signal whose plan in use "
        + "shows two crossing turns the right of way at once keeps it: its phase is named, and no "
        + "times are written for it. Writes plans.csv, "
        + "plans.add.xml (SUMO), timing.csv (splits for a controller), movements.csv, "
        + "comparison.csv, checks.csv, report.html and run.json; day-plans.csv and switching.csv "
        + "where several plans are asked for."
    ],
    options: [
      .init("Input", [network, nodes, demand, plans, period]),
      .init("Rules", [minimumGreen, cycles, pedestrians, walk, speed]),
      .init("Search", [simulations, timeLimit, designDay, dayToDay, dayPlans, seeds]),
      .init("Benefit", [value, currency, days]),
      .init(
        "Output",
        [
          CommonOptions.out, RegressOptions.title, CommonOptions.seed, CommonOptions.threads,
          DataOptions.showValues, CommonOptions.json, CommonOptions.quiet,
        ]),
    ],
    examples: [
      .init(
        "apportion traffic signals --network city.net.xml --demand city.rou.xml --out signals",
        "Times for the hour of the demand."),
      .init(
        "apportion traffic signals --network l.csv --nodes n.csv --demand turns.csv "
          + "--period 07:00-08:00",
        "Times from counts on turns."),
      .init(
        "apportion traffic signals --network c.net.xml --demand c.rou.xml --day-to-day 12 "
          + "--design-day 90",
        "Times for the worst tenth of days."),
    ]
  ) { arguments in
    var pipeline = SignalPipeline(
      network: try arguments.require(network), demand: try arguments.require(demand),
      version: Tool.version)
    pipeline.nodes = arguments[nodes]
    pipeline.plans = arguments[plans]
    pipeline.pedestrians = arguments[pedestrians]
    pipeline.walkSeconds = try arguments.require(walk)
    pipeline.walkingSpeed = try arguments.require(speed)
    pipeline.period = arguments[period]
    pipeline.minimumGreen = try arguments.require(minimumGreen)
    pipeline.cycles = try arguments.require(cycles)
    pipeline.simulations = try arguments.require(simulations)
    pipeline.timeLimit = arguments[timeLimit]
    pipeline.designDay = arguments[designDay]
    pipeline.dayToDay = try arguments.require(dayToDay)
    pipeline.dayPlans = try arguments.require(dayPlans)
    pipeline.seeds = try arguments.require(seeds)
    pipeline.valueOfTime = arguments[value]
    pipeline.currency = try arguments.require(currency)
    pipeline.daysPerYear = try arguments.require(days)
    pipeline.title = arguments[RegressOptions.title]
    pipeline.showsValues = arguments[DataOptions.showValues]
    pipeline.seed = try arguments.require(CommonOptions.seed)
    pipeline.threads = try arguments.require(CommonOptions.threads)
    let outcome = try pipeline.run(into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }
}

extension Constraint where Value == Range<Double> {
  /// Two times of a day as seconds since midnight; hours above 24 are the next day's.
  static let clockPeriod = Constraint(
    "two times of day such as 07:00-09:00",
    schema: "\"type\": \"string\", \"pattern\": \"^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$\"",
    invalidExamples: ["7", "07:00", "09:00-07:00", "07:75-08:00", ""],
    parse: { text in
      let ends = text.split(separator: "-", omittingEmptySubsequences: false)
      let seconds = ends.compactMap { end -> Double? in
        let parts = end.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count == 2, let hour = Int(parts[0]),
          let minute = Int(parts[1]), (0..<48).contains(hour), (0..<60).contains(minute)
        else { return nil }
        return Double(hour * 3600 + minute * 60)
      }
      guard ends.count == 2, seconds.count == 2, seconds[0] < seconds[1] else { return nil }
      return seconds[0]..<seconds[1]
    },
    format: { range in
      [range.lowerBound, range.upperBound].map { seconds in
        let minutes = Int(seconds / 60)
        return [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
          .joined(separator: ":")
      }.joined(separator: "-")
    })
}

extension Constraint where Value == ClosedRange<Double> {
  /// A shortest and a longest number of seconds.
  fileprivate static let secondsRange = Constraint(
    "two numbers of seconds such as 40-120, from 10 to 600",
    schema: "\"type\": \"string\"", invalidExamples: ["40", "120-40", "5-40", "40-900", "a-b", ""],
    parse: { text in
      let ends = text.split(separator: "-", omittingEmptySubsequences: false)
      let values = ends.compactMap { Double($0) }
      guard ends.count == 2, values.count == 2, values.allSatisfy({ (10...600).contains($0) }),
        values[0] <= values[1]
      else { return nil }
      return values[0]...values[1]
    },
    format: { "\(Int($0.lowerBound))-\(Int($0.upperBound))" })
}

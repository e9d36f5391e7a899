import CommandLineInterface
import Dispatch
import Pipelines

/// Which roads trips take, where the delay is, and what a change would do.
enum TrafficAssignCommand {
  private static let network = Option(
    "network", "FILE", .path,
    help: "Links: a TNTP _net file, a GMNS link.csv, or CSV with from, to, capacity and "
      + "free_flow_time; what it is is found out. Plain or gzip, as all inputs.")
  private static let nodes = Option(
    "nodes", "FILE", .path,
    help: "Places of nodes for the map, and zones of CSV networks: TNTP _node, CSV or GeoJSON.")
  private static let trips = Option(
    "trips", "FILE", .path,
    help: "Trips between zones: TNTP _trips, or CSV with from, to and trips.")
  private static let classes = Option(
    "classes", "FILE", .path,
    help: "In place of --trips, a table of classes: class, trips (a file), car_equivalent, "
      + "toll_weight, length_weight, closed (12-13;13-12).")
  private static let timeUnit = Option(
    "time-unit", "UNIT", .oneOf(AssignRequest.TimeUnit.allCases.map(\.rawValue)),
    default: "minutes", help: "Of the network's times.")
  private static let tollWeight = Option(
    "toll-weight", "W", .real(0..<1e9),
    help: "Cost of a unit of toll in units of time (default: the file's, else 0).")
  private static let lengthWeight = Option(
    "length-weight", "W", .real(0..<1e9),
    help: "Cost of a unit of length in units of time (default: the file's, else 0).")
  private static let gap = Option(
    "gap", "SHARE", .real(between: 0, and: 1), default: 1e-6,
    help: "Relative gap to reach: what travellers could save by better paths, as a share of what "
      + "they pay.")
  private static let timeLimit = Option(
    "time-limit", "SECONDS", .real(above: 0),
    help: "End soon after; the gap reached is stated and the exit code is 75.")
  private static let systemOptimum = Flag(
    "system-optimum",
    help: "Flows with the least total time, which no traveller would choose alone, in place of "
      + "the equilibrium.")
  private static let from = Option(
    "from", "DIR", .path,
    help: "Go on from the flows of an earlier run made with --keep-flows.")
  private static let keepFlows = Flag(
    "keep-flows", help: "Write origin_flows.csv, from which a later run can go on.")
  private static let close = Option(
    "close", "LINK,…", Constraint.text.list(),
    help: "Close links, named by their nodes: 12-13.")
  private static let capacity = Option(
    "capacity", "LINK=V,…", Constraint.text.list(),
    help: "Set capacities: 12-13=900, or by a factor, 12-13=x0.5.")
  private static let toll = Option(
    "toll", "LINK=V,…", Constraint.text.list(), help: "Set tolls: 12-13=2.")
  private static let demandFactor = Option(
    "demand-factor", "X", .real(0..<1e6), default: 1, help: "Multiply all trips.")
  private static let counts = Option(
    "counts", "FILE", .path,
    help: "Counts on links (from, to, count, standard_error): the trips are first fitted to them.")
  private static let selectLink = Option(
    "select-link", "LINK,…", Constraint.text.list(),
    help: "Whose trips pass these links, and which roads they take else.")
  private static let skims = Flag(
    "skims", help: "Write skims.csv: cost, time, toll and length from zone to zone.")
  private static let demandSpread = Option(
    "demand-cv", "CV", .real(0..<2), default: 0.1,
    help: "How far off the trips of a pair may be, as a share of them; 0 leaves ranges out.")
  private static let samples = Option(
    "samples", "N", .integer(0...1000), default: 30,
    help: "How many draws of the demand are assigned for the ranges, at least 10; 0 for none.")
  private static let valueOfTime = Option(
    "value-of-time", "MONEY", .real(above: 0), default: 20,
    help: "What an hour of a vehicle is worth, for the cost of delay.")
  private static let period = Option(
    "period", "TEXT", .text, default: "the period of the trip table",
    help: "What the trips cover, in words: 'the morning peak hour'.")
  private static let title = Option("title", "TEXT", .text, help: "Heading of the report.")

  static let command: Command = Command(
    "assign", summary: "which roads trips take, where delay arises, what a change would do",
    discussion: [
      "Finds the user equilibrium: flows at which no traveller could save time by another path. "
        + "Writes link_flows.csv, bottlenecks.csv, unserved.csv (trips that no path can carry), "
        + "rounds.csv, report.html and run.json; with a change also zones.csv, and every number "
        + "beside today's."
    ],
    options: [
      .init(
        "Network and demand",
        [network, nodes, trips, classes, timeUnit, tollWeight, lengthWeight, counts]),
      .init("A change of today", [close, capacity, toll, demandFactor]),
      .init("Assignment", [gap, timeLimit, systemOptimum, from, keepFlows, CommonOptions.threads]),
      .init("How sure", [demandSpread, samples, CommonOptions.seed]),
      .init("More answers", [selectLink, skims, valueOfTime]),
      .init(
        "Output",
        [CommonOptions.out, period, title, CommonOptions.json, CommonOptions.quiet]),
    ],
    examples: [
      .init(
        "apportion traffic assign --network city_net.tntp --trips city_trips.tntp --out today",
        "Flows, delays and bottlenecks; add --nodes FILE for a map."),
      .init(
        "apportion traffic assign --network links.csv --trips trips.csv --close 12-13,13-12",
        "What closing a street would do, and to whom."),
    ]
  ) { arguments in
    var request = AssignRequest(network: try arguments.require(network))
    guard arguments.has(trips) != arguments.has(classes) else {
      throw UsageError(
        arguments.has(trips)
          ? "--classes does not go with --trips: the table of classes names their trips."
          : "--trips FILE is needed: who wants to travel (or --classes FILE).",
        path: arguments.path)
    }
    request.nodes = arguments[nodes]
    request.trips = arguments[trips]
    request.classes = arguments[classes]
    request.counts = arguments[counts]
    request.timeUnit =
      arguments[timeUnit].flatMap(AssignRequest.TimeUnit.init) ?? .minutes
    request.tollWeight = arguments[tollWeight]
    request.lengthWeight = arguments[lengthWeight]
    request.relativeGap = try arguments.require(gap)
    request.timeLimit = arguments[timeLimit]
    request.isSystemOptimum = arguments[systemOptimum]
    request.earlier = arguments[from]
    request.keepsFlows = arguments[keepFlows]
    request.close = arguments[close] ?? []
    request.capacity = arguments[capacity] ?? []
    request.toll = arguments[toll] ?? []
    request.demandFactor = try arguments.require(demandFactor)
    request.selectLink = arguments[selectLink] ?? []
    request.writesSkims = arguments[skims]
    request.demandSpread = try arguments.require(demandSpread)
    request.samples = try arguments.require(samples)
    request.seed = try arguments.require(CommonOptions.seed)
    request.threads = try arguments.require(CommonOptions.threads)
    request.valueOfTime = try arguments.require(valueOfTime)
    request.period = try arguments.require(period)
    request.title = arguments[title]
    var pipeline = AssignPipeline(request, version: Tool.version)
    if let seconds = arguments[timeLimit] {
      let start = DispatchTime.now().uptimeNanoseconds
      pipeline.shouldStop = {
        Double(DispatchTime.now().uptimeNanoseconds - start) > 1e9 * seconds
      }
    }
    let bar = ProgressBar("Assigning")
    if !arguments[CommonOptions.quiet] { pipeline.progress = { bar.update(done: $0, of: 100) } }
    let answer: AssignPipeline.Answer
    do {
      answer = try pipeline.run(into: arguments.require(CommonOptions.out))
      bar.finish()
    } catch {
      bar.finish()
      throw error
    }
    Announcement.print(answer.outcome, arguments)
    if let shortfall = answer.shortfall { throw shortfall }
  }
}

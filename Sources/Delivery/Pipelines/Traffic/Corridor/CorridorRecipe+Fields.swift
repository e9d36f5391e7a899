import CommandLineInterface

extension CorridorRecipe {
  enum Fields {
    static let version = StaffingRecipe.Fields.version
    static let kind = RecipeField(
      "kind", .oneOf(["corridor"]), isRequired: true, help: "What the recipe decides.")
    static let title = StaffingRecipe.Fields.title
    static let top: [any RecipeFieldDeclaration] = [version, kind, title]

    static let nodes = RecipeField(
      "nodes", .text, isRequired: true,
      help: "Junctions and zones: node, x, y, zone, control.")
    static let links = RecipeField(
      "links", .text, isRequired: true,
      help: "Streets, one a direction: link, from, to, length, free_speed, lanes, capacity.")
    static let demand = RecipeField(
      "demand", .text, isRequired: true,
      help: "Trips of an hour between zones: from, to, trips. Moved to meet the counts.")
    static let signalsFile = RecipeField(
      "signals", .text,
      help: "Today's programs: tls_id, offset_s, phase_index, duration_s, state, period.")
    static let stations = RecipeField(
      "stations", .text, isRequired: true, help: "Where each detector is: detector, link, x, y.")
    static let detectorsFile = RecipeField(
      "detectors", .text, isRequired: true, help: "What the detectors counted.")
    static let calendar = RecipeField(
      "calendar", .text, help: "Holidays: days with the traffic of a Sunday.")
    static let files: [any RecipeFieldDeclaration] = [
      nodes, links, demand, signalsFile, stations, detectorsFile, calendar,
    ]

    static let timeZone = RecipeField(
      "timeZone", .text, help: "Zone of the clock of the counts, such as Europe/London.")
    static let zeros = RecipeField(
      "zeros", .oneOf(["counts", "missing"]), default: "counts",
      help: "Whether a zero is a count or stands for nothing measured.")
    static let leastTrust = RecipeField(
      "leastTrust", .real(0..<1.01), default: 0.6,
      help: "Detectors trusted less than this tell nothing about demand.")
    static let detectors: [any RecipeFieldDeclaration] = [timeZone, zeros, leastTrust]

    static let periodName = RecipeField(
      "name", .text, isRequired: true, help: "Name of the period.")
    static let from = RecipeField(
      "from", .text, isRequired: true, help: "Its start on working days, such as 07:00.")
    static let to = RecipeField("to", .text, isRequired: true, help: "Its end.")
    static let program = RecipeField(
      "program", .text, help: "The program of files.signals in use then; else the one so named.")
    static let period: [any RecipeFieldDeclaration] = [periodName, from, to, program]

    static let horizonDays = RecipeField(
      "horizonDays", .integer(1...7), default: 7, help: "Days ahead the plans are made for.")
    static let backtestWeeks = RecipeField(
      "backtestWeeks", .integer(1...26), default: 3,
      help: "Last weeks that are forecast from what was known before, to know the error.")
    static let seed = RecipeField("seed", .seed, default: 1, help: "Seed of all random numbers.")
    static let forecast: [any RecipeFieldDeclaration] = [horizonDays, backtestWeeks, seed]

    static let relativeGap = RecipeField(
      "relativeGap", .real(above: 0), default: 1e-9,
      help: "How far from equilibrium the routes may be.")
    static let maximumRounds = RecipeField(
      "maximumRounds", .integer(1...100_000), default: 1_000, help: "Rounds of assignment at most.")
    static let assignment: [any RecipeFieldDeclaration] = [relativeGap, maximumRounds]

    static let minimumGreen = RecipeField(
      "minimumGreen", .real(1..<120), default: 7, help: "Seconds of green a stage has at least.")
    static let shortestCycle = RecipeField(
      "shortestCycle", .real(20..<301), default: 40, help: "Shortest cycle tried, seconds.")
    static let longestCycle = RecipeField(
      "longestCycle", .real(20..<301), default: 120, help: "Longest cycle tried, seconds.")
    static let simulations = RecipeField(
      "simulations", .integer(10...1_000_000), default: 1_500,
      help: "Simulations the search for one period's plan may spend.")
    static let busyDay = RecipeField(
      "busyDay", .real(between: 0, and: 1), default: 0.9,
      help: "The plans are made for a day that this share of days does not exceed, too.")
    static let playedDays = RecipeField(
      "playedDays", .integer(4...1_000), default: 20,
      help: "Days played with both plans to compare them.")
    static let corridor = RecipeField(
      "corridor", Constraint<String>.text.list(), default: [],
      help: "Links of the main street in the order driven, for the time-space diagram.")
    static let vehicles = RecipeField(
      "vehicles", .oneOf(["no", "yes"]), default: "no",
      help: "Whether to write the vehicles of an expected day, for the opinion of a simulator.")
    static let signals: [any RecipeFieldDeclaration] = [
      corridor, vehicles,
      minimumGreen, shortestCycle, longestCycle, simulations, busyDay, playedDays,
    ]

    static let currency = StaffingRecipe.Fields.currency
    static let hourValue = RecipeField(
      "hourValue", .real(0..<1e6), isRequired: true, help: "What an hour of one person is worth.")
    static let occupants = RecipeField(
      "occupants", .real(1..<100), default: 1.2, help: "People in a vehicle.")
    static let daysPerYear = RecipeField(
      "daysPerYear", .real(1..<367), default: 250, help: "Working days of a year.")
    static let costPerSignal = RecipeField(
      "costPerSignal", .real(0..<1e9), isRequired: true, help: "Cost of retiming one signal.")
    static let years = RecipeField(
      "years", .real(between: 0, and: 30), default: 3, help: "Years until the next retiming.")
    static let discount = RecipeField(
      "discount", .real(0..<1), default: 0.03, help: "Yearly discount of later benefits.")
    static let value: [any RecipeFieldDeclaration] = [
      currency, hourValue, occupants, daysPerYear, costPerSignal, years, discount,
    ]
  }
}

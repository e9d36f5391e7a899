import CommandLineInterface
import Pipelines

/// From a forecast to people and shifts, whole or step by step.
enum StaffCommand {
  static let recipe = Option(
    "recipe", "FILE", .path, help: "The recipe that holds the service and the shifts.")
  static let vary = Option(
    "vary", "NAME=V,V", Constraint.text.repeated(), isRepeatable: true,
    help: "An assumption and the values to try: "
      + StaffVariation.Assumption.allCases.map(\.rawValue).joined(separator: ", ")
      + ". May be given several times; volume and wages are factors.")

  private static let forecast = Positional(
    "FORECAST", help: "A forecast.csv, or the folder that holds one.")
  private static let output = Command.OptionGroup(
    "Output", [CommonOptions.out, CommonOptions.json, CommonOptions.quiet])
  private static let search = [RunCommand.timeLimit, RunCommand.export] as [any OptionDeclaration]
  private static let plan = Command.OptionGroup("Plan", [recipe, CommonOptions.threads] + search)

  static let command: Command = Command(
    "staff", summary: "turn a forecast into a requirement and a schedule",
    discussion: [
      "Reads forecast.csv, made by apportion forecast or anything else that writes "
        + "unique_id, ds, mean and lo-80, hi-80 columns, and the service and shifts of a recipe."
    ],
    positionals: [forecast], options: [plan, output],
    examples: [
      .init(
        "apportion staff out/forecast.csv --recipe Models/staffing/contact-center.json --out plan",
        "Works out the need and the cheapest shifts for it."),
      .init(
        "apportion staff what-if out --recipe Models/staffing/contact-center.json --out what-if",
        "Plans the same week for more and fewer contacts, longer and shorter handling."),
    ],
    subcommands: [requirement, shifts, roster, simulate, whatIf, StaffIntradayCommand.command]
  ) { arguments in
    let outcome = try pipeline(arguments).staff(
      forecastAt: arguments.positionals[0], into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }

  private static let requirement = Command(
    "requirement", summary: "how many people each interval needs",
    discussion: [
      "Writes requirement.csv: the fewest people with which each interval keeps the recipe's "
        + "promise with the certainty asked for, and the same for a quiet and a busy interval. "
        + "The file may be edited before shifts are chosen for it."
    ],
    positionals: [forecast], options: [.init("Need", [recipe]), output],
    examples: [
      .init(
        "apportion staff requirement out --recipe Models/staffing/contact-center.json --out need",
        "Writes need/requirement.csv and a report.")
    ]
  ) { arguments in
    let outcome = try pipeline(arguments).requirement(
      forecastAt: arguments.positionals[0], into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }

  private static let shifts = Command(
    "shifts", summary: "the cheapest shifts for a requirement",
    discussion: [
      "Reads requirement.csv (unit, start, end, mean, required, lo, hi) as apportion staff "
        + "requirement writes it, edited or not, and writes schedule.csv, coverage.csv and "
        + "schedule.ics for calendars. Where the forecast lies beside it, the service that callers "
        + "meet is worked out too."
    ],
    positionals: [
      Positional("REQUIREMENT", help: "A requirement.csv, or the folder that holds one.")
    ],
    options: [.init("Shifts", [recipe] + search), output],
    examples: [
      .init(
        "apportion staff shifts need --recipe Models/staffing/contact-center.json --out plan",
        "Covers need/requirement.csv at least cost, with a proof.")
    ]
  ) { arguments in
    let outcome = try pipeline(arguments).shifts(
      requirementAt: arguments.positionals[0], into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }

  private static let whatIf = Command(
    "what-if", summary: "the same period planned under other assumptions",
    discussion: [
      "Each combination of the values given is planned anew, and held against the first plan kept "
        + "as it is. Without --vary: contacts, handle time, absence, promise and certainty, each "
        + "a little up and down by itself."
    ],
    positionals: [forecast],
    options: [.init("Cases", [recipe, vary, CommonOptions.threads] + search), output],
    examples: [
      .init(
        "apportion staff what-if out --recipe recipe.json --vary volume=1,1.2 --vary shrinkage=0.1,0.15",
        "Four cases beside the plan, in out/what-if.csv and a report.")
    ]
  ) { arguments in
    let variations = try (arguments[vary] ?? []).map { try StaffVariation($0) }
    let outcome = try pipeline(arguments).whatIf(
      forecastAt: arguments.positionals[0], variations: variations,
      into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }

  static let actuals = Option(
    "actuals", "FILE", .path,
    help: "What really came: unique_id, ds, y; else demand is drawn from the forecast.")
  static let replications = Option(
    "replications", "N", .integer(1...1_000_000), default: 1_000,
    help: "How often each day is played.")

  private static let simulate = Command(
    "simulate", summary: "play a plan through, contact by contact",
    discussion: [
      "Reads coverage.csv and the forecast beside it, and plays each day many times: people "
        + "come and go as planned, contacts arrive by chance on quiet and busy days, wait, hang up "
        + "or are answered. Writes service.csv, each share with the range that chance leaves, and "
        + "a report. With --actuals the plan meets what really came."
    ],
    positionals: [
      Positional("PLAN", help: "A folder that staff or run wrote, or its coverage.csv.")
    ],
    options: [
      .init(
        "Simulation", [recipe, actuals, replications, CommonOptions.seed, CommonOptions.threads]),
      output,
    ],
    examples: [
      .init(
        "apportion staff simulate plan --recipe Models/staffing/contact-center.json --out played",
        "Checks the plan without any formula.")
    ]
  ) { arguments in
    let outcome = try pipeline(arguments).simulate(
      planAt: arguments.positionals[0], actuals: arguments[actuals],
      replications: arguments[replications] ?? 1_000, seed: arguments[CommonOptions.seed] ?? 1,
      into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }

  static let published = Option(
    "published", "FILE", .path,
    help: "A roster.csv that stands: as few of its duties as possible change.")
  static let absences = Option(
    "absences", "FILE", .path, help: "Who is away: person, first, last, both days included.")
  static let effort = Option(
    "effort", "N", .integer(1...1_000_000), default: 3_000,
    help: "Millions of steps to search; the same effort gives the same roster.")

  private static let roster = Command(
    "roster", summary: "who works which shift on which day",
    discussion: [
      "Reads a roster recipe: kinds of shift, contracts, people, requests and needs. Rules "
        + "without a price must hold; the others, and unfilled shifts, are broken as cheaply as "
        + "possible. Writes roster.csv and roster.ics, who gets what (fairness.csv), what gave "
        + "way (breaches.csv) and cover by day. What cannot be kept together is named: the smallest "
        + "set of rules, people and days, and the least change that helps.",
      "After somebody calls in sick, give the roster that stands and the absence: as few "
        + "duties as possible change, and changes.csv lists them.",
    ],
    positionals: [
      Positional("RECIPE", help: "A roster recipe, such as Models/staffing/clinic-roster.json.")
    ],
    options: [
      .init("Roster", [published, absences, effort, CommonOptions.seed] + search), output,
    ],
    examples: [
      .init(
        "apportion staff roster Models/staffing/clinic-roster.json --out roster",
        "Rosters the people of a clinic for four weeks."),
      .init(
        "apportion staff roster recipe.json --published roster/roster.csv --absences sick.csv",
        "Replans after an absence, changing as little as possible."),
    ]
  ) { arguments in
    var pipeline = try RosterPipeline(recipeFile: arguments.positionals[0], version: Tool.version)
    pipeline.published = arguments[published]
    pipeline.absences = arguments[absences]
    pipeline.work = (arguments[effort] ?? 3_000) * 1_000_000
    pipeline.seed = arguments[CommonOptions.seed] ?? 1
    pipeline.manner.planning = RunCommand.planning(arguments)
    let outcome = try pipeline.run(into: arguments.require(CommonOptions.out))
    Announcement.print(outcome, arguments)
  }

  private static func pipeline(_ arguments: Arguments) throws -> StaffingPipeline {
    var pipeline = try StaffingPipeline(
      recipeFile: arguments.require(recipe), version: Tool.version)
    pipeline.manner = RecipeManner(
      threads: arguments[CommonOptions.threads] ?? 1, planning: RunCommand.planning(arguments))
    return pipeline
  }
}

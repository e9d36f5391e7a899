import CommandLineInterface
import Pipelines

enum SimulateCommand {
  static let command: Command = Command(
    "simulate", summary: "generate a data set for trying things out",
    examples: [
      .init(
        "apportion simulate contact-center --out Datasets/contact-center",
        "Writes the data set of the README again, byte for byte.")
    ],
    subcommands: [
      contactCenter, serviceRequests, sanitation, clinic, benefits, emergency, city,
    ])

  private static let start = Option(
    "start", "DATE", .text, default: "2024-07-01", help: "First day.")
  private static let days = Option(
    "days", "N", .integer(1...3_660), default: 364, help: "How many days.")
  private static let seed = Option("seed", "N", .seed, default: 2024, help: "Seed.")
  private static let calendar = Option(
    "calendar", "FILE", .path, default: "Models/calendars/us-federal.json",
    help: "Holidays on which the centre is closed.")

  private static let contactCenter: Command = Command(
    "contact-center", summary: "half-hourly contacts of a made-up public contact centre",
    discussion: [
      "Week, hour and month patterns, closed holidays, a level shift, busy and quiet days, counts "
        + "more varied than Poisson, and intervals the recorder missed."
    ],
    options: [.init("Simulation", [start, days, seed, calendar, CommonOptions.out])],
    examples: [
      .init(
        "apportion simulate contact-center --out Datasets/contact-center",
        "Writes data.csv and datapackage.json.")
    ]
  ) { arguments in
    let folder = try arguments.require(CommonOptions.out)
    let files = try SimulationPipeline.contactCenter(
      start: arguments.require(start), days: arguments.require(days),
      seed: arguments.require(seed), calendarFile: arguments.require(calendar), into: folder)
    Terminal.note(["Wrote \(folder): \(files.joined(separator: ", "))."])
  }

  private static let requestsStart = Option(
    "start", "DATE", .text, default: "2022-01-01", help: "First day.")
  private static let requestsDays = Option(
    "days", "N", .integer(1...3_660), default: 1_096, help: "How many days.")
  private static let cases = Option(
    "cases", "N", .integer(1...100_000), default: 2_400, help: "How many single cases.")
  private static let holidays = Option(
    "calendar", "FILE", .path, default: "Models/calendars/us-federal.json", help: "Public holidays."
  )

  private static let serviceRequests: Command = Command(
    "service-requests", summary: "daily requests of six made-up districts, and what moves them",
    discussion: [
      "District, weekday, holiday, rain, heat and season move the counts by amounts that are "
        + "known, so that a regression can be held to them. cases.csv has single cases that were "
        + "closed late or not."
    ],
    options: [
      .init("Simulation", [requestsStart, requestsDays, cases, seed, holidays, CommonOptions.out])
    ],
    examples: [
      .init(
        "apportion simulate service-requests --out Datasets/service-requests",
        "Writes data.csv, cases.csv and datapackage.json.")
    ]
  ) { arguments in
    let folder = try arguments.require(CommonOptions.out)
    let files = try SimulationPipeline.serviceRequests(
      start: arguments.require(requestsStart), days: arguments.require(requestsDays),
      cases: arguments.require(cases), seed: arguments.require(seed),
      calendarFile: arguments.require(holidays), into: folder)
    Terminal.note(["Wrote \(folder): \(files.joined(separator: ", "))."])
  }

  private static let logStart = Option(
    "start", "DATE", .text, default: "2021-01-01", help: "First day.")
  private static let logDays = Option(
    "days", "N", .integer(400...3_660), default: 1_461, help: "How many days.")

  private static let sanitation: Command = Command(
    "sanitation", summary: "the log of a made-up sanitation department, one row a request",
    discussion: [
      "Requests come with season and weekday; crews close them one by one. From March of the "
        + "third year on they close fewer, and the backlog grows although no more comes in."
    ],
    options: [.init("Simulation", [logStart, logDays, seed, holidays, CommonOptions.out])],
    examples: [
      .init(
        "apportion simulate sanitation --out Datasets/sanitation",
        "Writes data.csv and datapackage.json.")
    ]
  ) { arguments in
    let folder = try arguments.require(CommonOptions.out)
    let files = try SimulationPipeline.sanitation(
      start: arguments.require(logStart), days: arguments.require(logDays),
      seed: arguments.require(seed), calendarFile: arguments.require(holidays), into: folder)
    Terminal.note(["Wrote \(folder): \(files.joined(separator: ", "))."])
  }

  private static let clinicStart = Option(
    "start", "DATE", .text, default: "2025-03-03", help: "First day of the roster.")
  private static let clinicDays = Option(
    "days", "N", .integer(7...366), default: 28, help: "How many days.")
  private static let people = Option(
    "people", "N", .integer(1...1_000), default: 20, help: "How many nurses.")

  private static let clinic: Command = Command(
    "clinic", summary: "the nurses of a made-up ward, and what they ask for",
    discussion: [
      "people.csv has contracts and skills, requests.csv leave and wishes: what a roster is made "
        + "from. appointments.csv has who came to the doctor, and for how long."
    ],
    options: [.init("Simulation", [clinicStart, clinicDays, people, seed, CommonOptions.out])],
    examples: [
      .init(
        "apportion simulate clinic --out Datasets/clinic",
        "Writes people.csv, requests.csv, appointments.csv and datapackage.json.")
    ]
  ) { arguments in
    let folder = try arguments.require(CommonOptions.out)
    let files = try SimulationPipeline.clinic(
      start: arguments.require(clinicStart), days: arguments.require(clinicDays),
      people: arguments.require(people), seed: arguments.require(seed), into: folder)
    Terminal.note(["Wrote \(folder): \(files.joined(separator: ", "))."])
  }

  private static let benefitsStart = Option(
    "start", "DATE", .text, default: "2022-01-03", help: "Monday of the first week.")
  private static let weeks = Option(
    "weeks", "N", .integer(8...1_000), default: 156, help: "How many weeks.")

  private static let benefits: Command = Command(
    "benefits", summary: "weekly claims of a made-up benefits office",
    discussion: [
      "Winter, growth and drift move the weekly counts: the inflow of a backlog to be cleared."
    ],
    options: [.init("Simulation", [benefitsStart, weeks, seed, CommonOptions.out])],
    examples: [
      .init(
        "apportion simulate benefits --out Datasets/benefits",
        "Writes data.csv and datapackage.json.")
    ]
  ) { arguments in
    let folder = try arguments.require(CommonOptions.out)
    let files = try SimulationPipeline.benefits(
      start: arguments.require(benefitsStart), weeks: arguments.require(weeks),
      seed: arguments.require(seed), into: folder)
    Terminal.note(["Wrote \(folder): \(files.joined(separator: ", "))."])
  }

  private static let emergencyStart = Option(
    "start", "DATE", .text, default: "2025-07-07", help: "First day.")
  private static let emergencyDays = Option(
    "days", "N", .integer(14...1_000), default: 112, help: "How many days.")

  private static let emergency: Command = Command(
    "emergency", summary: "hourly incidents of a made-up ambulance service",
    discussion: [
      "Three priorities, day and night, weekday and weekend: small counts round the clock."
    ],
    options: [.init("Simulation", [emergencyStart, emergencyDays, seed, CommonOptions.out])],
    examples: [
      .init(
        "apportion simulate emergency --out Datasets/emergency",
        "Writes data.csv and datapackage.json.")
    ]
  ) { arguments in
    let folder = try arguments.require(CommonOptions.out)
    let files = try SimulationPipeline.emergency(
      start: arguments.require(emergencyStart), days: arguments.require(emergencyDays),
      seed: arguments.require(seed), into: folder)
    Terminal.note(["Wrote \(folder): \(files.joined(separator: ", "))."])
  }

  private static let cityStart = Option(
    "start", "DATE", .text, default: "2025-08-11", help: "First day, a Monday.")
  private static let cityWeeks = Option(
    "weeks", "N", .integer(4...104), default: 6, help: "How many weeks detectors count.")
  private static let blocks = Option(
    "blocks", "N", .integer(6...8), default: 7, help: "Signals on the main street.")
  private static let workdays = Option(
    "calendar", "FILE", .path, default: "Models/calendars/us-federal.json", help: "Days off work.")

  private static let city: Command = Command(
    "city", summary: "streets, trips, signals and detectors of a made-up city",
    discussion: [
      "A main street of signals, a street beside it, an old bridge that is too narrow: what a "
        + "retiming starts from. Counts follow the traffic that the trips make; faults.csv and "
        + "incidents.csv say what is wrong with them and when."
    ],
    options: [
      .init("Simulation", [cityStart, cityWeeks, blocks, seed, workdays, CommonOptions.out])
    ],
    examples: [
      .init(
        "apportion simulate city --out Datasets/city",
        "Writes nodes.csv, links.csv, demand.csv, signals.csv, detectors.csv and more.")
    ]
  ) { arguments in
    let folder = try arguments.require(CommonOptions.out)
    let files = try SimulationPipeline.city(
      start: arguments.require(cityStart), weeks: arguments.require(cityWeeks),
      blocks: arguments.require(blocks), seed: arguments.require(seed),
      calendarFile: arguments.require(workdays), into: folder)
    Terminal.note(["Wrote \(folder): \(files.joined(separator: ", "))."])
  }
}

import CivilTime
import Foundation
import Provenance
import Tables

/// Writes generated data sets.
public enum SimulationPipeline {
  /// The contact centre of the README.
  ///
  /// - Returns: names of the files written.
  public static func contactCenter(
    start: String, days: Int, seed: UInt64, calendarFile: String, into folder: String
  ) throws -> [String] {
    let first = try firstDay(start)
    let (calendar, _) = try CalendarFile.read(calendarFile)
    let shift = first.adding(days: days * 7 / 10)
    let simulation = ContactCenterSimulation(
      seed: seed, firstDay: first, days: days, calendar: calendar, shiftDay: shift,
      shiftFactor: 1.15)
    let data = simulation.csv()
    let last = first.adding(days: days - 1)
    let package = GeneratedPackage(
      name: "contact-center", title: "A made-up contact centre",
      description:
        "Generated, not observed: half-hourly contacts of a made-up public contact centre from "
        + "\(first) to \(last), with patterns of hour, week and month, closed federal "
        + "holidays, a rise of 15 % from \(shift), counts more varied than Poisson, "
        + "and intervals the recorder missed.",
      command: "apportion simulate contact-center --start \(first) --days \(days) --seed \(seed)",
      resources: [
        .init(
          name: "contacts", path: "data.csv", content: data,
          fields: [
            .init(
              "ds", "datetime", format: "%Y-%m-%dT%H:%M:%S",
              "Start of the half hour on the local clock."),
            .init("contacts", "integer", "Contacts that arrived in the half hour."),
          ])
      ])
    return try package.write(into: folder)
  }

  /// The service requests whose drivers the README asks for.
  ///
  /// - Returns: names of the files written.
  public static func serviceRequests(
    start: String, days: Int, cases: Int, seed: UInt64, calendarFile: String, into folder: String
  ) throws -> [String] {
    let first = try firstDay(start)
    let (calendar, _) = try CalendarFile.read(calendarFile)
    let simulation = ServiceRequestsSimulation(
      seed: seed, firstDay: first, days: days, caseCount: cases, calendar: calendar)
    let last = first.adding(days: days - 1)
    let package = GeneratedPackage(
      name: "service-requests", title: "Requests of a made-up city",
      description:
        "Generated, not observed: daily service requests of six made-up districts from \(first) "
        + "to \(last) (data.csv), moved by district, weekday, holidays, rain, hot days and the "
        + "season, with counts more varied than Poisson; and \(cases) single cases that were "
        + "closed late or not (cases.csv). The true effects are written in the generator.",
      command:
        "apportion simulate service-requests --start \(first) --days \(days) --cases \(cases) "
        + "--seed \(seed)",
      resources: [
        .init(
          name: "requests", path: "data.csv", content: simulation.dailyCSV(),
          fields: [
            .init("date", "date", format: "%Y-%m-%d", "Day."),
            .init("district", "string", "District of the city."),
            .init("population", "integer", "People who live in the district."),
            .init("weekday", "string", "Day of the week."),
            .init("day_of_year", "integer", "1 on 1 January."),
            .init("temperature", "number", "Mean of the day in degrees Celsius."),
            .init("rain", "number", "Millimetres of the day."),
            .init("holiday", "string", "yes on a public holiday, else no."),
            .init("requests", "integer", "Service requests that came in."),
          ]),
        .init(
          name: "cases", path: "cases.csv", content: simulation.casesCSV(),
          fields: [
            .init("case_id", "string", "Name of the case."),
            .init("topic", "string", "What the request was about."),
            .init("channel", "string", "How it came in."),
            .init("open_cases", "integer", "Open cases of the crew when it came in."),
            .init("distance", "number", "Kilometres from the depot."),
            .init("late", "string", "yes where it was closed after the promised day, else no."),
          ]),
      ])
    return try package.write(into: folder)
  }

  /// The ward whose roster the README makes.
  ///
  /// - Returns: names of the files written.
  public static func clinic(
    start: String, days: Int, people: Int, seed: UInt64, into folder: String
  ) throws -> [String] {
    let first = try firstDay(start)
    let simulation = ClinicSimulation(seed: seed, firstDay: first, days: days, people: people)
    let package = GeneratedPackage(
      name: "clinic", title: "The nurses of a made-up ward",
      description:
        "Generated, not observed: \(people) nurses without names, their contracts and skills "
        + "(people.csv), and what they ask for in the \(days) days from \(first) (requests.csv); "
        + "the doctor's appointments of the twelve weeks before (appointments.csv).",
      command:
        "apportion simulate clinic --start \(first) --days \(days) --people \(people) --seed \(seed)",
      resources: [
        .init(
          name: "people", path: "people.csv", content: simulation.peopleCSV(),
          fields: [
            .init("person", "string", "Number of the nurse."),
            .init("contract", "string", "Name of the contract in the recipe."),
            .init("skills", "string", "Skills, separated by spaces."),
          ]),
        .init(
          name: "requests", path: "requests.csv", content: simulation.requestsCSV(),
          fields: [
            .init("person", "string", "Number of the nurse."),
            .init("date", "date", format: "%Y-%m-%d", "Day."),
            .init("kind", "string", "leave, off, on or fixed."),
            .init("shift", "string", "The shift meant; empty for any."),
            .init("price", "integer", "Price of not granting it; empty for leave."),
          ]),
        .init(
          name: "appointments", path: "appointments.csv", content: simulation.appointmentsCSV(),
          fields: [
            .init("date", "date", format: "%Y-%m-%d", "Day of the appointment."),
            .init("booked_days_ahead", "integer", "Days between booking and appointment."),
            .init("attended", "string", "yes where the patient came, else no."),
            .init("minutes", "number", "Length of the visit; empty where nobody came."),
          ]),
      ])
    return try package.write(into: folder)
  }

  /// The log whose backlog the README explains.
  ///
  /// - Returns: names of the files written.
  public static func sanitation(
    start: String, days: Int, seed: UInt64, calendarFile: String, into folder: String
  ) throws -> [String] {
    let first = try firstDay(start)
    let (calendar, _) = try CalendarFile.read(calendarFile)
    let change = CivilDate(year: first.year + 2, month: 3, day: 11)
    let simulation = SanitationSimulation(
      seed: seed, firstDay: first, days: days, changeDay: change, calendar: calendar)
    let last = first.adding(days: days - 1)
    let package = GeneratedPackage(
      name: "sanitation", title: "Requests of a made-up sanitation department",
      description:
        "Generated, not observed: sanitation requests of a made-up city from \(first) to \(last), "
        + "one row a request, some entered twice. From \(change) on crews are lent elsewhere from "
        + "March to October and requests are looked at later; nothing else changes.",
      command: "apportion simulate sanitation --start \(first) --days \(days) --seed \(seed)",
      resources: [
        .init(
          name: "requests", path: "data.csv", content: simulation.csv(),
          fields: [
            .init("request_id", "string", "Number of the request."),
            .init("created", "date", format: "%Y-%m-%d", "Day it came in."),
            .init("closed", "date", format: "%Y-%m-%d", "Day it was closed; empty while open."),
            .init("duplicate", "integer", "1 of a double entry, else 0."),
            .init("ward", "string", "Number of the ward."),
          ])
      ])
    return try package.write(into: folder)
  }

  /// The claims whose backlog the README clears.
  ///
  /// - Returns: names of the files written.
  public static func benefits(start: String, weeks: Int, seed: UInt64, into folder: String) throws
    -> [String]
  {
    let first = try firstDay(start)
    guard first.weekday == 1 else {
      throw PipelineError(.usage, "--start must be a Monday; \(first) is not one.")
    }
    let simulation = BenefitsSimulation(seed: seed, firstDay: first, weeks: weeks)
    let package = GeneratedPackage(
      name: "benefits", title: "Claims of a made-up benefits office",
      description:
        "Generated, not observed: weekly claims of a made-up benefits office over \(weeks) weeks "
        + "from \(first), more in winter and growing by 3 % a year.",
      command: "apportion simulate benefits --start \(first) --weeks \(weeks) --seed \(seed)",
      resources: [
        .init(
          name: "claims", path: "data.csv", content: simulation.csv(),
          fields: [
            .init("ds", "date", format: "%Y-%m-%d", "Monday of the week."),
            .init("claims", "integer", "Claims that came in during the week."),
          ])
      ])
    return try package.write(into: folder)
  }

  /// The incidents whose crews the README plans.
  ///
  /// - Returns: names of the files written.
  public static func emergency(start: String, days: Int, seed: UInt64, into folder: String) throws
    -> [String]
  {
    let first = try firstDay(start)
    let simulation = EmergencySimulation(seed: seed, firstDay: first, days: days)
    let package = GeneratedPackage(
      name: "emergency", title: "Incidents of a made-up ambulance service",
      description:
        "Generated, not observed: hourly incidents of a made-up ambulance service in three "
        + "priorities over \(days) days from \(first), day and night.",
      command: "apportion simulate emergency --start \(first) --days \(days) --seed \(seed)",
      resources: [
        .init(
          name: "incidents", path: "data.csv", content: simulation.csv(),
          fields: [
            .init("priority", "string", "Class of the incident, the most urgent first."),
            .init(
              "ds", "datetime", format: "%Y-%m-%dT%H:%M:%S",
              "Start of the hour on the local clock."),
            .init("incidents", "integer", "Incidents of the class in the hour."),
          ])
      ])
    return try package.write(into: folder)
  }

  private static func firstDay(_ text: String) throws -> CivilDate {
    guard let first = CivilDate(iso8601: text) else {
      throw PipelineError(.usage, "--start must be a date such as 2024-07-01; got '\(text)'.")
    }
    return first
  }
}

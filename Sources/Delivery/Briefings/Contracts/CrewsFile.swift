import Tables

/// `crews.csv`: who works the same days of a tour or a rotation, one line a day worked.
public enum CrewsFile {
  public static let name = "crews.csv"

  public static func bytes(of crews: [PlanFacts.Crew]) -> [UInt8] {
    var writer = CSVWriter(header: ["crew", "name", "people", "date", "shift"])
    for (k, crew) in crews.enumerated() {
      for day in crew.days {
        writer.integer(k + 1)
        writer.text(crew.name)
        writer.integer(crew.people)
        writer.text(String(day.prefix(10)))
        writer.text(String(day.dropFirst(11)))
        writer.endRow()
      }
    }
    return writer.bytes
  }
}

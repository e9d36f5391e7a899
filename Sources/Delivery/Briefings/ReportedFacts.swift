public import Reports

/// What a command knows once it is done: kept in `run.json`, so that its report can be made
/// again from the folder alone.
public protocol ReportedFacts: Codable, Sendable {
  /// - Parameter origin: from what, by what and with which seed it was made.
  func report(origin: Report.Origin) -> Report
}

/// The facts of one verb of a command.
public protocol VerbFacts: ReportedFacts {
  /// "check", "themes".
  static var verb: String { get }
}

extension ProgrammeFacts: ReportedFacts {
  public func report(origin: Report.Origin) -> Report {
    ProgrammeBriefing.report(facts: self, origin: origin)
  }
}

extension ActualsFacts: VerbFacts {
  public static let verb = "actuals"

  public func report(origin: Report.Origin) -> Report {
    ActualsBriefing.report(facts: self, origin: origin)
  }
}

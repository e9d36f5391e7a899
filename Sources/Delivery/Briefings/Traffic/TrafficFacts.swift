public import Reports

/// What a traffic command knows once it is done: kept in `run.json`, so that its report can be
/// made again from the folder alone.
public protocol TrafficFacts: Codable, Sendable {
  /// The verb of the command: "check", "assign".
  static var verb: String { get }

  /// - Parameter origin: from what, by what and with which seed it was made.
  func report(origin: Report.Origin) -> Report
}

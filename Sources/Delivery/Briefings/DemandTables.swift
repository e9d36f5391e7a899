/// The tables of a demand run.
public struct DemandTables: Sendable {
  public var demand: [ObservationRow] = []
  public var backlog: [ObservationRow] = []
  public var closing: [ClosingRow] = []
  /// What a group is: the columns that name it.
  public var groupName = "group"

  public init() {}
}

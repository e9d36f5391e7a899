/// What a command did, for the terminal.
public struct RunOutcome: Sendable {
  public var folder: String
  /// Names of the files written.
  public var files: [String]
  /// What was decided on the way.
  public var notes: [String]
  /// What was found, in a few lines.
  public var summary: [String]
  /// The manifest, pretty-printed.
  public var json: String

  public init(
    folder: String, files: [String], notes: [String], summary: [String], json: String
  ) {
    self.folder = folder
    self.files = files
    self.notes = notes
    self.summary = summary
    self.json = json
  }
}

/// The files of a run, held in memory until all of them are made.
///
/// Every step reads the files of the step before and adds its own, so a step run
/// alone on files from disk does exactly what it does within a whole run.
public struct RunFiles: Sendable {
  /// In the order they were made.
  public private(set) var names: [String] = []
  private var contents: [String: [UInt8]] = [:]

  public init() {}

  public subscript(name: String) -> [UInt8]? {
    get { contents[name] }
    set {
      if contents[name] == nil, newValue != nil { names.append(name) }
      if newValue == nil { names.removeAll { $0 == name } }
      contents[name] = newValue
    }
  }
}

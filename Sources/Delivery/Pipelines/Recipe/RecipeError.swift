public import Provenance

/// What is wrong with a recipe, and where.
public struct RecipeError: Error, Equatable, CustomStringConvertible {
  public let file: String
  public let place: TextPlace?
  public let message: String

  public init(file: String, place: TextPlace? = nil, message: String) {
    self.file = file
    self.place = place
    self.message = message
  }

  public var description: String {
    let at = place.map { ":\($0.line):\($0.column)" } ?? ""
    return "\(file)\(at): \(message)"
  }
}

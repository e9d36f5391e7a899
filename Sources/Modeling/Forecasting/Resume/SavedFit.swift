/// A fitted model of any family of the registry, written under the name of its
/// family so that it can be read back.
///
/// A fit that is written, read and then updated is the fit that was never written,
/// to the last bit: numbers are written with the digits that read back as the same
/// value.
public struct SavedFit: Codable, Sendable {
  /// The family's name in the registry.
  public let model: String
  public internal(set) var fit: any FittedForecaster

  public init(model: String, fit: any FittedForecaster) {
    self.model = model
    self.fit = fit
  }

  private enum Keys: String, CodingKey { case model, fit }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    model = try container.decode(String.self, forKey: .model)
    guard let family = ForecasterRegistry.named(model) else {
      throw DecodingError.dataCorruptedError(
        forKey: .model, in: container, debugDescription: "there is no model \"\(model)\"")
    }
    fit = try family.readFit(container.superDecoder(forKey: .fit))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(model, forKey: .model)
    try fit.encode(to: container.superEncoder(forKey: .fit))
  }
}

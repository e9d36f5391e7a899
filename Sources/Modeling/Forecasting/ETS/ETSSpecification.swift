/// Which forms an automatic fit may choose from.
///
/// Written as a pattern of error, trend, season: each a letter of the taxonomy or
/// `Z` for "choose". Trends are `N`, `A`, `Ad`, `M`, `Md`; `Z` leaves
/// multiplicative trends out, as R's forecast::ets does unless asked. Patterns
/// with a `Z` leave unstable forms out too; a form named in full is taken as it is.
public struct ETSSpecification: Hashable, Sendable, Codable, LosslessStringConvertible {
  /// As written.
  public let description: String
  public let errors: [ETSForm.ErrorKind]
  public let trends: [ETSForm.Trend]
  public let seasons: [ETSForm.Season]

  /// "ZZZ": everything but multiplicative trends and unstable forms.
  public static let automatic = ETSSpecification("ZZZ")!

  /// Exactly one form.
  public init(_ form: ETSForm) {
    description = form.code
    errors = [form.error]
    trends = [form.trend]
    seasons = [form.season]
  }

  /// Parses "ZZZ", "AAdM", "MZN"; nil for anything else.
  public init?(_ pattern: String) {
    guard let first = pattern.first, let last = pattern.last, pattern.count >= 3 else {
      return nil
    }
    let middle = String(pattern.dropFirst().dropLast())
    if first == "Z" {
      errors = [.additive, .multiplicative]
    } else if let error = ETSForm.ErrorKind(rawValue: String(first)) {
      errors = [error]
    } else {
      return nil
    }
    if middle == "Z" {
      trends = [.none, .additive, .additiveDamped]
    } else if let trend = ETSForm.Trend(rawValue: middle) {
      trends = [trend]
    } else {
      return nil
    }
    if last == "Z" {
      seasons = [.none, .additive, .multiplicative]
    } else if let season = ETSForm.Season(rawValue: String(last)) {
      seasons = [season]
    } else {
      return nil
    }
    description = pattern
  }

  /// The allowed forms, simpler ones first.
  public var forms: [ETSForm] {
    let all = seasons.flatMap { season in
      trends.flatMap { trend in
        errors.map { ETSForm(error: $0, trend: trend, season: season) }
      }
    }
    return all.count == 1 ? all : all.filter { !$0.isUnstable }
  }

  /// True when the pattern names one form in full.
  public var isSingleForm: Bool { errors.count * trends.count * seasons.count == 1 }

  public init(from decoder: any Decoder) throws {
    let pattern = try decoder.singleValueContainer().decode(String.self)
    guard let parsed = ETSSpecification(pattern) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "\"\(pattern)\" is not an ETS pattern such as ZZZ, AAdM or MZN"))
    }
    self = parsed
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// Values that may be missing, in a format without NaN: NaN is written as null.
@propertyWrapper
public struct MissingAsNull: Sendable, Codable, Equatable {
  public var wrappedValue: [Double]

  public init(wrappedValue: [Double]) { self.wrappedValue = wrappedValue }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.singleValueContainer().decode([Double?].self)
    wrappedValue = values.map { $0 ?? .nan }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue.map { $0.isFinite ? $0 : nil })
  }
}

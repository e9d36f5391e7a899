/// A Frictionless data package: what the files of a folder hold, as its author says.
///
/// The subset that concerns tables is read (Data Package 1.0 and Table Schema 1.0,
/// <https://specs.frictionlessdata.io>): names, types, date patterns, number signs,
/// missing values, delimiter, encoding, hashes. Other keys are ignored.
public struct DataPackage: Sendable, Equatable {
  /// The file's usual name.
  public static let fileName = "datapackage.json"

  public var name: String
  public var title: String?
  public var description: String?
  public var resources: [Resource]

  public init(
    name: String, title: String? = nil, description: String? = nil, resources: [Resource]
  ) {
    self.name = name
    self.title = title
    self.description = description
    self.resources = resources
  }

  /// One file.
  public struct Resource: Sendable, Equatable {
    public var name: String
    /// Relative to the package's folder.
    public var path: String
    public var description: String?
    public var fields: [Field]
    /// Texts that stand for a missing value; nil leaves the reader's own list.
    public var missingValues: [String]?
    public var delimiter: UInt8?
    public var hasHeader = true
    public var encoding: TextEncoding?
    /// SHA-256 of the file in hexadecimal.
    public var sha256: String?
    /// Length of the file.
    public var bytes: Int?

    public init(
      name: String, path: String, description: String? = nil, fields: [Field],
      sha256: String? = nil, bytes: Int? = nil
    ) {
      self.name = name
      self.path = path
      self.description = description
      self.fields = fields
      self.sha256 = sha256
      self.bytes = bytes
    }
  }

  /// One column.
  public struct Field: Sendable, Equatable {
    public var name: String
    public var kind: Kind
    /// A `strptime` pattern for dates, `any`, or nil for the kind's default.
    public var format: String?
    public var description: String?
    /// The decimal sign and thousands separator of numbers, where the schema says.
    public var decimal: UInt8?
    public var group: UInt8?
    /// Whether numbers stand alone, without currency sign or `%`.
    public var isBareNumber = true

    public init(name: String, kind: Kind, format: String? = nil, description: String? = nil) {
      self.name = name
      self.kind = kind
      self.format = format
      self.description = description
    }
  }

  /// The Table Schema types.
  public enum Kind: String, Sendable, CaseIterable {
    case string, number, integer, boolean, object, array, date, time, datetime, year, yearmonth
    case duration, geopoint, geojson, any
  }

  /// The resource that describes a file, compared by file name, `.gz` left aside.
  public func resource(for path: String) -> Resource? {
    func bare(_ path: String) -> Substring {
      let name = path.split(separator: "/").last ?? ""
      return name.hasSuffix(".gz") ? name.dropLast(3) : name
    }
    return resources.first { bare($0.path) == bare(path) }
  }

  /// Where a package that describes the file at `path` would be: in the same folder.
  public static func path(beside path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return fileName }
    return path[...slash] + fileName
  }
}

extension DataPackage.Resource {
  /// Adds what the schema says to options; what the caller said already stays.
  ///
  /// - Parameter defaults: whose missing tokens count as "not said".
  public func apply(to options: inout ReadOptions) {
    if options.delimiter == nil { options.delimiter = delimiter }
    if options.encoding == nil { options.encoding = encoding }
    if let missingValues, options.missing == ReadOptions.defaultMissing {
      options.missing = missingValues
    }
    options.hasHeader = options.hasHeader && hasHeader
    for field in fields {
      if options.types[field.name] == nil, let type = field.columnType {
        options.types[field.name] = type
      }
      if options.numberFormats[field.name] == nil, field.decimal != nil || field.group != nil {
        let decimal = field.decimal ?? Ascii.point
        options.numberFormats[field.name] = NumberFormat(
          decimal: decimal,
          group: field.group ?? (decimal == Ascii.comma ? Ascii.point : Ascii.comma))
      }
    }
  }
}

extension DataPackage.Field {
  /// How the reader reads the field; nil where the schema leaves it open.
  public var columnType: ColumnType? {
    switch kind {
    case .any: return nil
    case .number: return isBareNumber ? .number : .amount
    case .integer: return isBareNumber ? .integer : .amount
    case .year: return .integer
    case .date, .datetime, .yearmonth:
      guard let format, format != "default", format != "any" else { return .time }
      return .pattern(format)
    case .string, .boolean, .object, .array, .time, .duration, .geopoint, .geojson: return .text
    }
  }

  /// The field that describes a column.
  public init(_ column: Column, description: String? = nil) {
    let kind: DataPackage.Kind =
      switch column.values {
      case .double: .number
      case .integer: .integer
      case .text: .string
      case .time(let times): times.kind == .date ? .date : .datetime
      }
    self.init(name: column.name, kind: kind, description: description)
  }
}

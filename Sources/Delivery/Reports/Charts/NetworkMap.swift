/// A road network in plan, north up: links as wide as their flow and coloured by a class,
/// with signals, detectors and districts where they are given.
///
/// Two directions of a road lie side by side, each on its driving side. What cannot be
/// placed (no coordinates, or far from all else) is not drawn, said under the drawing and
/// listed in the table.
public struct NetworkMap: Hashable, Sendable {
  /// East and north, in the unit of `ground`.
  public struct Place: Hashable, Sendable {
    public var x: Double
    public var y: Double

    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// What the coordinates are; without a length there is no scale bar.
  public enum Ground: Hashable, Sendable {
    /// Projected, one unit this many metres long (0.3048 for feet).
    case projected(metresPerUnit: Double)
    /// Degrees of longitude (x) and latitude (y), drawn equirectangularly with the scale true
    /// at the middle latitude.
    case degrees
    case unknown
  }

  public enum DrivingSide: String, Hashable, Sendable {
    case right, left
  }

  /// One direction of a road between two nodes.
  public struct Link: Hashable, Sendable {
    /// "12 → 13", "Main Street, east".
    public var name: String
    /// Two places or more, in the direction of travel; fewer cannot be drawn.
    public var path: [Place]
    /// What the width shows, at least 0; NaN where unknown.
    public var volume: Double
    /// What the colour shows; NaN where unknown.
    public var value: Double
    /// What is written beside it; empty for nothing.
    public var label: String
    /// Which links and labels stay where there is no room for all, highest first; its volume
    /// where nil.
    public var importance: Double?
    /// Part of the corridor the report speaks of.
    public var isHighlighted: Bool

    public init(
      _ name: String, path: [Place], volume: Double, value: Double = .nan, label: String = "",
      importance: Double? = nil, isHighlighted: Bool = false
    ) {
      self.name = name
      self.path = path
      self.volume = volume
      self.value = value
      self.label = label
      self.importance = importance
      self.isHighlighted = isHighlighted
    }
  }

  /// A symbol at a place, told from the others by its shape.
  public struct Marker: Hashable, Sendable {
    public enum Kind: Int, CaseIterable, Hashable, Sendable {
      case signal, node, trustedDetector, doubtfulDetector

      /// Its name in the key.
      var name: String {
        switch self {
        case .signal: "signal"
        case .node: "junction"
        case .trustedDetector: "detector, trusted"
        case .doubtfulDetector: "detector, not trusted"
        }
      }
    }

    public var name: String
    public var place: Place
    public var kind: Kind
    /// What is written beside it; empty for nothing.
    public var label: String

    public init(_ name: String, at place: Place, kind: Kind, label: String = "") {
      self.name = name
      self.place = place
      self.kind = kind
      self.label = label
    }
  }

  /// A name on the ground: a district or a landmark.
  public struct District: Hashable, Sendable {
    public var name: String
    public var place: Place

    public init(_ name: String, at place: Place) {
      self.name = name
      self.place = place
    }
  }

  /// How a value becomes a colour. Both ramps can be told apart by lightness alone.
  public enum Shading: Hashable, Sendable {
    /// From good to bad; a value belongs to the class above the last bound it reaches.
    /// At most five bounds are used.
    case ramp(bounds: [Double])
    /// Change around zero: smaller than `small` either way is no change, beyond `large` is
    /// much. The better side is dashed.
    case change(small: Double, large: Double, higherIsWorse: Bool)
  }

  public var links: [Link]
  public var markers: [Marker]
  public var districts: [District]
  public var ground: Ground
  public var drivingSide: DrivingSide
  public var shading: Shading
  /// Words for the classes from the lowest value up ("flows freely", "busy"); empty to say
  /// their bounds alone.
  public var classNames: [String]
  /// "vehicles an hour".
  public var volumeName: String
  public var volumeFormat: NumberFormat
  /// "share of capacity used".
  public var valueName: String
  public var valueFormat: NumberFormat
  /// Name of the highlighted links: "Main Street corridor".
  public var corridorName: String

  /// The most links a drawing holds, wide and narrow: more hide one another, and the page
  /// would be slow to open. The highlighted ones and then the most important stay.
  public static let maximumLinks = (wide: 5000, narrow: 1800)

  public init(
    links: [Link], markers: [Marker] = [], districts: [District] = [], ground: Ground,
    drivingSide: DrivingSide = .right, shading: Shading, classNames: [String] = [],
    volumeName: String, volumeFormat: NumberFormat = .whole, valueName: String,
    valueFormat: NumberFormat = .automatic, corridorName: String = "corridor"
  ) {
    self.links = links
    self.markers = markers
    self.districts = districts
    self.ground = ground
    self.drivingSide = drivingSide
    self.shading = shading
    self.classNames = classNames
    self.volumeName = volumeName
    self.volumeFormat = volumeFormat
    self.valueName = valueName
    self.valueFormat = valueFormat
    self.corridorName = corridorName
  }
}

extension NetworkMap {
  /// Links with the greatest importance first, links that are not on the map last; then the
  /// points, whose kind stands where links have their class.
  var dataTable: ReportTable {
    let frame = MapFrame(self)
    var columns: [ReportTable.Column] = [
      .text("Link or point"),
      .number(PlainWords.sentence(volumeName), format: volumeFormat),
      .number(PlainWords.sentence(valueName), format: valueFormat), .text("Class"),
    ]
    let faults = links.map(frame.fault)
    let hasFaults = !frame.offMap.isEmpty || faults.contains { $0 != nil }
    if hasFaults { columns.append(.text("On the map")) }
    let all = byImportance
    let order = all.filter { faults[$0] == nil } + all.filter { faults[$0] != nil }
    var rows = order.map { index in
      let link = links[index]
      var cells: [ReportTable.Cell] = [
        .text(link.name), .number(link.volume), .number(link.value),
        .text(shade(link.value).map(className) ?? "not known"),
      ]
      if hasFaults { cells.append(.text(faults[index] ?? "yes")) }
      return ReportTable.Row(cells, isEmphasized: link.isHighlighted)
    }
    let points =
      markers.map { ($0.name, $0.kind.name, $0.place) }
      + districts.map { ($0.name, "district", $0.place) }
    for (name, kind, place) in points {
      var cells: [ReportTable.Cell] = [.text(name), .missing, .missing, .text(kind)]
      if hasFaults { cells.append(.text(frame.fault(at: place) ?? "yes")) }
      rows.append(ReportTable.Row(cells))
    }
    return ReportTable(caption: "", columns: columns, rows: rows)
  }

  /// What keeps a link where there is no room for all.
  func weight(of link: Link) -> Double {
    let weight = link.importance ?? link.volume
    return weight.isFinite ? weight : -.infinity
  }

  /// Positions of the links, highlighted ones and then the most important first.
  var byImportance: [Int] {
    let weights = links.map(weight)
    return links.indices.sorted { a, b in
      if links[a].isHighlighted != links[b].isHighlighted { return links[a].isHighlighted }
      return weights[a] != weights[b] ? weights[a] > weights[b] : a < b
    }
  }
}

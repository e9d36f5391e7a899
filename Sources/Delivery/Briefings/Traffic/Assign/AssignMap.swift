import Reports

/// The roads of an assignment in plan.
public struct AssignMap: Codable, Sendable, Equatable {
  public struct Road: Codable, Sendable, Equatable {
    public var name: String
    /// x and y of its two ends.
    public var ends: [Double]
    public var flow: Double
    /// Flow over capacity; nil where capacity does not matter.
    public var ratio: Double?
    /// Against today, of a what-if.
    public var change: Double?
    /// Closed, widened or tolled by the what-if.
    public var isChanged: Bool

    public init(
      name: String, ends: [Double], flow: Double, ratio: Double?, change: Double?, isChanged: Bool
    ) {
      self.name = name
      self.ends = ends
      self.flow = FileNumbers.rounded(flow)
      self.ratio = ratio.map(FileNumbers.rounded)
      self.change = change.map(FileNumbers.rounded)
      self.isChanged = isChanged
    }
  }
  /// The most roads kept: with more, the page would be slow to open and none could be told
  /// from its neighbours.
  public static let maximumRoads = 1200

  public var roads: [Road]
  /// Roads on the ground, kept or not.
  public var roadCount: Int
  /// Whether places are degrees of longitude and latitude.
  public var isDegrees: Bool

  public init(roads: [Road], roadCount: Int, isDegrees: Bool) {
    self.roads = roads
    self.roadCount = roadCount
    self.isDegrees = isDegrees
  }

  private func map(
    value: (Road) -> Double, importance: (Road) -> Double, shading: NetworkMap.Shading,
    classNames: [String], valueName: String, format: NumberFormat
  ) -> NetworkMap {
    NetworkMap(
      links: roads.map { road in
        NetworkMap.Link(
          road.name,
          path: [
            .init(x: road.ends[0], y: road.ends[1]), .init(x: road.ends[2], y: road.ends[3]),
          ],
          volume: road.flow, value: value(road), importance: importance(road),
          isHighlighted: road.isChanged)
      },
      ground: isDegrees ? .degrees : .unknown, shading: shading, classNames: classNames,
      volumeName: "vehicles", valueName: valueName, valueFormat: format,
      corridorName: "roads that are changed")
  }

  /// Flow as width, share of capacity as colour.
  func loads(period: String) -> Chart {
    let over = roads.filter { ($0.ratio ?? 0) > 1 }
    let worst = over.max { ($0.ratio ?? 0) < ($1.ratio ?? 0) }
    let worstShare = worst.map { PlainWords.percent($0.ratio ?? 0) } ?? ""
    return Chart(
      id: "map",
      takeaway: worst.map {
        "\(PlainWords.count(over.count, "road")) on this map \(over.count == 1 ? "carries" : "carry") more than the capacity; \($0.name) most: \(worstShare)."
      } ?? "No road on this map carries more than its capacity.",
      reading: InlineText(
        "Wider lines carry more vehicles in \(period)." + reach),
      dataCaption: "Vehicles and share of capacity by road",
      .networkMap(
        map(
          value: { $0.ratio ?? .nan }, importance: \.flow,
          shading: .ramp(bounds: [0.5, 0.8, 1, 1.2]),
          classNames: ["free", "busy", "nearly full", "over capacity", "far over capacity"],
          valueName: "share of capacity", format: .percent(0))))
  }

  /// Change of flow as colour.
  func changes() -> Chart {
    let changes = roads.compactMap(\.change).map { abs($0) }
    let large = changes.max() ?? 0
    let most = roads.filter { !$0.isChanged }.max { ($0.change ?? 0) < ($1.change ?? 0) }
    return Chart(
      id: "change-map",
      takeaway: most.map {
        "\($0.name) takes on the most: \(PlainWords.number(($0.change ?? 0).rounded())) vehicles more."
      } ?? "No road takes on more vehicles.",
      reading: InlineText(
        "Change of vehicles against today, on the roads where it is largest." + reach),
      dataCaption: "Vehicles and their change by road",
      .networkMap(
        map(
          value: { $0.change ?? .nan }, importance: { abs($0.change ?? 0) },
          shading: .change(small: large / 20, large: large / 3, higherIsWorse: true),
          classNames: [], valueName: "change in vehicles", format: .signed(0))))
  }

  private var reach: String {
    roads.count < roadCount
      ? " The \(PlainWords.number(Double(roads.count))) most important of \(PlainWords.number(Double(roadCount))) roads are shown."
      : ""
  }
}

import Foundation

/// Where the places of a map lie on a plane of common scale, and which cannot be placed.
///
/// Some files hold (0, 0) or a typing error where a place is unknown; one such point must
/// not shrink the city to a dot. A place is off the map where
/// - it is not a number, or beyond 10^12;
/// - it is (0, 0) while all others keep away from there by more than five times the
///   diagonal of their box (in degrees: whenever any other place is known);
/// - it lies more than ten times the wider of the two interquartile ranges outside the
///   middle half of the places.
struct MapFrame {
  /// Metres a unit of the plane; nil where unknown.
  let metresPerUnit: Double?
  /// The box of all places on the map, on the plane; nil where there is none.
  let box: Box?
  /// Names of the points, other than links, that are off the map.
  private(set) var offMap: [String] = []
  private let ground: NetworkMap.Ground
  private let limits: Box?
  private let leavesOutZero: Bool
  private let cosine: Double

  struct Box: Hashable {
    var left: Double
    var bottom: Double
    var right: Double
    var top: Double

    /// - Precondition: `points` is not empty.
    init(_ points: [NetworkMap.Place]) {
      left = points[0].x
      right = left
      bottom = points[0].y
      top = bottom
      for point in points {
        left = min(left, point.x)
        right = max(right, point.x)
        bottom = min(bottom, point.y)
        top = max(top, point.y)
      }
    }

    var width: Double { right - left }
    var height: Double { top - bottom }
    var diagonal: Double { (width * width + height * height).squareRoot() }

    func contains(_ point: NetworkMap.Place) -> Bool {
      (left...right).contains(point.x) && (bottom...top).contains(point.y)
    }
  }

  init(_ map: NetworkMap) {
    ground = map.ground
    let known = MapFrame.places(of: map).filter(MapFrame.isKnown)
    let others = known.filter { $0.x != 0 || $0.y != 0 }
    if others.count < known.count, !others.isEmpty {
      let box = Box(others)
      let dx = max(box.left, 0, -box.right)
      let dy = max(box.bottom, 0, -box.top)
      let distance = (dx * dx + dy * dy).squareRoot()
      leavesOutZero =
        ground == .degrees || (box.diagonal > 0 && distance > 5 * box.diagonal)
    } else {
      leavesOutZero = false
    }
    let candidates = leavesOutZero ? others : known
    limits = MapFrame.limits(of: candidates)
    let kept = limits.map { limits in candidates.filter(limits.contains) } ?? candidates
    if ground == .degrees, !kept.isEmpty {
      let degrees = Box(kept)
      cosine = max(0.01, cos(0.5 * (degrees.bottom + degrees.top) * .pi / 180))
    } else {
      cosine = 1
    }
    switch ground {
    case .projected(let metres): metresPerUnit = metres.isFinite && metres > 0 ? metres : nil
    // The mean radius of the Earth is 6,371,008.8 m.
    case .degrees: metresPerUnit = 6_371_008.8 * .pi / 180
    case .unknown: metresPerUnit = nil
    }
    let scale = cosine
    box = kept.isEmpty ? nil : Box(kept.map { NetworkMap.Place(x: $0.x * scale, y: $0.y) })
    offMap =
      map.markers.filter { fault(at: $0.place) != nil }.map(\.name)
      + map.districts.filter { fault(at: $0.place) != nil }.map(\.name)
  }

  private static func places(of map: NetworkMap) -> [NetworkMap.Place] {
    map.links.flatMap(\.path) + map.markers.map(\.place) + map.districts.map(\.place)
  }

  private static func isKnown(_ place: NetworkMap.Place) -> Bool {
    abs(place.x) <= 1e12 && abs(place.y) <= 1e12
  }

  private static func limits(of places: [NetworkMap.Place]) -> Box? {
    guard places.count >= 4 else { return nil }
    func quartiles(_ values: [Double]) -> (Double, Double) {
      let sorted = values.sorted()
      return (sorted[sorted.count / 4], sorted[sorted.count * 3 / 4])
    }
    let (left, right) = quartiles(places.map(\.x))
    let (bottom, top) = quartiles(places.map(\.y))
    let reach = 10 * max(right - left, top - bottom)
    guard reach > 0 else { return nil }
    return Box([
      NetworkMap.Place(x: left - reach, y: bottom - reach),
      NetworkMap.Place(x: right + reach, y: top + reach),
    ])
  }

  /// Why a place is off the map; nil where it is on it.
  func fault(at place: NetworkMap.Place) -> String? {
    guard MapFrame.isKnown(place) else { return "no: no coordinates" }
    if leavesOutZero, place.x == 0, place.y == 0 { return "no: it stands at 0, 0" }
    if let limits, !limits.contains(place) { return "no: far from all else" }
    return nil
  }

  /// Why a link is not on the map; nil where it is on it.
  func fault(of link: NetworkMap.Link) -> String? {
    guard link.path.count >= 2 else { return "no: no coordinates" }
    for place in link.path {
      if let fault = fault(at: place) { return fault }
    }
    return nil
  }

  /// Where a place that is on the map lies on the plane.
  func onPlane(_ place: NetworkMap.Place) -> NetworkMap.Place {
    NetworkMap.Place(x: place.x * cosine, y: place.y)
  }
}

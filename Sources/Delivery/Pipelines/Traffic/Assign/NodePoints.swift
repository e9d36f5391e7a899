import Provenance
import Tables
import Traffic

/// Places of nodes from the points of a GeoJSON file (RFC 7946), by their property `id` or
/// `node`.
enum NodePoints {
  static func coordinates(
    _ bytes: [UInt8], name: String, network: RoadNetwork
  ) throws -> [RoadNetwork.Coordinate?] {
    let fix = "Expected a GeoJSON FeatureCollection of points, each with the property `id`."
    guard let json = try? JSONValue(parsing: bytes), case .array(let features)? = json["features"]
    else { throw TableError.data(DataProblem(file: name, what: "no features", fix: fix)) }
    var nodes: [String: Int] = [:]
    for (index, node) in network.nodeNames.enumerated() { nodes[node] = index }
    var places = [RoadNetwork.Coordinate?](repeating: nil, count: network.nodeCount)
    for (index, feature) in features.enumerated() {
      let properties = feature["properties"]
      let id = properties?["id"] ?? properties?["node"] ?? properties?["node_id"]
      let text = id?.stringValue ?? id?.doubleValue.flatMap { Int(exactly: $0) }.map(String.init)
      guard let text, case .array(let pair)? = feature["geometry"]?["coordinates"], pair.count >= 2,
        let x = pair[0].doubleValue, let y = pair[1].doubleValue
      else {
        throw TableError.data(
          DataProblem(file: name, what: "feature \(index + 1) has no id or no place", fix: fix))
      }
      if let node = nodes[text] { places[node] = .init(x: x, y: y) }
    }
    return places
  }
}

import Foundation

@testable import Reports

/// Charts of streets and signals over a made city: a grid with a main street and a river that
/// two bridges cross.
enum DemoStreets {
  static let city = MadeCity(columns: 9, rows: 6)

  static var charts: [Chart] { [networkMap, timeSpace, timingSheet] }

  static var report: Report {
    Report(
      title: "Where the streets of Lakeford fill up", subtitle: "Made-up data",
      decision: Report.Decision(headline: "Look at each", points: []),
      sections: [
        Report.Section(id: "streets", heading: "Streets", blocks: charts.map { .chart($0) })
      ],
      origin: Report.Origin(entries: [], verifyCommand: "apportion verify out/"))
  }

  static var networkMap: Chart {
    Chart(
      id: "network-map",
      takeaway: "Both bridges and the middle of Main Street carry more than they can hold.",
      reading: "Each line is one direction of a street, on the side it is driven on.",
      dataCaption: "Flow and share of capacity used by link, 7:00 to 8:00, a weekday in March 2025",
      .networkMap(
        NetworkMap(
          links: city.links, markers: city.markers,
          districts: [
            NetworkMap.District("Harbour", at: city.place(7.5, 5.5)),
            NetworkMap.District("Old town", at: city.place(3.5, 2.5)),
          ], ground: .projected(metresPerUnit: 1),
          shading: .ramp(bounds: [0.5, 0.8, 1]),
          classNames: ["flows freely", "busy", "near its limit", "over its limit"],
          volumeName: "vehicles an hour", valueName: "share of capacity used",
          valueFormat: .percent(0), corridorName: "Main Street corridor")))
  }
}

/// A grid of streets with flows from a fixed recurrence.
struct MadeCity {
  let columns: Int
  let rows: Int
  var block = 220.0

  func place(_ column: Double, _ row: Double) -> NetworkMap.Place {
    // The grid is turned a little and its rows bend toward the river.
    let x = column * block + 18 * row
    let y = row * block + 14 * sin(column * 0.9)
    return NetworkMap.Place(x: 452_300 + x, y: 5_411_900 + y)
  }

  var links: [NetworkMap.Link] {
    var noise = DemoReport.Noise(state: 11)
    var links: [NetworkMap.Link] = []
    func add(_ from: (Int, Int), _ to: (Int, Int), _ street: String, capacity: Double, main: Bool) {
      for (a, b) in [(from, to), (to, from)] {
        let ends = [a, b].map { place(Double($0.0), Double($0.1)) }
        let centre = abs(0.5 * Double(a.0 + b.0) - 4) + abs(0.5 * Double(a.1 + b.1) - 2.5)
        let use = 1.15 * exp(-centre * 0.18) * (0.45 + 0.75 * noise.next())
        let volume = (capacity * use).rounded()
        links.append(
          NetworkMap.Link(
            "\(street), \(a.0).\(a.1) to \(b.0).\(b.1)",
            path: [ends[0], bend(ends[0], ends[1]), ends[1]], volume: volume, value: use,
            isHighlighted: main))
      }
    }
    for row in 0..<rows {
      for column in 0..<(columns - 1) {
        let main = row == 2
        add(
          (column, row), (column + 1, row), main ? "Main Street" : "Street \(row + 1)",
          capacity: main ? 1900 : 700, main: main)
      }
    }
    for column in 0..<columns {
      for row in 0..<(rows - 1) where row != 3 || column == 2 || column == 6 {
        let name = row == 3 ? (column == 2 ? "West Bridge" : "East Bridge") : "Avenue \(column + 1)"
        add((column, row), (column, row + 1), name, capacity: row == 3 ? 1300 : 800, main: false)
      }
    }
    let worst = links.indices.sorted { (links[$1].value, $0) < (links[$0].value, $1) }.prefix(8)
    for index in worst {
      let name = links[index].name.prefix { $0 != "," }
      links[index].label = "\(name): \(NumberFormat.percent(0).words(links[index].value))"
      links[index].importance = 10_000 * links[index].value
    }
    return links
  }

  private func bend(_ a: NetworkMap.Place, _ b: NetworkMap.Place) -> NetworkMap.Place {
    NetworkMap.Place(x: 0.5 * (a.x + b.x), y: 0.5 * (a.y + b.y) + 3)
  }

  var markers: [NetworkMap.Marker] {
    (0..<columns).map {
      NetworkMap.Marker("Main and Avenue \($0 + 1)", at: place(Double($0), 2), kind: .signal)
    } + [
      NetworkMap.Marker("Detector 1", at: place(2.5, 1), kind: .trustedDetector),
      NetworkMap.Marker("Detector 2", at: place(5.5, 4), kind: .trustedDetector),
      NetworkMap.Marker(
        "Detector 3", at: place(0.5, 4), kind: .doubtfulDetector, label: "Detector 3"),
    ]
  }
}

/// Maps in shapes the demo report does not show.
extension DemoVariants {
  static func map(
    _ id: String, links: [NetworkMap.Link], markers: [NetworkMap.Marker] = [],
    districts: [NetworkMap.District] = [], ground: NetworkMap.Ground = .unknown,
    shading: NetworkMap.Shading = .ramp(bounds: [0.5, 0.8, 1, 1.2]),
    side: NetworkMap.DrivingSide = .right
  ) -> Chart {
    Chart(
      id: id, takeaway: "This is the map called \(id).", dataCaption: "Data of \(id)",
      .networkMap(
        NetworkMap(
          links: links, markers: markers, districts: districts, ground: ground,
          drivingSide: side, shading: shading, volumeName: "vehicles an hour",
          valueName: "minutes of delay a vehicle", valueFormat: .automatic)))
  }

  /// Change on a left-hand network in degrees, one link to 0, 0 and one without a place.
  static var changeMap: Chart {
    var links = MadeCity(columns: 5, rows: 9).links.map { link in
      var link = link
      link.path = link.path.map {
        NetworkMap.Place(x: 9.1 + ($0.x - 452_300) / 74_000, y: 48.7 + ($0.y - 5_411_900) / 111_000)
      }
      link.value = (link.value - 0.55) * 40
      link.isHighlighted = false
      link.label = link.label.isEmpty ? "" : NumberFormat.signed(1).words(link.value) + " min"
      return link
    }
    links[3].path[0] = NetworkMap.Place(x: 0, y: 0)
    links[9].path = []
    links[12].value = .nan
    return map(
      "change-map", links: links, ground: .degrees,
      shading: .change(small: 2, large: 8, higherIsWorse: true), side: .left)
  }

  static var hugeMap: Chart {
    map("huge-map", links: MadeCity(columns: 101, rows: 101).links)
  }

  static var oneLinkMap: Chart {
    map(
      "one-link",
      links: [
        NetworkMap.Link(
          "A to B", path: [NetworkMap.Place(x: 0, y: 0), NetworkMap.Place(x: 400, y: 0)],
          volume: 120, value: 0.4, label: "A to B: 120")
      ], ground: .projected(metresPerUnit: 0.3048))
  }

  static var markersMap: Chart {
    map(
      "detectors-only", links: [], markers: DemoStreets.city.markers,
      ground: .projected(metresPerUnit: 1))
  }

  static var streets: [Chart] {
    [changeMap, oneLinkMap, markersMap, oneSignal, manyStages]
  }
}

import XCTest

@testable import Reports

final class NetworkMapTests: XCTestCase {
  private func place(_ x: Double, _ y: Double) -> NetworkMap.Place {
    NetworkMap.Place(x: x, y: y)
  }

  private func map(_ paths: [[NetworkMap.Place]], ground: NetworkMap.Ground = .unknown)
    -> NetworkMap
  {
    NetworkMap(
      links: paths.enumerated().map {
        NetworkMap.Link("L\($0)", path: $1, volume: Double($0 + 1), value: 0.5)
      }, ground: ground, shading: .ramp(bounds: [1]), volumeName: "cars", valueName: "use")
  }

  private func drawing(_ map: NetworkMap, _ layout: Canvas.Layout) -> Canvas {
    var canvas = Canvas(layout, idPrefix: "m")
    map.draw(on: &canvas)
    return canvas
  }

  func testAPointAtZeroDoesNotShrinkTheMap() {
    let far = (0..<6).map {
      [place(451_000 + 100 * Double($0), 5_410_000), place(451_100 + 100 * Double($0), 5_410_400)]
    }
    let sound = MapFrame(map(far))
    let withZero = MapFrame(map(far + [[place(0, 0), far[0][0]]]))
    XCTAssertEqual(withZero.box, sound.box)
    XCTAssertEqual(withZero.fault(at: place(0, 0)), "no: it stands at 0, 0")
    let withError = MapFrame(map(far + [[place(45_100, 54_100_000), far[0][0]]]))
    XCTAssertEqual(withError.box, sound.box)
    XCTAssertEqual(withError.fault(at: place(45_100, 54_100_000)), "no: far from all else")
    for text in drawing(map(far + [[place(0, 0), far[0][0]]]), .wide).content.source
      .components(separatedBy: "<text").filter({ $0.contains("Not drawn") })
    {
      XCTAssertTrue(text.contains("L6"))
    }
    let table = map(far + [[place(0, 0), far[0][0]]]).dataTable
    XCTAssertEqual(table.rows.last?.cells.last, .text("no: it stands at 0, 0"))
  }

  /// A grid that starts at 0, 0 keeps its corner.
  func testZeroStaysWhereOthersAreNear() {
    let grid = map([
      [place(0, 0), place(1, 0)], [place(1, 0), place(1, 1)], [place(1, 1), place(0, 1)],
    ])
    XCTAssertNil(MapFrame(grid).fault(at: place(0, 0)))
    let degrees = map(
      [[place(0, 0), place(9, 48)], [place(9, 48), place(9.1, 48)]], ground: .degrees)
    XCTAssertNotNil(MapFrame(degrees).fault(at: place(0, 0)))
  }

  func testDegreesKeepTheShapeOfTheGround() throws {
    // At 60° north a degree of longitude is half as long as one of latitude.
    let frame = MapFrame(map([[place(10, 59.5), place(12, 60.5)]], ground: .degrees))
    let box = try XCTUnwrap(frame.box)
    XCTAssertEqual(box.width / box.height, 1, accuracy: 1e-12)
    XCTAssertEqual(try XCTUnwrap(frame.metresPerUnit), 111_195, accuracy: 1)
  }

  /// Eastbound on the right lies to the south, on the left to the north.
  func testDirectionsLieOnTheirDrivingSide() {
    let line = MapLine([(0, 0), (10, 0), (10, 10)])
    let right = line.shifted(by: 2).points
    XCTAssertEqual(right[0].y, 2, accuracy: 1e-12)
    XCTAssertEqual(right[1].x, 8, accuracy: 1e-12)
    XCTAssertEqual(right[1].y, 2, accuracy: 1e-12)
    XCTAssertEqual(right[2].x, 8, accuracy: 1e-12)
    XCTAssertEqual(line.shifted(by: -2).points[0].y, -2, accuracy: 1e-12)
    // Back on itself: the mitre has no length and must not fly away.
    for point in MapLine([(0, 0), (10, 0), (0, 0)]).shifted(by: 2).points {
      XCTAssertLessThan(abs(point.x) + abs(point.y), 20)
    }
  }

  func testSimplifiedLineStaysNear() {
    let points = (0...200).map { index -> (x: Double, y: Double) in
      (Double(index), 20 * (Double(index) / 30).remainder(dividingBy: 2).magnitude)
    }
    let thin = MapLine(points).simplified(tolerance: 0.5).points
    XCTAssertLessThan(thin.count, 20)
    for point in points {
      let least = zip(thin, thin.dropFirst()).map { a, b -> Double in
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        let t = min(
          1, max(0, ((point.x - a.x) * dx + (point.y - a.y) * dy) / (dx * dx + dy * dy)))
        let (ex, ey) = (a.x + t * dx - point.x, a.y + t * dy - point.y)
        return (ex * ex + ey * ey).squareRoot()
      }.min()
      XCTAssertLessThanOrEqual(least ?? .infinity, 0.5 + 1e-9)
    }
    XCTAssertEqual(
      MapLine(points).simplified(tolerance: 0).points.count, points.count, accuracy: 190)
  }

  func testClassesAndTheirWords() {
    var chart = map([[place(0, 0), place(1, 1)]])
    chart.shading = .ramp(bounds: [1, 0.5, .nan])
    chart.valueFormat = .percent(0)
    XCTAssertEqual(
      chart.shades.map(chart.className),
      ["below 50\u{A0}%", "50\u{A0}% to 100\u{A0}%", "100\u{A0}% or more"])
    XCTAssertEqual(chart.shade(0.5)?.rank, 1)
    XCTAssertNil(chart.shade(.nan))
    chart.shading = .change(small: 0.1, large: 0.3, higherIsWorse: false)
    XCTAssertEqual(chart.shades.map(\.style), ["rw2", "rw1", "ro", "rb1", "rb2"])
    XCTAssertEqual(chart.shade(0)?.style, "ro")
    XCTAssertEqual(chart.className(chart.shades[4]), "better: 30\u{A0}% or more")
    chart.shading = .change(small: 0, large: .nan, higherIsWorse: true)
    XCTAssertEqual(chart.shade(1)?.style, "rw2")
  }

  func testWidthsRiseWithVolume() {
    let chart = map((0..<40).map { [place(Double($0), 0), place(Double($0), 1)] })
    let scale = chart.widthScale
    for isNarrow in [true, false] {
      let widths = (0...40).map {
        chart.strokeWidth(Double($0), scale: scale, isNarrow: isNarrow)
      }
      XCTAssertEqual(widths, widths.sorted())
      XCTAssertGreaterThanOrEqual(widths[0], isNarrow ? 1.5 : 1)
      XCTAssertGreaterThan(widths[40], 2.5 * widths[1])
    }
  }

  func testRoundLengths() {
    XCTAssertEqual(MapScale.roundLength(atMost: 1234), 1000)
    XCTAssertEqual(MapScale.roundLength(atMost: 999), 500)
    XCTAssertEqual(MapScale.roundLength(atMost: 0.23), 0.2, accuracy: 1e-12)
    XCTAssertEqual(MapScale.words(2000), "2 km")
    XCTAssertEqual(MapScale.words(500), "500 m")
  }

  func testAHugeNetworkIsThinnedByItsRule() {
    let chart = DemoVariants.hugeMap
    guard case .networkMap(let map) = chart.kind else { return XCTFail("not a map") }
    XCTAssertGreaterThan(map.links.count, 40_000 - 20_000)
    for layout in [Canvas.Layout.wide, .narrow] {
      let canvas = drawing(map, layout)
      XCTAssertLessThan(canvas.content.source.utf8.count, layout == .wide ? 250_000 : 100_000)
      XCTAssertTrue(canvas.content.source.contains("links are drawn"))
    }
    let order = map.byImportance.map { map.links[$0] }
    XCTAssertTrue(order.prefix(200).allSatisfy(\.isHighlighted))
  }

  func testNothingToPlaceIsSaid() {
    XCTAssertEqual(drawing(map([]), .wide).height, 0)
    let same = drawing(map([[place(3, 3), place(3, 3)]]), .narrow)
    XCTAssertTrue(same.content.source.contains("share one point"))
    XCTAssertTrue(drawing(map([[]]), .wide).content.source.contains("No coordinates"))
  }
}

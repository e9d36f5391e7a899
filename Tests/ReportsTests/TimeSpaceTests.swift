import XCTest

@testable import Reports

final class TimeSpaceTests: XCTestCase {
  private typealias Span = TimeSpaceDiagram.Span

  private func signal(
    cycle: Double, offset: Double, greens: [TimeSpaceDiagram.Span]
  ) -> TimeSpaceDiagram.Signal {
    TimeSpaceDiagram.Signal(
      "S", distance: 0, cycle: cycle, offset: offset, outboundGreens: greens, inboundGreens: [])
  }

  func testRedsAreWhatGreensLeave() {
    let diagram = TimeSpaceDiagram(panels: [], duration: 150)
    XCTAssertEqual(
      diagram.reds(of: signal(cycle: 60, offset: 10, greens: [Span(0, 25)]), .outbound),
      [Span(0, 10), Span(35, 70), Span(95, 130)])
    // A green over the end of the cycle, an offset of more than one cycle.
    XCTAssertEqual(
      diagram.reds(of: signal(cycle: 60, offset: 70, greens: [Span(50, 75)]), .outbound),
      [Span(25, 60), Span(85, 120), Span(145, 150)])
    XCTAssertEqual(
      diagram.reds(of: signal(cycle: 60, offset: 0, greens: []), .outbound), [Span(0, 150)])
    XCTAssertEqual(
      diagram.reds(of: signal(cycle: 60, offset: 0, greens: [Span(0, 60)]), .outbound), [])
    XCTAssertEqual(diagram.reds(of: signal(cycle: 0, offset: 0, greens: []), .outbound), [])
  }

  /// At any second it is red exactly where no green of any cycle holds.
  func testRedsAtEverySecond() {
    var noise = DemoReport.Noise(state: 5)
    for _ in 0..<30 {
      let cycle = 40 + (80 * noise.next()).rounded()
      let offset = (200 * noise.next()).rounded() - 50
      let greens = (0..<2).map { _ -> Span in
        let start = (cycle * noise.next()).rounded()
        return Span(start, start + (0.5 * cycle * noise.next()).rounded())
      }
      let diagram = TimeSpaceDiagram(panels: [], duration: 220)
      let reds = diagram.reds(of: signal(cycle: cycle, offset: offset, greens: greens), .outbound)
      for second in 0..<220 {
        let time = Double(second) + 0.5
        let isRed = reds.contains { $0.start <= time && time < $0.end }
        let isGreen = greens.contains { green in
          (-8...8).contains { turn in
            let start = offset + Double(turn) * cycle + green.start
            return start <= time && time < start + green.end - green.start
          }
        }
        XCTAssertNotEqual(isRed, isGreen)
      }
    }
  }

  func testClippingKeepsTheAreaInside() {
    // The triangle (−10, 0), (10, 0), (0, 10) within 0 … 5: its right half less a corner.
    let inside = Clipping.polygon([(-10, 0), (10, 0), (0, 10)], x: 0...5)
    var twice = 0.0
    for (index, b) in inside.enumerated() {
      let a = inside[(index + inside.count - 1) % inside.count]
      twice += a.x * b.y - b.x * a.y
    }
    XCTAssertEqual(abs(twice) / 2, 37.5, accuracy: 1e-12)
    XCTAssertTrue(Clipping.polygon([(6, 0), (9, 0), (8, 3)], x: 0...5).isEmpty)
    let part = Clipping.segment((-5, 0), (15, 20), x: 0...10)
    XCTAssertEqual(part?.0.y, 5)
    XCTAssertEqual(part?.1.y, 15)
    XCTAssertNil(Clipping.segment((-5, 0), (-1, 20), x: 0...10))
  }

  func testEveryWidthIsWritten() {
    guard case .timeSpace(let diagram) = DemoStreets.timeSpace.kind else { return XCTFail("kind") }
    for layout in [Canvas.Layout.wide, .narrow] {
      var canvas = Canvas(layout, idPrefix: "t")
      diagram.draw(on: &canvas)
      let texts = MarkupScanner(canvas.content.source).all("text").map(\.text)
      for width in ["11 s", "17 s", "16 s"] { XCTAssertTrue(texts.contains(width), width) }
    }
  }

  func testStagesOfOneNameHaveOneLetter() {
    guard case .timingSheet(let sheet) = DemoStreets.timingSheet.kind else {
      return XCTFail("kind")
    }
    XCTAssertEqual(sheet.signals[0].letter("Main Street left"), "B")
    XCTAssertEqual(sheet.signals[0].rows[1].cycle, 90)
    let table = sheet.dataTable
    XCTAssertEqual(table.rows.count, 3 * 2 + 2 * 2 + 3 * 2)
    XCTAssertEqual(table.rows[0].cells[2], .text("A Main Street straight and right"))
  }
}

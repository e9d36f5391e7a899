import Traffic
import XCTest

final class ProgressionBandsTests: XCTestCase {
  private func line(byStreet: Bool) -> ProgressionBands {
    ProgressionBands(
      cycle: 60,
      signals: [
        .init(outbound: (0, 25), inbound: (0, 25)), .init(outbound: (5, 30), inbound: (0, 28)),
        .init(outbound: (0, 22), inbound: (4, 26)),
      ],
      streets: [
        .init(outbound: (17, 1), inbound: (19, 1)), .init(outbound: (24, 1), inbound: (23, 1)),
      ], variesByStreet: byStreet)
  }

  /// The width of the common part of two greens when traffic travels between them.
  private func overlap(
    _ a: (start: Double, green: Double), _ b: (start: Double, green: Double), travel: Double,
    cycle: Double
  ) -> Double {
    (-3...3).map { lap in
      let shift = a.start + travel - b.start + Double(lap) * cycle
      return min(a.green + shift, b.green) - max(shift, 0)
    }.max() ?? 0
  }

  /// Every pair of whole-second offsets tried: none gives wider bands, and one comes close.
  func testBandsOfStreetsAreAsWideAsAnyOffsetsGive() throws {
    let bands = line(byStreet: false)
    let found = try XCTUnwrap(bands.widest())
    var best = 0.0
    for second in 0..<60 {
      for third in 0..<60 {
        let offsets = [0, Double(second), Double(third)]
        // The common window at the first signal, outward and back.
        var travel = (out: 0.0, back: 0.0)
        func windows(
          _ low: Double, _ high: Double, _ start: Double, _ green: Double
        ) -> [(Double, Double)] {
          (-4...4).map { lap in
            (max(low, start + 60 * Double(lap)), min(high, start + green + 60 * Double(lap)))
          }.filter { $0.0 < $0.1 }
        }
        var outs = [(low: 0.0, high: 25.0)]
        var backs = [(low: 0.0, high: 25.0)]
        for k in 1..<3 {
          travel.out += bands.streets[k - 1].outbound.seconds
          travel.back += bands.streets[k - 1].inbound.seconds
          let signal = bands.signals[k]
          outs = outs.flatMap {
            windows(
              $0.low, $0.high, offsets[k] + signal.outbound.start - travel.out,
              signal.outbound.green)
          }.map { (low: $0.0, high: $0.1) }
          backs = backs.flatMap {
            windows(
              $0.low, $0.high, offsets[k] + signal.inbound.start + travel.back,
              signal.inbound.green)
          }.map { (low: $0.0, high: $0.1) }
        }
        // A plan without a way through in one direction is none.
        guard let widestOut = outs.map({ $0.high - $0.low }).max(),
          let widestBack = backs.map({ $0.high - $0.low }).max()
        else { continue }
        best = max(best, widestOut + widestBack)
      }
    }
    XCTAssertEqual(found.value, found.outbound[0] + found.inbound[0], accuracy: 1e-6)
    XCTAssertGreaterThanOrEqual(found.value, best - 1e-6)
    XCTAssertLessThanOrEqual(found.value, best + 2)
  }

  func testBandsOfTheirOwnAreNoNarrowerAndFitTheGreens() throws {
    let one = try XCTUnwrap(line(byStreet: false).widest())
    let own = try XCTUnwrap(line(byStreet: true).widest())
    XCTAssertGreaterThanOrEqual(own.value, one.value - 1e-6)
    let bands = line(byStreet: true)
    for k in 0..<2 {
      let a = bands.signals[k]
      let b = bands.signals[k + 1]
      let out = overlap(
        (own.offsets[k] + a.outbound.start, a.outbound.green),
        (own.offsets[k + 1] + b.outbound.start, b.outbound.green),
        travel: bands.streets[k].outbound.seconds, cycle: 60)
      XCTAssertGreaterThanOrEqual(out, own.outbound[k] - 1e-6)
    }
  }
}

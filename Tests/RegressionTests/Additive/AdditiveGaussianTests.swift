import LinearAlgebra
import Regression
import TestSupport
import XCTest

final class AdditiveGaussianTests: XCTestCase {
  func testOneCubicSpline() throws {
    let peer = try AdditiveReference.named("motorcycle")
    let fit = try AdditiveFit(
      parametric: peer.parametric(), smooths: [peer.smooth("t", size: 20)],
      response: peer.numbers("y"))
    try peer.assertEqual(
      fit, parametric: peer.parametric(new: true),
      smooths: [SmoothRows([peer.numbers("t", new: true)])])
    for (own, expected) in zip(fit.smooths, peer.sp.values) {
      assertClose(own.smoothingParameters[0], expected, relative: 1e-6)
    }
  }

  func testBSplines() throws {
    let peer = try AdditiveReference.named("motorcycle_ps")
    let fit = try AdditiveFit(
      parametric: peer.parametric(), smooths: [peer.smooth("t", .pSpline, size: 15)],
      response: peer.numbers("y"))
    try peer.assertEqual(
      fit, parametric: peer.parametric(new: true),
      smooths: [SmoothRows([peer.numbers("t", new: true)])])
  }

  func testWeightsOffsetAndTheClock() throws {
    let peer = try AdditiveReference.named("weighted")
    let fit = try AdditiveFit(
      parametric: peer.parametric(["z"]),
      smooths: [peer.smooth("x", size: 10), peer.smooth("hour", .cyclic(period: 24), size: 12)],
      response: peer.numbers("y"), weights: peer.numbers("w"), offset: peer.numbers("o"))
    try peer.assertEqual(
      fit, parametric: peer.parametric(["z"], new: true),
      smooths: [
        SmoothRows([peer.numbers("x", new: true)]), SmoothRows([peer.numbers("hour", new: true)]),
      ], offset: peer.numbers("o", new: true), comparesConcurvity: false)
  }

  func testASmoothForEachLevel() throws {
    let peer = try AdditiveReference.named("by_factor")
    let fit = try AdditiveFit(
      parametric: peer.parametric(factor: "f"),
      smooths: [
        SmoothSpecification("x", peer.numbers("x"), size: 9, by: .factor(peer.factor("f")))
      ], response: peer.numbers("y"))
    try peer.assertEqual(
      fit, parametric: peer.parametric(factor: "f", new: true),
      smooths: [
        SmoothRows([peer.numbers("x", new: true)], by: .factor(peer.factor("f", new: true)))
      ])
  }

  func testASmoothTimesANumber() throws {
    let peer = try AdditiveReference.named("by_number")
    let fit = try AdditiveFit(
      parametric: peer.parametric(),
      smooths: [
        peer.smooth("x", size: 9),
        SmoothSpecification("x", peer.numbers("x"), size: 7, by: .numeric(peer.numbers("u"))),
      ], response: peer.numbers("y"))
    // The first smooth is a straight line: how straight is a matter of where the search stops.
    try peer.assertEqual(
      fit, parametric: peer.parametric(new: true),
      smooths: [
        SmoothRows([peer.numbers("x", new: true)]),
        SmoothRows([peer.numbers("x", new: true)], by: .numeric(peer.numbers("u", new: true))),
      ], tolerance: 1e-5)
    XCTAssert(fit.notes.contains { $0.kind == .boundary })
  }

  func testRandomEffects() throws {
    let peer = try AdditiveReference.named("random")
    let (team, new) = (peer.factor("team"), peer.factor("team", new: true))
    let fit = try AdditiveFit(
      parametric: peer.parametric(),
      smooths: [
        peer.smooth("x", size: 10),
        SmoothSpecification(
          "team", team.codes.map(Double.init), basis: .random, size: team.levels.count),
      ], response: peer.numbers("y"))
    try peer.assertEqual(
      fit, parametric: peer.parametric(new: true),
      smooths: [
        SmoothRows([peer.numbers("x", new: true)]), SmoothRows([new.codes.map(Double.init)]),
      ], tolerance: 1e-6, comparesConcurvity: false)
  }

  func testASurface() throws {
    let peer = try AdditiveReference.named("tensor")
    let (x, z) = (peer.numbers("x"), peer.numbers("z"))
    let fit = try AdditiveFit(
      parametric: peer.parametric(),
      smooths: [
        SmoothSpecification(
          label: "te(x,z)", variables: ["x", "z"], basis: .tensor, size: 5,
          rows: SmoothRows([x, z]))
      ], response: peer.numbers("y"))
    let link = try fit.linearPredictor(
      parametric: peer.parametric(new: true),
      smooths: [SmoothRows([peer.numbers("x", new: true), peer.numbers("z", new: true)])])
    // Determinants of another basis of the same functions differ by a constant: so does the score.
    for (own, expected) in zip(fit.fittedValues, peer.fitted.values) {
      XCTAssertEqual(own, expected, accuracy: 1e-7)
    }
    for (own, expected) in zip(link.values, peer.newLink.values) {
      XCTAssertEqual(own, expected, accuracy: 1e-7)
    }
    for (own, expected) in zip(link.errors, peer.newError.values) {
      XCTAssertEqual(own, expected, accuracy: 1e-7)
    }
    assertClose(fit.smooths[0].effectiveDegrees, peer.edf.values[0], relative: 1e-7)
    assertClose(fit.scale, peer.scale, relative: 1e-7)
  }
}

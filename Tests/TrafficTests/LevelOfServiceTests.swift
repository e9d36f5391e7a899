import Traffic
import XCTest

final class LevelOfServiceTests: XCTestCase {
  /// Bounds of Highway Capacity Manual, 6th edition, chapter 19.
  func testGradesChangeAtTheBoundsOfTheManual() {
    let bounds: [(Double, LevelOfService, LevelOfService)] = [
      (10, .a, .b), (20, .b, .c), (35, .c, .d), (55, .d, .e), (80, .e, .f),
    ]
    for (bound, at, above) in bounds {
      XCTAssertEqual(LevelOfService(controlDelay: bound, volumeToCapacity: 0.9), at)
      XCTAssertEqual(LevelOfService(controlDelay: bound.nextUp, volumeToCapacity: 1), above)
    }
  }

  func testMoreDemandThanCapacityIsTheWorstGradeWhateverTheDelay() {
    XCTAssertEqual(LevelOfService(controlDelay: 3, volumeToCapacity: 1.01), .f)
  }
}

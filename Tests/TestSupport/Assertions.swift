import XCTest

/// Fails unless `value` is within `tolerance` of `expected`, relative to the
/// size of `expected` (absolute where `expected` is zero).
public func assertClose(
  _ value: Double, _ expected: Double, relative tolerance: Double,
  _ message: @autoclosure () -> String = "", file: StaticString = #filePath, line: UInt = #line
) {
  if value.isNaN && expected.isNaN || value == expected { return }
  let scale = expected == 0 ? 1 : abs(expected)
  let error = abs(value - expected) / scale
  XCTAssert(
    error <= tolerance, "\(value) is not \(expected): relative error \(error). \(message())",
    file: file, line: line)
}

import CivilTime
import Glibc

/// Numbers and times as ASCII bytes.
enum Digits {
  /// The shortest decimal that reads back as `value`; nothing for NaN and infinities.
  static func appendShortest(_ value: Double, to bytes: inout [UInt8]) {
    guard value.isFinite else { return }
    // Whole numbers below 2⁵³ are exact as integers, which also drops the ".0".
    if value == value.rounded(.towardZero), abs(value) < 9_007_199_254_740_992 {
      // Negative zero is written as zero: a sign on nothing helps no reader.
      bytes.append(contentsOf: String(Int64(value)).utf8)
    } else if !appendFourDecimals(value, to: &bytes) {
      bytes.append(contentsOf: value.description.utf8)
    }
  }

  /// A value that is the one nearest to some whole number of ten-thousandths,
  /// which the files of this project mostly hold. With at most 15 digits that
  /// decimal is the only one that short which reads back as `value`, less its
  /// trailing zeros. False, and nothing written, for any other value.
  private static func appendFourDecimals(_ value: Double, to bytes: inout [UInt8]) -> Bool {
    guard abs(value) < 1e11 else { return false }
    let parts = (value * 10_000).rounded()
    guard parts / 10_000 == value else { return false }
    if parts < 0 { bytes.append(0x2D) }
    let whole = Int64(parts.magnitude)
    var decimals = whole % 10_000
    var left = whole / 10_000
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var place = 20
      repeat {
        place -= 1
        digits[place] = 0x30 + UInt8(left % 10)
        left /= 10
      } while left > 0
      bytes.append(contentsOf: digits[place...])
    }
    guard decimals > 0 else { return true }
    bytes.append(0x2E)
    var unit: Int64 = 1_000
    while decimals > 0 {
      bytes.append(0x30 + UInt8(decimals / unit))
      decimals %= unit
      unit /= 10
    }
    return true
  }

  /// `value` with `decimals` digits after the point, rounded half to even from
  /// the exact binary value; nothing for NaN and infinities.
  static func appendFixed(_ value: Double, decimals: Int, to bytes: inout [UInt8]) {
    guard value.isFinite else { return }
    // 1.8e308 has 309 digits before the point.
    let places = min(max(decimals, 0), 60)
    let start = bytes.count
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 384) { buffer in
      let count = withVaList([Int32(places), value]) { arguments in
        Int(vsnprintf(buffer.baseAddress!, 384, "%.*f", arguments))
      }
      for index in 0..<count {
        // The C library prints the locale's decimal sign.
        let byte = UInt8(bitPattern: buffer[index])
        bytes.append(byte == 0x2C ? 0x2E : byte)
      }
    }
    if bytes[start] == 0x2D,
      bytes[(start + 1)...].allSatisfy({ $0 == 0x30 || $0 == 0x2E })
    {
      bytes.remove(at: start)
    }
  }

  /// `2025-03-09T14:30:00`
  static func appendWallTime(_ time: WallTime, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: time.date.description.utf8)
    bytes.append(0x54)
    let second = time.secondOfDay
    appendTwo(second / 3600, to: &bytes)
    bytes.append(0x3A)
    appendTwo(second / 60 % 60, to: &bytes)
    bytes.append(0x3A)
    appendTwo(second % 60, to: &bytes)
  }

  private static func appendTwo(_ value: Int, to bytes: inout [UInt8]) {
    bytes.append(UInt8(0x30 + value / 10))
    bytes.append(UInt8(0x30 + value % 10))
  }
}

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
    } else {
      bytes.append(contentsOf: value.description.utf8)
    }
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

/// A 64-bit decimal mantissa times a power of ten, to the nearest double.
///
/// Lemire, "Number parsing at a gigabyte per second", Software: Practice and
/// Experience 51(8), 2021, algorithm 1, after Eisel: the product of the mantissa
/// with the leading 128 bits of 5^q decides every case but those too close to
/// half way, which return nil.
enum DecimalToBinary {
  private static let smallestPower = -342
  private static let largestPower = 308

  /// The leading 128 bits of 5^q, high word first: rounded up for −27 ≤ q < 0,
  /// else down.
  nonisolated(unsafe) private static let fives: UnsafePointer<(UInt64, UInt64)> = {
    let powers = powersOfFive()
    let table = UnsafeMutablePointer<(UInt64, UInt64)>.allocate(capacity: powers.count)
    table.initialize(from: powers, count: powers.count)
    return UnsafePointer(table)
  }()

  /// The nearest double, ties to even; infinity above the range; nil where the
  /// 128 bits do not decide.
  static func nearest(_ mantissa: UInt64, tenTo power: Int) -> Double? {
    if mantissa == 0 || power < smallestPower { return 0 }
    if power > largestPower { return .infinity }
    let shift = mantissa.leadingZeroBitCount
    let normal = mantissa << shift
    let five = fives[power - smallestPower]
    var (high, low) = normal.multipliedFullWidth(by: five.0)
    if high & 0x1FF == 0x1FF {
      // The 9 bits below those kept are all ones: the second word may carry.
      let second = normal.multipliedFullWidth(by: five.1)
      let (sum, carry) = low.addingReportingOverflow(second.high)
      low = sum
      if carry { high &+= 1 }
    }
    if low == .max, !(-27...55 ~= power) { return nil }

    let upper = Int(high >> 63)
    var bits = high >> UInt64(upper + 9)
    // ⌊power·log₂10⌋ + 63, by a fixed-point product exact over the range.
    var exponent = ((152_170 + 65_536) * power) >> 16
    exponent += 63 + upper - shift + 1023
    if exponent <= 0 {
      // Subnormal: shift into place, then round half to even on what remains.
      if exponent <= -63 { return 0 }
      bits >>= UInt64(1 - exponent)
      bits = (bits + (bits & 1)) >> 1
      return Double(bitPattern: bits)
    }
    // Exactly half way, for powers small enough that the product is exact.
    if low <= 1, -4...23 ~= power, bits & 3 == 1, bits << UInt64(upper + 9) == high {
      bits &= ~1
    }
    bits = (bits + (bits & 1)) >> 1
    if bits >= 1 << 53 {
      bits = 1 << 52
      exponent += 1
    }
    if exponent >= 0x7FF { return .infinity }
    return Double(bitPattern: (UInt64(exponent) << 52) | (bits & ((1 << 52) - 1)))
  }

  /// All of them by repeated multiplication and division on 256 bits. What is cut
  /// off below bit 256 adds up to less than 2⁻²⁴⁶ of the value, and no power in the
  /// range comes that close to a boundary of 128 bits: a test holds the table
  /// against exact integers.
  static func powersOfFive() -> [(UInt64, UInt64)] {
    let one = Fixed256(limbs: [0, 0, 0, 1 << 63])
    var table = [(UInt64, UInt64)](repeating: (0, 0), count: largestPower - smallestPower + 1)
    var five = one
    for power in 0...largestPower {
      table[power - smallestPower] = (five.limbs[3], five.limbs[2])
      five.multiplyByFive()
    }
    five = one
    for power in stride(from: -1, through: smallestPower, by: -1) {
      five.divideByFive()
      var (high, low) = (five.limbs[3], five.limbs[2])
      if power >= -27 {
        // Rounded up, so that exact multiples of the power come out exact.
        low &+= 1
        if low == 0 { high += 1 }
      }
      table[power - smallestPower] = (high, low)
    }
    return table
  }
}

/// A number in [½, 1) times a power of two that is not kept: 256 bits, least
/// significant limb first, the highest bit set.
private struct Fixed256 {
  var limbs: [UInt64]

  mutating func multiplyByFive() {
    var carry: UInt64 = 0
    for index in 0..<4 {
      let product = limbs[index].multipliedFullWidth(by: 5)
      let (sum, overflow) = product.low.addingReportingOverflow(carry)
      limbs[index] = sum
      carry = product.high + (overflow ? 1 : 0)
    }
    // 4·2^255 ≤ product < 5·2^256: the carry has two or three bits.
    let shift = UInt64(64 - carry.leadingZeroBitCount)
    for index in 0..<4 {
      let above = index == 3 ? carry : limbs[index + 1]
      limbs[index] = limbs[index] >> shift | above << (64 - shift)
    }
  }

  mutating func divideByFive() {
    let quotient = quotient(shiftedBy: 2)
    limbs = quotient[3] >> 63 == 1 ? quotient : self.quotient(shiftedBy: 3)
  }

  private func quotient(shiftedBy shift: UInt64) -> [UInt64] {
    var result = limbs
    var remainder = limbs[3] >> (64 - shift)
    for index in stride(from: 3, through: 0, by: -1) {
      let below = index == 0 ? 0 : limbs[index - 1] >> (64 - shift)
      let part = UInt64(5).dividingFullWidth((remainder, limbs[index] << shift | below))
      result[index] = part.quotient
      remainder = part.remainder
    }
    return result
  }
}

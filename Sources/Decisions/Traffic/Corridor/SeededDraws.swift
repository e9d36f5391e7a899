import Foundation

/// Draws that depend on the seed, the vehicle and the second alone, so that two plans are
/// compared over the same drivers.
enum SeededDraws {
  /// The finalizer of SplitMix64 (Steele, Lea & Flood 2014).
  @inline(__always)
  static func mixed(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform on 0..<1.
  @inline(__always)
  static func uniform(_ key: UInt64, _ counter: Int32) -> Double {
    Double(mixed(key ^ (UInt64(UInt32(bitPattern: counter)) &* 0xD134_2543_DE82_EF95)) >> 11)
      * 0x1p-53
  }

  /// A driver's own speed over the limit: normal, kept within 0.2…2.
  static func speedFactor(_ kind: VehicleKind, seed: UInt64, trip: Int) -> Double {
    guard kind.speedDeviation > 0 else { return kind.speedFactor }
    let key = mixed(seed &+ 0x51_7CC1 &* UInt64(trip + 1))
    let u = max(uniform(key, 1), 1e-12)
    let normal = (-2 * log(u)).squareRoot() * cos(2 * .pi * uniform(key, 2))
    return min(2, max(0.2, kind.speedFactor + kind.speedDeviation * normal))
  }
}

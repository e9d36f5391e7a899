/// A 64-bit checksum of values in order (FNV-1a over their bits): whether the past
/// that a model was fitted on is still the past.
enum SeriesChecksum {
  static func of(_ values: some Sequence<Double>) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for value in values {
      // One pattern for every missing value, one for both zeros.
      let bits = value.isNaN ? UInt64.max : (value + 0).bitPattern
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        hash = (hash ^ (bits >> shift & 0xFF)) &* 0x100_0000_01B3
      }
    }
    let text = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}
